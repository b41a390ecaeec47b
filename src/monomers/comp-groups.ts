import { isHydrogen } from '../model/element.js';
import type { CompAtom, CompBond, CompGroup } from './chem-comp.js';

/** What files write for the groups that links ask for, in lower case and without what follows the first word. */
const GROUPS: Readonly<Record<string, CompGroup>> = {
  peptide: 'peptide',
  'l-peptide': 'peptide',
  'd-peptide': 'peptide',
  'p-peptide': 'P-peptide',
  'm-peptide': 'M-peptide',
  dna: 'DNA',
  rna: 'RNA',
  'dna/rna': 'DNA/RNA',
  pyranose: 'pyranose',
  'l-pyranose': 'pyranose',
  'd-pyranose': 'pyranose',
  furanose: 'furanose',
  'l-furanose': 'furanose',
  'd-furanose': 'furanose',
  ketopyranose: 'ketopyranose',
  'non-polymer': 'NON-POLYMER',
  ligand: 'NON-POLYMER',
};

/**
 * The group of a component. Programs spell the library's words differently (`L-peptide`, `non-polymer`, `RNA linking`,
 * `ligand`); where a file leaves it open, the bonds tell amino acids and nucleotides from the rest.
 *
 * @param stated as the file has it; undefined or `''` where it has none
 */
export function compGroup(
  stated: string | undefined,
  atoms: readonly CompAtom[],
  bonds: readonly CompBond[],
): CompGroup {
  if (stated === undefined || stated === '') return polymerGroup(atoms, bonds) ?? 'NON-POLYMER';
  return GROUPS[stated.toLowerCase().split(' ', 1)[0]] ?? stated;
}

const PEPTIDE_BACKBONE = [
  ['N', 'CA'],
  ['CA', 'C'],
  ['C', 'O'],
] as const;

const NUCLEIC_BACKBONE = [
  ['P', "O5'"],
  ["O5'", "C5'"],
  ["C3'", "O3'"],
] as const;

function polymerGroup(atoms: readonly CompAtom[], bonds: readonly CompBond[]): CompGroup | undefined {
  const bonded = (a: string, b: string): boolean =>
    bonds.some((bond) => bond.atoms.includes(a) && bond.atoms.includes(b));
  if (NUCLEIC_BACKBONE.every(([a, b]) => bonded(a, b))) return bonded("C2'", "O2'") ? 'RNA' : 'DNA';
  if (!PEPTIDE_BACKBONE.every(([a, b]) => bonded(a, b))) return undefined;
  const heavy = new Set(atoms.filter(({ element }) => !isHydrogen(element)).map(({ name }) => name));
  const heavyNeighbours = (name: string): string[] =>
    bonds.flatMap((bond) =>
      bond.atoms.filter((a) => a !== name && bond.atoms.includes(name) && heavy.has(a)),
    );
  const substituent = heavyNeighbours('N').find((name) => name !== 'CA');
  if (substituent === undefined) return 'peptide';
  // The library's P-peptides have their nitrogen in a ring, its M-peptides a methyl group on it.
  return heavyNeighbours(substituent).length > 1 ? 'P-peptide' : 'M-peptide';
}
