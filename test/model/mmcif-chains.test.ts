import { describe, expect, it } from 'vitest';
import { residueLabel, type Model } from '../../src/model/model.js';
import { parseModel } from '../../src/model/read-model.js';
import { atomSite, cifText, loop, type AtomRow } from './mmcif-text.js';

function modelOf(...rows: AtomRow[]): Model {
  return parseModel(cifText(atomSite(...rows)));
}

/** As `A:3T B:1`: chain id, number of residues, whether a polymer ends there. */
function chains(model: Model): string {
  return model.chains
    .map(({ id, first, end, terminated }) => `${id}:${end - first}${terminated ? 'T' : ''}`)
    .join(' ');
}

describe('residues', () => {
  it('are told apart by chain, number, insertion code, name and label_asym_id', () => {
    const model = modelOf(
      {},
      { pdbx_PDB_ins_code: 'A' },
      { pdbx_PDB_ins_code: 'AB' },
      { auth_comp_id: 'GLY', label_alt_id: 'B' },
      { auth_asym_id: 'AAA' },
      { auth_asym_id: 'AAA', label_asym_id: 'B' },
      { auth_seq_id: '123456' },
      { auth_atom_id: 'N' },
    );
    expect(model.residues.map(residueLabel)).toEqual([
      'ALA A 12',
      'ALA A 12A',
      'ALA A 12AB',
      'GLY A 12',
      'ALA AAA 12',
      'ALA AAA 12',
      'ALA A 123456',
    ]);
    expect(model.residues[0].iSeqs).toEqual([0, 7]);
  });

  it('take a letter behind the number for an insertion code', () => {
    expect(residueLabel(modelOf({ auth_seq_id: '27A' }).residues[0])).toBe('ALA A 27A');
  });
});

describe('chains', () => {
  const het = { group_PDB: 'HETATM', label_seq_id: '.', label_entity_id: '2', auth_comp_id: 'HEM' };
  const water = { ...het, label_entity_id: '3', auth_comp_id: 'HOH' };
  const rows: AtomRow[] = [
    { auth_seq_id: '1', label_seq_id: '1' },
    { auth_seq_id: '2', label_seq_id: '2' },
    { auth_seq_id: '1', auth_asym_id: 'B', label_asym_id: 'B' },
    { ...het, auth_seq_id: '3', label_asym_id: 'C' },
    { ...het, auth_seq_id: '4', label_asym_id: 'D' },
    { ...water, auth_seq_id: '5', label_asym_id: 'E' },
    { ...water, auth_seq_id: '6', label_asym_id: 'E' },
  ];

  it('end where a polymer does, as with TER in PDB', () => {
    expect(chains(modelOf(...rows))).toBe('A:2T B:1T A:4');
    expect(chains(modelOf(...rows.slice(0, 3)))).toBe('A:2T B:1T');
  });

  it('of one id end where the label_asym_id of a polymer does', () => {
    const [first, second, , ...others] = rows;
    expect(chains(modelOf(first, second, { ...first, label_asym_id: 'Z' }, ...others))).toBe('A:2T A:1T A:4');
  });

  it('are polymers where their entity says so, whatever else is missing', () => {
    const entities = loop('_entity', [
      { id: '1', type: 'polymer' },
      { id: '2', type: 'non-polymer' },
      { id: '3', type: 'water' },
    ]);
    const unnumbered = rows.map((row) => ({ ...row, label_seq_id: '.', group_PDB: 'HETATM' }));
    expect(chains(parseModel(cifText(entities, atomSite(...unnumbered))))).toBe('A:2T B:1T A:4');
  });

  it('go on where the file has no label ids', () => {
    const authOnly = rows.map((row) => ({ ...row, label_asym_id: '?' }));
    expect(chains(modelOf(...authOnly))).toBe('A:2 B:1 A:4');
  });
});
