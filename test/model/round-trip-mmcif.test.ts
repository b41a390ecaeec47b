import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { sourceTextOf } from '../../src/model/model-source.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { formatModel, formatModels } from '../../src/model/write-model.js';
import { atomSite, CA_ROW, cifText, loop, without, type AtomRow } from './mmcif-text.js';
import { referenceBytes } from './reference-files.js';

function moved(model: Model, shift: number): Model {
  for (let i = 0; i < model.sitesCart.length; i++) model.sitesCart[i] += shift;
  return model;
}

describe.each(['133d.cif.gz', '1ubq.cif.gz', 'altloc.cif.gz'])('%s', (file) => {
  it('comes out byte for byte if nothing moved', () => {
    const bytes = referenceBytes(file);
    expect(formatModel(parseModel(bytes)).equals(bytes)).toBe(true);
  });

  it('has its coordinates changed and nothing else, all aligned, if all atoms moved', () => {
    const before = referenceBytes(file).toString('latin1').split('\n');
    const after = formatModel(moved(parseModel(referenceBytes(file)), 1.2345))
      .toString('latin1')
      .split('\n');
    const isAtom = (line: string) => /^(ATOM|HETATM) /.test(line);
    const withoutSite = (line: string) =>
      line.split(/ +/).filter((_, i) => !isAtom(line) || i < 10 || i > 12);
    expect(after.map(withoutSite)).toEqual(before.map(withoutSite));
    expect(after.every((line, i) => isAtom(line) === (line !== before[i]))).toBe(true);
  });

  it('gives the same sites again, to the written precision', () => {
    const model = moved(parseModel(referenceBytes(file)), -0.0004321);
    const again = parseModel(formatModel(model));
    const worst = again.sitesCart.reduce((most, x, i) => Math.max(most, Math.abs(x - model.sitesCart[i])), 0);
    expect(worst).toBeLessThan(0.000501);
  });
});

/** The last line of a file with one atom, whose x was changed. */
function withX(row: AtomRow, x: number): string {
  const model = parseModel(cifText(atomSite(row)));
  model.sitesCart[0] = x;
  return formatModel(model).toString().trimEnd().split('\n').at(-1)!;
}

describe('a coordinate', () => {
  it.each([
    ['11.104', 11.1044, ' 11.104 '],
    ['11.1', 11.1004, ' 11.1 '],
    ['11.1', 11.1006, ' 11.101 '],
    ['11.10400', 11.104001, ' 11.10400 '],
    ['11.10400', 11.10401, ' 11.10401 '],
    ['11.104(12)', 11.104, ' 11.104(12) '],
    ['11.104(12)', 11.204, ' 11.204     '],
    ['1.1104E1', 11.2, ' 11.2000  '],
    ["'5.000'", 6, ' 6.000   '],
    ['-0.000', 0.0001, ' -0.000 '],
    ['5.000', -0.0001, ' 0.000 '],
    ['5.000', -0.5, ' -0.500 '],
    ['-10.000', 9, ' 9.000   '],
    ['5.000', 123456.7894, ' 123456.789 '],
    ['5.000', 12345678.9, ' 12345678.900 '],
    ['5', 5.5, ' 5.500 '],
    ['5.', 5.5, ' 5.500 '],
    ['1.234567890123456789', 1.3, ' 1.300000000000000    '],
  ])('that was %s and became %f is written as "%s"', (Cartn_x, value, written) => {
    expect(withX({ Cartn_x }, value)).toContain(`?${written}6.134`);
  });

  it.each([
    ['left', '5.000   6.134', -12.5, '-12.500 6.134'],
    ['left', '-12.500 6.134', 5, '5.000   6.134'],
    ['right', '   5.000 6.134', -12.5, ' -12.500 6.134'],
    ['right', ' -12.500 6.134', 5, '   5.000 6.134'],
    ['right, with no room left', ' 5.000 6.134', -123.5, '-123.500 6.134'],
  ])('aligned to the %s stays so: "%s"', (_, fields, value, written) => {
    const row = ` ${fields} -6.504`;
    const text = cifText(atomSite({})).replace(' 11.104 6.134 -6.504', row);
    const model = parseModel(text);
    model.sitesCart[0] = value;
    expect(formatModel(model).toString()).toBe(text.replace(row, ` ${written} -6.504`));
  });

  it.each([NaN, Infinity, -Infinity])('of %f is refused', (x) => {
    expect(() => withX({}, x)).toThrow(`model:25: CA ALA A 12: x = ${x} is not a finite number`);
  });

  it('is patched wherever its column stands, on its own line or in a text field', () => {
    const others = without(CA_ROW, 'Cartn_x', 'Cartn_z');
    const row = { Cartn_z: '\n;-6.504\n;\n', ...others, Cartn_x: '11.104' };
    const model = parseModel(cifText(loop('_atom_site', [row])));
    model.sitesCart.set([1, 2, 3]);
    const again = parseModel(formatModel(model));
    expect([...again.sitesCart]).toEqual([1, 2, 3]);
    expect(again.atoms).toMatchObject({ name: ['CA'], altloc: [''] });
  });

  it('of a single row without a loop is patched', () => {
    const singles = Object.entries(CA_ROW).map(([item, value]) => `_atom_site.${item} ${value}`);
    const text = `${cifText(...singles)} # end`;
    const model = parseModel(text);
    model.sitesCart[1] = 7.25;
    expect(formatModel(model).toString()).toBe(text.replace('6.134', '7.250'));
  });
});

