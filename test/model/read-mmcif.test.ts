import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { residueLabel, type Model } from '../../src/model/model.js';
import { parseModel, parseModels, readModel } from '../../src/model/read-model.js';
import { atomSite, CA_ROW, cifText, loop, without, type AtomRow } from './mmcif-text.js';
import { referencePath } from './reference-files.js';

function modelOf(...rows: AtomRow[]): Model {
  return parseModel(cifText(atomSite(...rows)));
}

describe('one row of _atom_site', () => {
  const ZINC = {
    group_PDB: 'HETATM',
    type_symbol: 'Zn',
    label_atom_id: 'ZN',
    label_alt_id: 'B',
    label_comp_id: 'ZN',
    label_asym_id: 'C',
    label_entity_id: '3',
    label_seq_id: '.',
    pdbx_PDB_ins_code: 'C',
    occupancy: '0.50',
    B_iso_or_equiv: '12.25',
    pdbx_formal_charge: '2',
    auth_seq_id: '-5',
    auth_comp_id: 'ZN',
    auth_asym_id: 'Heavy',
    auth_atom_id: 'ZN',
    pdbx_PDB_model_num: '7',
  };

  it('gives every column', () => {
    const model = modelOf(ZINC);
    expect(model.modelNumber).toBe(7);
    expect([...model.sitesCart]).toEqual([11.104, 6.134, -6.504]);
    const label = { asymId: 'C', entityId: '3' };
    const place = { number: -5, insertionCode: 'C' };
    expect(model.residues).toEqual([
      { name: 'ZN', chainId: 'Heavy', segmentId: '', ...place, iSeqs: [0], label },
    ]);
    expect(model.atoms).toEqual({
      name: ['ZN'],
      element: ['ZN'],
      altloc: ['B'],
      charge: Int8Array.of(2),
      occupancy: Float64Array.of(0.5),
      bIso: Float64Array.of(12.25),
      residue: Int32Array.of(0),
      hetero: Uint8Array.of(1),
      line: Int32Array.of(25),
    });
  });

  it('may have its items in any order, in any case, and one by one', () => {
    const rows = Object.entries({ ...CA_ROW, ...ZINC }).reverse();
    const shuffled = cifText(loop('_ATOM_Site', [Object.fromEntries(rows)]));
    const singles = cifText(...rows.map(([item, value]) => `_atom_site.${item}   ${value}`));
    const expected = modelOf(ZINC);
    for (const text of [shuffled, singles]) {
      const { atoms, sitesCart, residues, modelNumber } = parseModel(text);
      expect({ ...atoms, line: null }).toEqual({ ...expected.atoms, line: null });
      expect({ sitesCart, residues, modelNumber }).toEqual({
        sitesCart: expected.sitesCart,
        residues: expected.residues,
        modelNumber: 7,
      });
    }
  });

  it.each([
    ['2', 2],
    ['+2', 2],
    ['2+', 2],
    ['-1', -1],
    ['1-', -1],
    ['0', 0],
    ['?', 0],
    ['.', 0],
    ['x', 0],
  ])('has the charge "%s", which is %i', (pdbx_formal_charge, value) => {
    expect(modelOf({ pdbx_formal_charge }).atoms.charge[0]).toBe(value);
  });

  it.each([
    ['11.104(12)', 11.104],
    ['11.104(3)', 11.104],
    ["'11.104'", 11.104],
    ['1.1104E1', 11.104],
    ['+11.104', 11.104],
    ['11', 11],
    ['-.5', -0.5],
    ['12.345678901234', 12.345678901234],
  ])('has a coordinate of %s', (Cartn_x, value) => {
    expect(modelOf({ Cartn_x }).sitesCart[0]).toBe(value);
  });

  it.each([
    [`"O5'"`, "O5'"],
    ["O5'", "O5'"],
    [`'O5"'`, 'O5"'],
    ["O5''", "O5''"],
    ["'a'b'", "a'b"],
    [`"' CA'"`, "' CA'"],
    ['\n;CA\n;\n', 'CA'],
    ['\n;CA\r\n;\r\n', 'CA'],
    ['HO5X1234', 'HO5X1234'],
    ['C;', 'C;'],
    ['C#1', 'C#1'],
    ['loop', 'loop'],
    ['save', 'save'],
    ["'data_x'", 'data_x'],
    ["'?'", '?'],
  ])('has the atom name %j', (auth_atom_id, name) => {
    expect(modelOf({ auth_atom_id }).atoms.name).toEqual([name]);
  });

  it.each([
    ['C', 'C'],
    ['c', 'C'],
    ['FE', 'FE'],
    ['Fe', 'FE'],
    ['D', 'D'],
    ['?', 'C'],
    ['Xx', 'C'],
  ])('has the symbol %s, which is %s', (type_symbol, element) => {
    expect(modelOf({ type_symbol }).atoms.element).toEqual([element]);
  });

  it.each([
    ['CA', 'CA', 'CA'],
    ['CA1', 'LIG', 'C'],
    ['CL1', 'LIG', 'CL'],
    ['BR', 'LIG', 'BR'],
    ['HG11', 'VAL', 'H'],
    ['FE', 'HEM', 'FE'],
    ['SE', 'MSE', 'SE'],
  ])('without a symbol: %s of %s is %s', (auth_atom_id, auth_comp_id, element) => {
    const row = { ...without(CA_ROW, 'type_symbol'), auth_atom_id, auth_comp_id };
    expect(parseModel(cifText(loop('_atom_site', [row]))).atoms.element).toEqual([element]);
  });
});

