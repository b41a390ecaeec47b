import { isHydrogen } from '../model/element.js';
import type { ChemComp, CompAtom } from './chem-comp.js';

/** Types by element and number of hydrogens, the most last. */
const BY_HYDROGENS: Readonly<Record<string, readonly string[]>> = {
  C: ['C', 'CH1', 'CH2', 'CH3'],
  N: ['N', 'NH1', 'NH2', 'NT3'],
  S: ['S', 'SH1'],
  O: ['O', 'OH1', 'OH2'],
};

/** Carbons with three neighbours, in a plane with them. */
const TRIGONAL_CARBONS = ['C', 'C1', 'C2'];

/**
 * The energy type of an atom whose file names none that is known, from its element and neighbours: it decides the radius
 * (a carbon without its hydrogens in the model needs their room too) and the part in hydrogen bonds.
 */
export function guessEnergyType(comp: Pick<ChemComp, 'atoms' | 'bonds'>, atom: CompAtom): string {
  const elements = new Map(comp.atoms.map(({ name, element }) => [name, element]));
  const neighbours = comp.bonds
    .filter(({ atoms }) => atoms.includes(atom.name))
    .map(({ atoms: [a, b] }) => elements.get(a === atom.name ? b : a) ?? '');
  if (isHydrogen(atom.element)) return neighbours.some((element) => POLAR.has(element)) ? 'HOH1' : 'H';
  const hydrogens = neighbours.filter(isHydrogen).length;
  const types = BY_HYDROGENS[atom.element];
  if (!types) return atom.element;
  const trigonal = atom.element === 'C' && neighbours.length === 3;
  return (trigonal && TRIGONAL_CARBONS[hydrogens]) || types[Math.min(hydrogens, types.length - 1)];
}

/** What makes a hydrogen one of hydrogen bonds. */
const POLAR: ReadonlySet<string> = new Set(['N', 'O', 'S']);
