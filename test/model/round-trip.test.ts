import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { parseModel, parseModels, readModels } from '../../src/model/read-model.js';
import { formatModel, formatModels } from '../../src/model/write-model.js';
import { atomRecord, pdbText, type AtomRecord } from './atom-record.js';
import { REFERENCE_FILES, referenceBytes, referencePath } from './reference-files.js';

function moved(model: Model, shift: number): Model {
  for (let i = 0; i < model.sitesCart.length; i++) model.sitesCart[i] += shift;
  return model;
}

function lines(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n');
}

/** Formats an atom whose x was changed. */
function withX(fields: Partial<AtomRecord>, x: number): string {
  const model = parseModel(atomRecord(fields));
  model.sitesCart[0] = x;
  return formatModel(model).toString().slice(30, 38);
}

describe.each(REFERENCE_FILES)('%s', (file) => {
  it('comes out byte for byte if nothing moved', async () => {
    const models = await readModels(referencePath(file));
    expect(formatModels(models).equals(referenceBytes(file))).toBe(true);
  });

  it('has its coordinates changed and nothing else if all atoms moved', async () => {
    const models = await readModels(referencePath(file));
    const before = lines(referenceBytes(file));
    const after = lines(formatModels(models.map((model) => moved(model, 1.25))));
    expect(after).toHaveLength(before.length);
    const isAtom = (line: string) => /^(ATOM|HETATM)/.test(line);
    const withoutSite = (line: string) => (isAtom(line) ? line.slice(0, 30) + line.slice(54) : line);
    expect(after.map(withoutSite)).toEqual(before.map(withoutSite));
    expect(after.every((line, i) => !isAtom(line) || line !== before[i])).toBe(true);
  });

  it('gives the same sites again, to the written precision', async () => {
    const models = (await readModels(referencePath(file))).map((model) => moved(model, -0.0004321));
    const again = parseModels(formatModels(models));
    again.forEach(({ sitesCart }, m) => {
      const worst = sitesCart.reduce((most, x, i) => Math.max(most, Math.abs(x - models[m].sitesCart[i])), 0);
      expect(worst).toBeLessThan(0.000501);
    });
  });
});

describe('one model of several', () => {
  it('leaves the others out and the rest as it is', async () => {
    const models = await readModels(referencePath('1d3z.pdb.gz'));
    const before = lines(referenceBytes('1d3z.pdb.gz'));
    const first = before.findIndex((line) => line.startsWith('MODEL        1'));
    const last = before.findLastIndex((line) => line.startsWith('ENDMDL'));
    const size = (last + 1 - first) / 10;
    const kept = (m: number) => before.slice(first + m * size, first + (m + 1) * size);
    const expected = (...numbers: number[]) => [
      ...before.slice(0, first),
      ...numbers.flatMap(kept),
      ...before.slice(last + 1),
    ];
    expect(lines(formatModel(models[2]))).toEqual(expected(2));
    expect(lines(formatModels([models[9], models[0]]))).toEqual(expected(0, 9));
  });

  it('keeps what stands behind a model that no ENDMDL closes', () => {
    const text = pdbText(
      'MODEL        1',
      atomRecord(),
      'MODEL        2',
      atomRecord(),
      'TER',
      'CONECT    1',
      'END',
    );
    const first = formatModel(parseModel(text));
    expect(first.toString()).toBe(pdbText('MODEL        1', atomRecord(), 'CONECT    1', 'END'));
  });
});

describe('a coordinate', () => {
  it.each([
    ['11.104', 11.1044, '  11.104'],
    ['1.20   ', 1.2, ' 1.20   '],
    ['1.20   ', 1.2004, ' 1.20   '],
    ['1.20   ', 1.25, '   1.250'],
    ['1.23456', 1.23456, ' 1.23456'],
    ['-0.000', 0.0001, '  -0.000'],
    ['5.000', -0.0001, '   0.000'],
    ['5.000', -0.5, '  -0.500'],
    ['5.000', 9999.9994, '9999.999'],
    ['5.000', -999.9994, '-999.999'],
    ['5.000', 9999.9996, '10000.00'],
    ['5.000', -1234.5678, '-1234.57'],
    ['10000.00', 10000, '10000.00'],
    ['5.000', 99999.994, '99999.99'],
  ])('that was "%s" and became %f is written as "%s"', (x, value, written) => {
    expect(withX({ x }, value)).toBe(written);
  });

  it.each([100_000, -10_000, 1e300])('of %f does not fit', (x) => {
    expect(() => withX({}, x)).toThrow(
      `model:1: CA ALA A 12: x = ${x} does not fit into the eight columns of the PDB format`,
    );
  });

  it.each([NaN, Infinity, -Infinity])('of %f is refused', (x) => {
    expect(() => withX({}, x)).toThrow(`model:1: CA ALA A 12: x = ${x} is not a finite number`);
  });

  it('lengthens a line that was trimmed within z, and only where z changed', () => {
    const line = atomRecord({ x: '1.20  ', y: '1.30  ', z: '1.4   ' }).slice(0, 51);
    const other = atomRecord({ number: '13' });
    const model = parseModel(`${line}\r\n${other}\r\n${line.replace('  12 ', '  14 ')}`);
    model.sitesCart.set([1.2, 1.3, 1.5, 11.104, 6.134, -6.504, 1.2, 1.3, 1.4]);
    expect(formatModel(model).toString()).toBe(
      `${line.slice(0, 46)}   1.500\r\n${other}\r\n${line.replace('  12 ', '  14 ')}`,
    );
  });
});

it('text in any encoding, CRLF and a missing final newline survive', () => {
  const remark = Buffer.from([...Buffer.from('REMARK '), 0xe9, 0xff, 0x00, 0x80]);
  const source = Buffer.concat([remark, Buffer.from(`\r\n${atomRecord()}  \r\n\r\nEND`)]);
  const model = parseModel(source);
  expect(formatModel(model).equals(source)).toBe(true);
  expect(formatModel(moved(model, 1)).subarray(0, remark.length).equals(remark)).toBe(true);
});

describe('formatModels', () => {
  const model = parseModel(atomRecord());

  it.each([
    ['no models', [], 'no models to write'],
    [
      'models of several files',
      [model, parseModel(atomRecord())],
      'models of several files cannot go into one',
    ],
    [
      'the wrong number of sites',
      [{ ...model, sitesCart: new Float64Array(2) }],
      'model: model 1 has 2 coordinates for 1 atoms',
    ],
  ])('refuses %s', (_, models, message) => {
    expect(() => formatModels(models)).toThrow(message);
  });

  it('refuses an unknown format', () => {
    expect(() => formatModel(model, 'xyz' as 'pdb')).toThrow("'xyz' is no known model format");
  });
});