describe('items that are missing', () => {
  it('take what says the same, or nothing', () => {
    const kept = ['label_atom_id', 'label_comp_id', 'Cartn_x', 'Cartn_y', 'Cartn_z'];
    const row = Object.fromEntries(Object.entries(CA_ROW).filter(([item]) => kept.includes(item)));
    const { atoms, residues, chains: runs, modelNumber } = parseModel(cifText(loop('_atom_site', [row])));
    expect(residues).toEqual([
      { name: 'ALA', chainId: '', segmentId: '', number: 1, insertionCode: '', iSeqs: [0] },
    ]);
    expect(atoms.occupancy[0]).toBe(1);
    expect(atoms.bIso[0]).toBe(0);
    expect(atoms.element).toEqual(['C']);
    expect(runs).toEqual([{ id: '', first: 0, end: 1, terminated: false }]);
    expect(modelNumber).toBe(1);
  });

  it('label ids stand in for those of the authors, column by column and row by row', () => {
    const items = ['auth_seq_id', 'auth_comp_id', 'auth_asym_id', 'auth_atom_id'];
    const columns = parseModel(cifText(loop('_atom_site', [without(CA_ROW, ...items)])));
    const values = modelOf(Object.fromEntries(items.map((item) => [item, '?'])));
    for (const model of [columns, values]) {
      expect(residueLabel(model.residues[0])).toBe('ALA A 12');
      expect(model.atoms.name).toEqual(['CA']);
    }
  });

  it('and those of the authors for label ids', () => {
    const items = ['label_atom_id', 'label_comp_id', 'label_asym_id', 'label_seq_id', 'label_entity_id'];
    const [residue] = parseModel(cifText(loop('_atom_site', [without(CA_ROW, ...items)]))).residues;
    expect(residueLabel(residue)).toBe('ALA A 12');
    expect(residue.label).toBeUndefined();
  });

  it('waters without any number are numbered on', () => {
    const water = {
      ...CA_ROW,
      label_comp_id: 'HOH',
      label_asym_id: 'B',
      label_seq_id: '.',
      type_symbol: 'O',
    };
    const labelOnly = without(water, 'auth_seq_id', 'auth_asym_id', 'auth_comp_id', 'auth_atom_id');
    const named = (label_atom_id: string) => ({ ...labelOnly, label_atom_id });
    const rows = ['O', 'H1', 'H2', 'O', 'O', 'H1'].map(named);
    const { residues } = parseModel(cifText(loop('_atom_site', rows)));
    expect(residues.map(({ number, iSeqs }) => [number, iSeqs])).toEqual([
      [1, [0, 1, 2]],
      [2, [3]],
      [3, [4, 5]],
    ]);
  });
});

describe('models', () => {
  const rows: AtomRow[] = [
    { pdbx_PDB_model_num: '3' },
    { pdbx_PDB_model_num: '3', auth_atom_id: 'CB' },
    { pdbx_PDB_model_num: '5' },
    { pdbx_PDB_model_num: '3', auth_atom_id: 'N' },
    { pdbx_PDB_model_num: '5', auth_atom_id: 'N' },
  ];
  const text = cifText(atomSite(...rows));

  it('have the rows of their number, wherever these stand', () => {
    const models = parseModels(text);
    expect(models.map(({ modelNumber, atoms }) => [modelNumber, atoms.name])).toEqual([
      [3, ['CA', 'CB', 'N']],
      [5, ['CA', 'N']],
    ]);
    expect(models.map(({ atoms }) => atoms.occupancy.length)).toEqual([3, 2]);
  });

  it('are read one by one, by default the first', () => {
    expect(parseModel(text).atoms.name).toEqual(['CA', 'CB', 'N']);
    expect(parseModel(text, 'mmcif', { model: 5 }).atoms.name).toEqual(['CA', 'N']);
    expect(() => parseModel(text, 'mmcif', { model: 4 })).toThrow('model: there is no model 4');
  });
});

describe('the format', () => {
  const text = cifText(atomSite({}));

  it.each([
    ['text', text],
    ['bytes', Buffer.from(text)],
    ['gzipped bytes', gzipSync(text)],
    ['behind comments and a byte order mark', `\uFEFF\n# ${'x'.repeat(10_000)}\r\n ${text}`],
    ['in capitals', text.replace('data_', 'DATA_')],
  ])('is told from the content: %s', (_, content) => {
    const model = parseModel(content);
    expect(model.source.format).toBe('mmcif');
    expect(model.atoms.name).toEqual(['CA']);
  });

  it('that is given must be that of the text', () => {
    expect(parseModel(text, 'mmcif').atomCount).toBe(1);
    expect(() => parseModel(text, 'pdb')).toThrow(
      'model: this looks like an mmCIF file, where a PDB file is expected',
    );
    expect(() => parseModel('ATOM', 'mmcif')).toThrow(
      'model: this looks like a PDB file, where an mmCIF file is expected',
    );
  });

  it('of a file does not depend on its name', async () => {
    const model = await readModel(referencePath('1ubq.cif.gz'));
    expect(model.atomCount).toBe(660);
    expect(model.source.format).toBe('mmcif');
  });
});
