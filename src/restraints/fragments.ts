import type { Model } from '../model/model.js';
import type { AtomPair } from './residue-link.js';
import { atomDistance } from './site-geometry.js';

/**
 * What joins the parts of a residue that no bond does, since atoms between them are missing: the shortest distance from
 * each part to those before it.
 *
 * @param bondedTo the atoms of the same residue that an atom is bonded to
 */
export function joinFragments(
  model: Model,
  iSeqs: readonly number[],
  bondedTo: (iSeq: number) => readonly number[],
): AtomPair[] {
  const [first, ...others] = fragmentsOf(iSeqs, bondedTo);
  const before = [...(first ?? [])];
  const joins: AtomPair[] = [];
  for (const fragment of others) {
    const nearest = nearestPair(model, before, fragment);
    if (nearest) joins.push(nearest);
    before.push(...fragment);
  }
  return joins;
}

function fragmentsOf(
  iSeqs: readonly number[],
  bondedTo: (iSeq: number) => readonly number[],
): (readonly number[])[] {
  const seen = new Set<number>();
  const fragments: number[][] = [];
  for (const start of iSeqs) {
    if (seen.has(start)) continue;
    seen.add(start);
    const fragment = [start];
    for (const i of fragment) {
      for (const j of bondedTo(i)) {
        if (seen.has(j)) continue;
        seen.add(j);
        fragment.push(j);
      }
    }
    fragments.push(fragment);
  }
  return fragments;
}

/** Of atoms that are ever there together; undefined where no two are. */
function nearestPair(
  { atoms: { altloc }, sitesCart }: Model,
  some: readonly number[],
  others: readonly number[],
): AtomPair | undefined {
  let nearest: AtomPair | undefined;
  let least = Infinity;
  for (const i of some) {
    for (const j of others) {
      if (altloc[i] !== '' && altloc[j] !== '' && altloc[i] !== altloc[j]) continue;
      const distance = atomDistance(sitesCart, i, j);
      if (distance < least) [nearest, least] = [[i, j], distance];
    }
  }
  return nearest;
}
