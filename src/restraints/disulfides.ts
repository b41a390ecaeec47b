import type { Dictionary } from '../monomers/chem-comp.js';
import type { NamedModel } from './named-model.js';
import { isCysteineSulfur } from './recorded-links.js';
import { linkOfPair, requiredLink, type AtomPair, type ResidueLink } from './residue-link.js';
import { atomDistance } from './site-geometry.js';

/** Two sulfurs nearer to each other than this (Å) are bonded, whatever the file says. */
const LONGEST_FOUND = 3;

/**
 * Disulfide bonds: those that the file records, then those that the distance between cysteine sulfurs shows, nearest
 * first. A cysteine has one partner in each of its conformers.
 *
 * @param recorded sulfurs that SSBOND or LINK records join
 */
export function disulfides(
  named: NamedModel,
  dictionary: Dictionary,
  recorded: readonly AtomPair[],
): ResidueLink[] {
  const pairs = oneOfEach(named, [...recorded.map(inOrder), ...nearPairs(named)]);
  return pairs.length === 0 ? [] : joinByResidues(named, dictionary, pairs);
}

/** Pairs of cysteine sulfurs within reach, by distance. Sorted along x, so that the search stays near linear. */
function nearPairs(named: NamedModel): AtomPair[] {
  const { sitesCart, atoms } = named.model;
  const sulfurs = cysteineSulfurs(named).sort((i, j) => sitesCart[3 * i] - sitesCart[3 * j]);
  const found: { pair: AtomPair; distance: number }[] = [];
  sulfurs.forEach((i, rank) => {
    for (let next = rank + 1; next < sulfurs.length; next++) {
      const j = sulfurs[next];
      if (sitesCart[3 * j] - sitesCart[3 * i] >= LONGEST_FOUND) break;
      const distance = atomDistance(sitesCart, i, j);
      if (distance < LONGEST_FOUND && atoms.residue[i] !== atoms.residue[j]) {
        found.push({ pair: inOrder([i, j]), distance });
      }
    }
  });
  return found.sort((a, b) => a.distance - b.distance).map(({ pair }) => pair);
}

function inOrder([i, j]: AtomPair): AtomPair {
  return i < j ? [i, j] : [j, i];
}

function cysteineSulfurs(named: NamedModel): number[] {
  return named.model.residues.flatMap(({ iSeqs }, index) =>
    named.comps[index]?.id === 'CYS' ? iSeqs.filter((iSeq) => isCysteineSulfur(named, iSeq)) : [],
  );
}

/** Takes pairs in their order, each residue once in each conformer; `''` stands for all conformers. */
function oneOfEach({ model: { atoms } }: NamedModel, pairs: readonly AtomPair[]): AtomPair[] {
  const taken = new Map<number, string[]>();
  return pairs.filter(([i, j]) => {
    const [a, b] = [atoms.altloc[i], atoms.altloc[j]];
    if (a !== '' && b !== '' && a !== b) return false;
    const conformer = a === '' ? b : a;
    const ends = [atoms.residue[i], atoms.residue[j]].map((residue) => taken.get(residue) ?? []);
    const clash = (other: string): boolean => other === '' || conformer === '' || other === conformer;
    if (ends.some((conformers) => conformers.some(clash))) return false;
    taken.set(atoms.residue[i], [...ends[0], conformer]);
    taken.set(atoms.residue[j], [...ends[1], conformer]);
    return true;
  });
}

/** Pairs of different conformers between the same residues are one link. */
function joinByResidues(
  named: NamedModel,
  dictionary: Dictionary,
  pairs: readonly AtomPair[],
): ResidueLink[] {
  const link = requiredLink(dictionary, 'disulf');
  const joined = new Map<string, ResidueLink>();
  for (const pair of pairs) {
    const { first, second, conformers } = linkOfPair(named, pair, link);
    const key = `${first} ${second}`;
    const known = joined.get(key)?.conformers ?? [];
    joined.set(key, { first, second, conformers: [...known, ...conformers] });
  }
  return [...joined.values()];
}