it('text in any encoding, CRLF, comments and other blocks survive', () => {
  const text = [
    '# é \xff',
    'data_a',
    "_x.y 'ü'",
    atomSite({}) + '# between',
    'data_b',
    atomSite({ Cartn_x: '1' }),
  ];
  const source = Buffer.from(text.join('\n').replaceAll('\n', '\r\n'), 'latin1');
  const model = parseModel(source);
  expect(formatModel(model).equals(source)).toBe(true);
  model.sitesCart[0] = 12.104;
  const expected = source.toString('latin1').replace('11.104', '12.104');
  expect(formatModel(model).toString('latin1')).toBe(expected);
});

describe('one model of several', () => {
  const tensor = { type_symbol: 'C', 'U[1][1]': '0.1' };
  const tensors = loop(
    '_atom_site_anisotrop',
    ['1', '2', '3', '4'].map((id) => ({ id, ...tensor })),
  );
  const rows: AtomRow[] = [
    { pdbx_PDB_model_num: '1' },
    { pdbx_PDB_model_num: '2', auth_atom_id: '\n;CA\n;' },
    { pdbx_PDB_model_num: '1', auth_atom_id: 'N' },
    { pdbx_PDB_model_num: '2', auth_atom_id: 'N' },
  ];
  const text = cifText(atomSite(...rows), '#', tensors, '# end');

  it('leaves the rows of the others out, with their displacements, and the rest as it is', () => {
    const models = parseModels(text);
    const atomLines = (wanted: number[]) =>
      text
        .replace(/^ATOM ([13]) .*\n/gm, (line, id) => (wanted.includes(Number(id)) ? line : ''))
        .replace(/^ATOM ([24]) [^#]*? 2\n/gm, (line, id) => (wanted.includes(Number(id)) ? line : ''))
        .replace(/^([1-4]) C 0.1\n/gm, (line, id) => (wanted.includes(Number(id)) ? line : ''));
    expect(formatModel(models[0]).toString()).toBe(atomLines([1, 3]));
    expect(formatModel(models[1]).toString()).toBe(atomLines([2, 4]));
    expect(formatModels([models[1], models[0]]).toString()).toBe(text);
    expect(sourceTextOf(moved(models[1], 1)).toString()).toBe(atomLines([2, 4]));
  });

  it('does so where the displacements stand first', () => {
    const [first] = parseModels(cifText(tensors, atomSite(...rows)));
    const again = formatModel(first).toString();
    expect(again).toContain('0.1\n3 C');
    expect(again).not.toContain('0.1\n2 C');
    expect(parseModels(again)).toHaveLength(1);
  });
});
