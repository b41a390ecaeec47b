import { describe, expect, it } from 'vitest';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { atomSite, cifText, loop, without, type AtomRow } from './mmcif-text.js';

describe('what stands around the atoms', () => {
  it('is passed over: comments, other categories, other blocks, text fields', () => {
    const text = [
      '# a comment with data_ in it',
      'data_first',
      "_citation.title 'no atoms here'",
      'data_second # a block with atoms',
      ';',
    ];
    const remarks = ['_pdbx.remark', ';loop_', '_atom_site.id', ' ;', "it's text", ';'];
    const whole = [...text.slice(0, 4), ...remarks, atomSite({}), '#', 'data_third', atomSite({}, {})];
    for (const newline of ['\n', '\r\n']) {
      const { atomCount, atoms } = parseModel(whole.join('\n').replaceAll('\n', newline));
      expect(atomCount).toBe(1);
      expect(atoms.line[0]).toBe(33);
    }
  });

  it('gives the crystal', () => {
    const cell = { length_a: '63.15(2)', length_b: '83.59', length_c: '53.8' };
    const angles = { angle_alpha: '90', angle_beta: '99.34', angle_gamma: '90.00' };
    const singles = Object.entries({ ...cell, ...angles }).map(([item, value]) => `_cell.${item} ${value}`);
    const crystalOf = (...parts: string[]) => {
      const { unitCell, spaceGroup } = parseModel(cifText(...parts, atomSite({})));
      return { unitCell, spaceGroup };
    };
    const unitCell = { a: 63.15, b: 83.59, c: 53.8, alpha: 90, beta: 99.34, gamma: 90 };
    const symmetry = "_symmetry.space_group_name_H-M 'P 1 21 1'";
    const group = "_space_group.name_H-M_alt 'P 1 21 1'";
    for (const name of [symmetry, group]) {
      expect(crystalOf(...singles, name)).toEqual({ unitCell, spaceGroup: 'P 1 21 1' });
    }
    expect(crystalOf(...singles)).toEqual({ unitCell, spaceGroup: undefined });
    for (const number of ['_symmetry.Int_Tables_number 4', '_space_group.IT_number 4']) {
      expect(crystalOf(...singles, number)).toEqual({ unitCell, spaceGroup: 'P 1 21 1' });
    }
    expect(crystalOf(...singles, '_symmetry.Int_Tables_number 231')).toEqual({
      unitCell,
      spaceGroup: undefined,
    });
    expect(crystalOf(loop('_cell', [{ ...cell, ...angles }]))).toEqual({ unitCell, spaceGroup: undefined });
    const none = { unitCell: undefined, spaceGroup: undefined };
    expect(crystalOf(symmetry)).toEqual(none);
    const unitCube = singles.map((line) => line.replace(/(length_.) .*/, '$1 1.000'));
    expect(crystalOf(...unitCube, symmetry)).toEqual(none);
    expect(crystalOf(...singles.map((line) => line.replace(/ [\d.()]+$/, ' ?')))).toEqual(none);
  });

  it('gives the matrix of the crystal frame, if it is whole', () => {
    const rows = [1, 2, 3].flatMap((i) => [
      ...[1, 2, 3].map((j) => `_atom_sites.fract_transf_matrix[${i}][${j}] 0.0${i}${j}`),
      `_atom_sites.fract_transf_vector[${i}] 0.${i}`,
    ]);
    expect(parseModel(cifText(...rows, atomSite({}))).scale).toEqual({
      matrix: [0.011, 0.012, 0.013, 0.021, 0.022, 0.023, 0.031, 0.032, 0.033],
      vector: [0.1, 0.2, 0.3],
    });
    expect(parseModel(cifText(...rows.slice(1), atomSite({}))).scale).toBeUndefined();
  });
});

const ENDS = {
  ptnr1_label_asym_id: 'A',
  ptnr1_label_comp_id: 'CYS',
  ptnr1_label_seq_id: '4',
  ptnr1_label_atom_id: 'SG',
  pdbx_ptnr1_label_alt_id: 'A',
  pdbx_ptnr1_PDB_ins_code: 'B',
  ptnr1_symmetry: '1_555',
  ptnr2_label_asym_id: 'C',
  ptnr2_label_comp_id: 'ZN',
  ptnr2_label_seq_id: '.',
  ptnr2_label_atom_id: 'ZN',
  pdbx_ptnr2_PDB_ins_code: '?',
  ptnr2_symmetry: '2_655',
};
const AUTHOR_ENDS = {
  ptnr1_auth_asym_id: 'Long',
  ptnr1_auth_seq_id: '104',
  ptnr1_auth_comp_id: 'CYS',
  ptnr2_auth_asym_id: 'Long',
  ptnr2_auth_seq_id: '-1',
  ptnr2_auth_comp_id: 'ZN',
};

