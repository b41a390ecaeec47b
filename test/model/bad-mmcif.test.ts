import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseModel } from '../../src/model/read-model.js';
import { atomSite, CA_ROW, cifText, loop, without, type AtomRow } from './mmcif-text.js';

function refusalOf(text: string): GeominError {
  try {
    parseModel(text, 'mmcif', { name: 'x.cif' });
  } catch (error) {
    if (error instanceof GeominError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The only row of a file stands in line 25. */
function refusalOfRow(row: AtomRow): string {
  const { code, message, remedy } = refusalOf(cifText(atomSite(row)));
  expect(code).toBe('MODEL');
  expect(remedy).not.toBe('');
  return message;
}

describe('a row', () => {
  it.each([
    [{ Cartn_x: '?' }, "CA ALA A 12: _atom_site.Cartn_x is no number: '?'"],
    [{ Cartn_y: '.' }, "CA ALA A 12: _atom_site.Cartn_y is no number: '.'"],
    [{ Cartn_z: 'NaN' }, "CA ALA A 12: _atom_site.Cartn_z is no number: 'NaN'"],
    [{ Cartn_z: '1.2.3' }, "CA ALA A 12: _atom_site.Cartn_z is no number: '1.2.3'"],
    [{ Cartn_z: '1e999' }, "CA ALA A 12: _atom_site.Cartn_z is no number: '1e999'"],
    [{ Cartn_y: '1e10' }, "CA ALA A 12: _atom_site.Cartn_y is more than 10 cm from the origin: '1e10'"],
    [{ Cartn_x: '?', label_alt_id: 'B' }, "CA ALA A 12 (altloc B): _atom_site.Cartn_x is no number: '?'"],
    [{ auth_seq_id: 'x' }, "CA ALA A x: its residue number (_atom_site.auth_seq_id) is no number: 'x'"],
    [
      { auth_seq_id: '99999999' },
      "CA ALA A 99999999: its residue number (_atom_site.auth_seq_id) is no number: '99999999'",
    ],
    [
      { auth_seq_id: '?', label_seq_id: '1.5' },
      "CA ALA A 1.5: its residue number (_atom_site.label_seq_id) is no number: '1.5'",
    ],
    [{ auth_comp_id: '?', label_comp_id: '.' }, 'CA A 12: it has no residue name (_atom_site.label_comp_id)'],
    [{ auth_atom_id: '?', label_atom_id: "''" }, 'ALA A 12: the atom has no name (_atom_site.label_atom_id)'],
    [{ pdbx_PDB_model_num: 'x' }, "CA ALA A 12: _atom_site.pdbx_PDB_model_num is no number: 'x'"],
  ])('with %j is refused', (row, message) => {
    expect(refusalOfRow(row)).toBe(`x.cif:25: ${message}`);
  });

  it('that repeats an atom is refused, with both lines', () => {
    const { message, remedy } = refusalOf(cifText(atomSite({}, {})));
    expect(message).toBe('x.cif:26: CA ALA A 12: the same atom is in line 25 already');
    expect(remedy).toContain('pdbx_PDB_model_num');
  });
});

describe('a file', () => {
  it.each([
    ['Cartn_y', without(CA_ROW, 'Cartn_y')],
    ['label_atom_id', without(CA_ROW, 'label_atom_id', 'auth_atom_id')],
    ['label_comp_id', without(CA_ROW, 'label_comp_id', 'auth_comp_id')],
  ])('without %s is refused', (item, row) => {
    expect(refusalOf(cifText(loop('_atom_site', [row]))).message).toBe(`x.cif:4: _atom_site has no ${item}`);
  });

  it.each([
    [
      'a row cut short',
      atomSite({}).replace(/ 1\n$/, '\n'),
      'x.cif:26: the last row of the loop of _atom_site lacks 1',
    ],
    ['a value too many', `${atomSite({})}7`, 'the last row of the loop of _atom_site lacks 20'],
    ['a quote that is open', atomSite({ auth_atom_id: "'CA" }), "x.cif:25: the quote ' is not closed"],
    ['an open text field', `${atomSite({})};\nabc\n ;`, 'x.cif:26: a text field that begins with ";"'],
    [
      'a tag twice',
      '_cell.length_a 1\n_cell.length_A 2',
      'x.cif:4: _cell.length_a stands twice in data_TEST',
    ],
    ['a tag without a value', '_cell.length_a\n_cell.length_b 2', 'x.cif:3: _cell.length_a has no value'],
    ['a tag at its end', '_cell.length_a', 'x.cif:3: _cell.length_a has no value'],
    ['a loop without tags', 'loop_\n1 2', 'x.cif:3: this loop_ has no tags'],
    [
      'two loops of a category',
      atomSite({}) + loop('_atom_site', [{ other: '1' }]),
      'a second loop of _atom_site',
    ],
    [
      'a tag beside its loop',
      `${atomSite({})}_atom_site.x 1`,
      'x.cif:26: _atom_site.x stands outside of the loop',
    ],
    ['a value of no tag', '_cell.length_a 1 2', "x.cif:3: the value '2' belongs to no tag"],
    ['a save frame', 'save_x', "x.cif:3: 'save_x' is not understood"],
    ['no atoms', '_cell.length_a 1', 'x.cif: no atoms: there is no _atom_site in it'],
    [
      'an empty loop of atoms',
      atomSite({}).replace(/ATOM 1.*\n/, ''),
      'x.cif: no atoms: there is no _atom_site',
    ],
    ['a monomer', '_chem_comp_atom.comp_id X', 'x.cif: no atoms: this is a dictionary of monomers'],
    ['a small molecule', 'loop_\n_atom_site_label\nC1', 'x.cif: no atoms: this is a small-molecule CIF'],
    ['reflections', '_refln.index_h 1', 'x.cif: no atoms: these are structure factors'],
  ])('with %s is refused', (_, text, message) => {
    const error = refusalOf(cifText(text));
    expect(error.code).toBe('MODEL');
    expect(error.message).toContain(message);
    expect(error.remedy).not.toBe('');
  });
});

it('what has something in front is told of in the terms of mmCIF all the same', () => {
  const text = cifText(atomSite(CA_ROW)).replace(/^data_/, 'dat_');
  expect(() => parseModel(text, undefined, { name: 'x.cif' })).toThrow(
    /^x\.cif:1: 'dat_\S*' stands before the first data_ line$/,
  );
});
