import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { atomLabel, residueLabel, type Model } from '../../src/model/model.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { atomRecord, pdbText, type AtomRecord } from './atom-record.js';

function modelOf(...records: Partial<AtomRecord>[]): Model {
  return parseModel(pdbText(...records.map(atomRecord)));
}

function labels(model: Model): string[] {
  return model.residues.map(residueLabel);
}

describe('one atom record', () => {
  it('gives every column', () => {
    const { atoms, sitesCart, residues } = modelOf({
      record: 'HETATM',
      name: 'ZN  ',
      altloc: 'B',
      residueName: 'ZN',
      number: '-5',
      insertionCode: 'C',
      occupancy: '0.50',
      bIso: '12.25',
      segmentId: 'PROT',
      element: 'ZN',
      charge: '2+',
    });
    expect([...sitesCart]).toEqual([11.104, 6.134, -6.504]);
    expect(residues).toEqual([
      { name: 'ZN', chainId: 'A', segmentId: 'PROT', number: -5, insertionCode: 'C', iSeqs: [0] },
    ]);
    expect(atoms).toEqual({
      name: ['ZN'],
      element: ['ZN'],
      altloc: ['B'],
      charge: Int8Array.of(2),
      occupancy: Float64Array.of(0.5),
      bIso: Float64Array.of(12.25),
      residue: Int32Array.of(0),
      hetero: Uint8Array.of(1),
      line: Int32Array.of(1),
    });
  });

  it.each([
    ['2+', 2],
    ['+2', 2],
    ['1-', -1],
    ['-1', -1],
    ['-', -1],
    ['', 0],
    ['2', 0],
    ['xy', 0],
  ])('reads the charge "%s" as %i', (charge, value) => {
    expect(modelOf({ charge }).atoms.charge[0]).toBe(value);
  });

  it('takes occupancy 1 and B 0 where they are blank or no numbers', () => {
    const { atoms } = modelOf({ occupancy: '', bIso: '******' });
    expect([atoms.occupancy[0], atoms.bIso[0]]).toEqual([1, 0]);
  });

  it.each([
    ['1.20', 1.2],
    ['  1.20  ', 1.2],
    ['1.2e1', 12],
    ['+1.5', 1.5],
    ['-.5', -0.5],
    ['7', 7],
    ['1234.567', 1234.567],
    ['-999.999', -999.999],
    ['1.234567', 1.234567],
  ])('reads the coordinate "%s"', (x, value) => {
    expect(modelOf({ x }).sitesCart[0]).toBe(value);
  });

  it.each([54, 60, 66, 72, 76, 78])('may end in column %i', (length) => {
    const model = parseModel(atomRecord().slice(0, length));
    expect(atomLabel(model, 0)).toBe('CA ALA A 12');
    expect(model.sitesCart[2]).toBe(-6.504);
    expect(model.atoms.element).toEqual(['C']);
  });

  it('may have lost the blanks at its end, even within z', () => {
    const model = parseModel(atomRecord({ x: '1.20  ', y: '1.30  ', z: '1.4   ' }).slice(0, 51));
    expect([...model.sitesCart]).toEqual([1.2, 1.3, 1.4]);
  });

  it.each([
    ['2HHB 206', 'an id and a line number'],
    ['2HHBA  7', 'an id with a letter and a line number'],
    ['1UBQ1206', 'an id and a large line number'],
  ])('does not take "%s", %s, for segment, element and charge', (serial) => {
    const model = parseModel(atomRecord().slice(0, 72) + serial);
    expect(model.residues[0].segmentId).toBe('');
    expect(model.atoms.element).toEqual(['C']);
    expect(model.atoms.charge[0]).toBe(0);
  });

  it('keeps a segment id that no element follows', () => {
    const model = parseModel(atomRecord({ segmentId: 'PRO1', element: '' }).trimEnd());
    expect(model.residues[0].segmentId).toBe('PRO1');
  });

  it('does not take other numbers for a segment id', () => {
    const docking = (name: string, charge: string) =>
      atomRecord({ name, element: '' }).slice(0, 66) + charge.padStart(10) + ' A';
    const model = parseModel(pdbText(docking(' CA ', '0.177'), docking(' CB ', '-0.012')));
    expect(model.residues.map(({ segmentId }) => segmentId)).toEqual(['']);
    expect(model.atoms.element).toEqual(['C', 'C']);
  });

  it('keeps old nucleic acid names, blanks within names too', () => {
    const model = modelOf(
      { name: ' C5*', residueName: 'C', number: '1' },
      { name: ' N A', residueName: 'HEM', number: '2', element: '' },
    );
    expect(model.atoms.name).toEqual(['C5*', 'N A']);
    expect(model.atoms.element).toEqual(['C', 'N']);
  });

  it('is read in lower case, its names in capitals', () => {
    const model = parseModel(
      'atom      1  ca  ala a  12      11.104   6.134  -6.504  1.00 20.00           c\n',
    );
    expect(atomLabel(model, 0)).toBe('CA ALA a 12');
    expect(model.atoms.element).toEqual(['C']);
  });
});

