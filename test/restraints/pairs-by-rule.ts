import { HYDROGEN_BOND, type NonbondedAtoms } from '../../src/restraints/restraints.js';

const { donor, acceptor, both, hydrogen } = HYDROGEN_BOND;

/** Types that may be as near to each other as a hydrogen bond is. */
const HYDROGEN_BONDED = new Set(
  [
    [donor, acceptor],
    [donor, both],
    [acceptor, both],
    [both, both],
    [acceptor, hydrogen],
    [both, hydrogen],
  ].flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]),
);

/**
 * Every pair of atoms within a distance that the nonbonded term sees, with its van der Waals distance: the rules of the
 * term once more, each pair looked at. Keys are `i j` with i < j.
 *
 * @param sitesCart 3 × atomCount, Å
 * @param cutoff Å
 */
export function pairsByRule(
  atoms: NonbondedAtoms,
  sitesCart: Float64Array,
  cutoff: number,
): Map<string, number> {
  const neighbours = bondGraph(atoms);
  const pairs = new Map<string, number>();
  for (let i = 0; i < atoms.radius.length; i++) {
    const shells = bondShells(neighbours, i);
    for (let j = i + 1; j < atoms.radius.length; j++) {
      if (distance(sitesCart, i, j) > cutoff || shells[0].has(j) || shells[1].has(j)) continue;
      const [a, b] = [atoms.conformer[i], atoms.conformer[j]];
      if (a !== 0 && b !== 0 && a !== b) continue;
      pairs.set(`${i} ${j}`, vdwDistance(atoms, i, j, shells[2].has(j)));
    }
  }
  return pairs;
}

function vdwDistance(
  { radius, hydrogenBond }: NonbondedAtoms,
  i: number,
  j: number,
  threeBondsApart: boolean,
): number {
  const sum = radius[i] + radius[j];
  if (Number.isNaN(sum)) return 1;
  if (threeBondsApart) return Math.max(1, 0.8 * Math.max(1, sum));
  return Math.max(1, HYDROGEN_BONDED.has(`${hydrogenBond[i]} ${hydrogenBond[j]}`) ? sum - 0.6 : sum);
}

function bondGraph({ radius, bonded }: NonbondedAtoms): Set<number>[] {
  const neighbours = Array.from(radius, () => new Set<number>());
  for (let k = 0; k < bonded.length; k += 2) {
    neighbours[bonded[k]].add(bonded[k + 1]);
    neighbours[bonded[k + 1]].add(bonded[k]);
  }
  return neighbours;
}

/** Atoms one, two and three bonds away, each by the shortest way. */
function bondShells(neighbours: readonly Set<number>[], i: number): Set<number>[] {
  const seen = new Set([i]);
  let shell = new Set([i]);
  return [1, 2, 3].map(() => {
    shell = new Set([...shell].flatMap((atom) => [...neighbours[atom]]).filter((atom) => !seen.has(atom)));
    shell.forEach((atom) => seen.add(atom));
    return shell;
  });
}

function distance(sites: Float64Array, i: number, j: number): number {
  return Math.hypot(
    sites[3 * i] - sites[3 * j],
    sites[3 * i + 1] - sites[3 * j + 1],
    sites[3 * i + 2] - sites[3 * j + 2],
  );
}
