import { isHydrogen } from '../model/element.js';
import type { Model } from '../model/model.js';
import { LONGEST_BOND, longestBond } from './covalent-radii.js';
import type { AtomPair } from './residue-link.js';
import { atomDistance } from './site-geometry.js';

/**
 * Bonds as distances suggest them, for atoms that no restraint holds: they must not be repelled by what they are bonded to.
 *
 * @param loose i_seqs of those atoms
 * @returns pairs of a loose atom and any other atom of its conformer; two hydrogens are never bonded
 */
export function covalentContacts(model: Model, loose: readonly number[]): AtomPair[] {
  if (loose.length === 0) return [];
  const reach = reachOf(model, loose);
  const isLoose = new Set(loose);
  const bonds: AtomPair[] = [];
  for (let j = 0; j < model.atomCount; j++) {
    for (const i of reach.get(cellKey(model.sitesCart, j, [0, 0, 0])) ?? []) {
      const seenFromTheOther = isLoose.has(j) && j <= i;
      if (!seenFromTheOther && seemBonded(model, i, j)) bonds.push([i, j]);
    }
  }
  return bonds;
}

/** For each cell of a grid, the loose atoms in it and in the cells around it. */
function reachOf({ sitesCart }: Model, loose: readonly number[]): Map<number, number[]> {
  const steps = [-1, 0, 1];
  const around = steps.flatMap((x) => steps.flatMap((y) => steps.map((z) => [x, y, z])));
  const reach = new Map<number, number[]>();
  for (const i of loose) {
    for (const step of around) {
      const key = cellKey(sitesCart, i, step);
      const members = reach.get(key);
      if (members) members.push(i);
      else reach.set(key, [i]);
    }
  }
  return reach;
}

/** A number for the cell that lies so many cells away from an atom's own. Far cells may share one: distances decide. */
function cellKey(sitesCart: Float64Array, iSeq: number, step: readonly number[]): number {
  const [x, y, z] = step.map((cells, axis) => Math.floor(sitesCart[3 * iSeq + axis] / LONGEST_BOND) + cells);
  return (x * 0x10001 + y) * 0x10001 + z;
}

function seemBonded({ atoms, sitesCart }: Model, i: number, j: number): boolean {
  const { altloc, element } = atoms;
  if (isHydrogen(element[i]) && isHydrogen(element[j])) return false;
  if (altloc[i] !== '' && altloc[j] !== '' && altloc[i] !== altloc[j]) return false;
  return atomDistance(sitesCart, i, j) < longestBond(element[i], element[j]);
}