describe('the text', () => {
  const lines = [atomRecord({ name: ' N  ', element: 'N' }), atomRecord(), 'END'];

  it.each([
    ['LF', lines.join('\n') + '\n'],
    ['no final newline', lines.slice(0, 2).join('\n')],
    ['CRLF', lines.join('\r\n') + '\r\n'],
    ['CRLF and lines trimmed after z', lines.map((line) => line.slice(0, 54)).join('\r\n')],
    ['trailing blanks', lines.map((line) => `${line}     `).join('\n')],
    ['a byte order mark', `\uFEFF${lines.join('\n')}`],
    ['END in the middle', [lines[0], 'END', lines[1]].join('\n')],
    ['empty lines', lines.join('\n\n\n')],
  ])('may come with %s', (_, text) => {
    const model = parseModel(text);
    expect(model.atoms.name).toEqual(['N', 'CA']);
    expect([...model.sitesCart]).toEqual([11.104, 6.134, -6.504, 11.104, 6.134, -6.504]);
  });

  it('may be bytes, gzipped or not', () => {
    const bytes = new TextEncoder().encode(lines.join('\n'));
    expect(parseModel(bytes).atomCount).toBe(2);
    expect(parseModel(gzipSync(bytes)).atomCount).toBe(2);
  });

  it('may be reused by whoever gave it', () => {
    const bytes = Buffer.from(lines.join('\n'));
    const model = parseModel(bytes);
    bytes.fill(0);
    expect(model.source.bytes.toString()).toBe(lines.join('\n'));
  });

  it('may hold more than 99,999 atoms, whatever becomes of their serial numbers', () => {
    const serials = ['99999', '*****', 'A0000', '0', '100000'];
    const waters = Array.from({ length: 100_001 }, (_, i) => {
      const record = atomRecord({
        name: ' O  ',
        residueName: 'HOH',
        number: String(i % 10_000),
        element: 'O',
      });
      const serial = serials[i % serials.length];
      return 'HETATM' + serial.padStart(5).padEnd(6) + record.slice(12);
    });
    const model = parseModel(pdbText(...waters));
    expect(model.atomCount).toBe(100_001);
    expect(model.residues).toHaveLength(100_001);
  });
});

describe('models', () => {
  const [a, b, c] = ['1', '2', '3'].map((number) => atomRecord({ number }));

  it('may differ in their atoms', () => {
    const models = parseModels(
      pdbText('MODEL        1', a, 'TER', 'ENDMDL', 'MODEL        7', b, c, 'ENDMDL', 'END'),
    );
    expect(models.map(({ modelNumber, atomCount }) => [modelNumber, atomCount])).toEqual([
      [1, 1],
      [7, 2],
    ]);
    expect(models[1].atoms.line).toEqual(Int32Array.of(6, 7));
  });

  it('can be picked by number', () => {
    const text = pdbText('MODEL        1', a, 'ENDMDL', 'MODEL        2', b, 'ENDMDL');
    expect(labels(parseModel(text, 'pdb', { model: 2 }))).toEqual(['ALA A 2']);
    expect(labels(parseModel(text))).toEqual(['ALA A 1']);
  });

  it('need not be declared, closed or filled', () => {
    const numbers = (...lines: string[]) =>
      parseModels(pdbText(...lines)).map(({ modelNumber }) => modelNumber);
    expect(numbers(a, 'ENDMDL', a, 'ENDMDL')).toEqual([1, 2]);
    expect(numbers('MODEL        1', a, 'MODEL        2', a, 'END')).toEqual([1, 2]);
    expect(numbers('MODEL', a, 'ENDMDL', 'MODEL', 'ENDMDL', 'MODEL', a)).toEqual([1, 3]);
    expect(numbers(a, b)).toEqual([1]);
  });
});
