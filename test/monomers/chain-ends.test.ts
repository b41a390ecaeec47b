import { describe, expect, it } from 'vitest';
import { atChainEnd } from '../../src/monomers/chain-ends.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { layeredDictionary } from '../../src/monomers/layered-dictionary.js';
import { parseRestraints } from '../../src/monomers/restraints-file.js';

/** Glycine as libraries up to 5.41 have it: within a chain. */
const GLYCINE = `data_comp_list
loop_ _chem_comp.id _chem_comp.group
GLY L-peptide
data_comp_GLY
loop_ _chem_comp_atom.atom_id _chem_comp_atom.type_symbol _chem_comp_atom.type_energy
N N NH1  H H HNH1  CA C CH2  C C C  O O O
loop_ _chem_comp_bond.atom_id_1 _chem_comp_bond.atom_id_2 _chem_comp_bond.value_dist _chem_comp_bond.value_dist_esd
N H 0.86 0.02  N CA 1.451 0.016  CA C 1.516 0.018  C O 1.231 0.02
`;

describe('atChainEnd', () => {
  const builtIn = builtInDictionary();
  const dictionary = layeredDictionary([parseRestraints(GLYCINE, 'old.cif'), builtIn]);
  const glycine = dictionary.comp('GLY')!;
  const namesAt = (...atoms: string[]): string[] =>
    atChainEnd(dictionary, glycine, ['N', 'CA', 'C', 'O', ...atoms]).atoms.map(({ name }) => name);

  it('gives an amino acid of an old library what the ends of a chain need', () => {
    expect(namesAt('OXT')).toEqual(['N', 'H', 'CA', 'C', 'O', 'OXT']);
    expect(namesAt('OT2')).toContain('OXT');
    expect(namesAt('H1', 'H2', 'H3')).toEqual(['N', 'H', 'CA', 'C', 'O', 'H2', 'H3']);
    expect(namesAt('H3', 'OXT')).toEqual(['N', 'H', 'CA', 'C', 'O', 'OXT', 'H2', 'H3']);
    const end = atChainEnd(dictionary, glycine, ['OXT']);
    expect(end.bonds).toContainEqual({ atoms: ['C', 'OXT'], ideal: 1.231, esd: 0.02 });
    expect(end.origin).toBe('old.cif');
  });

  it('leaves alone what is within a chain, and what has its ends already', () => {
    expect(atChainEnd(dictionary, glycine, ['N', 'H', 'CA', 'C', 'O'])).toBe(glycine);
    const alanine = builtIn.comp('ALA')!;
    expect(atChainEnd(builtIn, alanine, ['N', 'H2', 'H3', 'OXT'])).toBe(alanine);
    const adenosine = builtIn.comp('A')!;
    expect(atChainEnd(builtIn, adenosine, ["HO5'", 'P'])).toBe(adenosine);
    expect(atChainEnd(builtIn, adenosine, ["HO5'"]).atoms.some(({ name }) => name === 'P')).toBe(false);
  });
});
