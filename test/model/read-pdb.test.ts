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

describe('residues', () => {
  it('are told apart by number, insertion code, name, segment and chain', () => {
    const model = modelOf(
      { number: '12' },
      { number: '12', insertionCode: 'A' },
      { number: '13', altloc: 'A', residueName: 'SER' },
      { number: '13', altloc: 'B', residueName: 'THR' },
      { number: '13', altloc: 'B', residueName: 'THR', chainId: 'B' },
      { number: '13', altloc: 'B', residueName: 'THR', chainId: 'B', segmentId: 'SEG2' },
    );
    expect(labels(model)).toEqual(['ALA A 12', 'ALA A 12A', 'SER A 13', 'THR A 13', 'THR B 13', 'THR B 13']);
  });

  it('gather their atoms wherever these stand', () => {
    const model = modelOf(
      { name: ' N  ', number: '1' },
      { name: ' N  ', number: '2' },
      { name: ' N  ', number: '1', chainId: 'B' },
      { name: ' H  ', number: '1', element: 'H' },
      { name: ' H  ', number: '2', element: 'H' },
    );
    expect(model.residues.map(({ iSeqs }) => iSeqs)).toEqual([[0, 3], [1, 4], [2]]);
    expect([...model.atoms.residue]).toEqual([0, 1, 2, 0, 1]);
    expect(model.chains.map(({ id }) => id)).toEqual(['A', 'B']);
  });

  it('take wide chain ids, and four-letter names of force fields', () => {
    const model = modelOf({ chainId: 'AB' });
    const wide = parseModel(atomRecord({ residueName: 'TIP', chainId: '3W', name: ' OH2', element: '' }));
    expect(model.residues[0].chainId).toBe('AB');
    expect(residueLabel(wide.residues[0])).toBe('TIP3 W 12');
    expect(wide.atoms.element).toEqual(['O']);
  });

  it('have numbers in decimal, hybrid-36, negative, or five digits wide', () => {
    const model = modelOf(
      { number: '-99' },
      { number: '9999' },
      { number: 'A000' },
      { number: '1000', insertionCode: '1' },
    );
    expect(model.residues.map(({ number }) => number)).toEqual([-99, 9999, 10_000, 10_001]);
  });

  it('are new ones where numbers wrap after 9999', () => {
    const water = { name: ' O  ', residueName: 'HOH', element: 'O' };
    const model = modelOf(
      { ...water, number: '1' },
      { ...water, number: '9999' },
      { ...water, number: '0' },
      { ...water, number: '1' },
    );
    expect(model.residues).toHaveLength(4);
  });
});

describe('chains', () => {
  const first = atomRecord({ number: '1' });
  const second = atomRecord({ number: '2' });
  const water = atomRecord({
    record: 'HETATM',
    name: ' O  ',
    residueName: 'HOH',
    number: '101',
    element: 'O',
  });

  it.each(['TER', 'TER      3      ALA A   2', 'TER   '])('end with "%s"', (ter) => {
    expect(parseModel(pdbText(first, second, ter, water)).chains).toEqual([
      { id: 'A', first: 0, end: 2, terminated: true },
      { id: 'A', first: 2, end: 3, terminated: false },
    ]);
  });

  it('end with another chain id, and go on through HETATM', () => {
    const modified = atomRecord({ record: 'HETATM', residueName: 'MSE', number: '3' });
    const other = atomRecord({ chainId: 'B' });
    expect(parseModel(pdbText(first, second, modified, other, water)).chains).toEqual([
      { id: 'A', first: 0, end: 3, terminated: false },
      { id: 'B', first: 3, end: 4, terminated: false },
      { id: 'A', first: 4, end: 5, terminated: false },
    ]);
  });

  it('without an id begin anew behind TER, with the same numbers', () => {
    const nameless = atomRecord({ chainId: '' });
    const model = parseModel(pdbText(nameless, 'TER', nameless));
    expect(model.residues.map(({ iSeqs }) => iSeqs)).toEqual([[0], [1]]);
    expect(model.chains.map(({ terminated }) => terminated)).toEqual([true, false]);
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