describe('_struct_conn', () => {
  const atoms = atomSite(
    {
      auth_comp_id: 'CYS',
      auth_asym_id: 'Long',
      auth_seq_id: '104',
      label_seq_id: '4',
      pdbx_PDB_ins_code: 'B',
    },
    { auth_comp_id: 'ZN', auth_asym_id: 'Long', auth_seq_id: '-1', label_asym_id: 'C', label_seq_id: '.' },
  );
  const expected = {
    kind: 'link',
    record: '_struct_conn m1',
    from: {
      atomName: 'SG',
      altloc: 'A',
      residueName: 'CYS',
      chainId: 'Long',
      number: 104,
      insertionCode: 'B',
    },
    to: { atomName: 'ZN', altloc: '', residueName: 'ZN', chainId: 'Long', number: -1, insertionCode: '' },
    sameAsymmetricUnit: false,
    operators: ['1_555', '2_655'],
  };
  const connections = (...rows: AtomRow[]) =>
    parseModel(cifText(loop('_struct_conn', rows), atoms)).connections;

  it.each([
    ['by the authors’ ids', { ...ENDS, ...AUTHOR_ENDS }],
    ['by label ids alone', ENDS],
  ])('names its ends %s', (_, ends) => {
    const [connection, ...others] = connections({ id: 'm1', conn_type_id: 'metalc', ...ends });
    expect(connection).toMatchObject(expected);
    expect(others).toEqual([]);
  });

  it('is a bond, or passed over', () => {
    const types = ['disulf', 'covale', 'covale_base', 'metalc', 'hydrog', 'saltbr', 'mismat', 'modres', '?'];
    const found = connections(...types.map((type) => ({ id: type, conn_type_id: type, ...ENDS })));
    expect(found.map(({ kind, record }) => `${kind} ${record}`)).toEqual([
      'disulfide _struct_conn disulf',
      'link _struct_conn covale',
      'link _struct_conn covale_base',
      'link _struct_conn metalc',
    ]);
  });

  it('without operators stays in the asymmetric unit', () => {
    const ends = without(ENDS, 'ptnr1_symmetry', 'ptnr2_symmetry');
    const [connection] = connections({ id: 'm1', conn_type_id: 'metalc', ...ends });
    expect(connection.sameAsymmetricUnit).toBe(true);
    expect(connection.operators).toBeUndefined();
  });

  it('whose ends cannot be told is passed over', () => {
    expect(connections({ id: 'm1', conn_type_id: 'covale', ...ENDS, ptnr1_label_seq_id: '99' })).toHaveLength(
      0,
    );
    expect(connections({ id: 'm1', conn_type_id: 'covale', ...ENDS, ptnr1_label_atom_id: '?' })).toHaveLength(
      0,
    );
  });
});

describe('_struct_mon_prot_cis', () => {
  const row = {
    pdbx_id: '1',
    auth_comp_id: 'GLY',
    auth_asym_id: 'A',
    auth_seq_id: '7',
    pdbx_PDB_ins_code: '?',
    pdbx_auth_comp_id_2: 'PRO',
    pdbx_auth_asym_id_2: 'A',
    pdbx_auth_seq_id_2: '8',
    pdbx_PDB_ins_code_2: 'A',
    pdbx_PDB_model_num: '2',
  };

  it('names the residues of the models that it is about', () => {
    const atoms = atomSite({}, { pdbx_PDB_model_num: '2' });
    const other = { ...row, pdbx_PDB_model_num: '?', pdbx_PDB_ins_code: 'C' };
    const models = parseModels(cifText(loop('_struct_mon_prot_cis', [row, other]), atoms));
    const from = { residueName: 'GLY', chainId: 'A', number: 7, insertionCode: '' };
    const to = { residueName: 'PRO', chainId: 'A', number: 8, insertionCode: 'A' };
    expect(models[0].cisPeptides).toMatchObject([{ from: { ...from, insertionCode: 'C' }, to }]);
    expect(models[1].cisPeptides).toMatchObject([
      { from, to },
      { from: { insertionCode: 'C' }, to },
    ]);
  });
});
