import { closePairs } from './close-pairs.js';
import type { JoinedAtoms } from './joined-atoms.js';
import { isCysteineSulfur, type LinkMaker } from './link-maker.js';
import type { NamedModel } from './named-model.js';
import { apart, type AtomPair, type ResidueLink } from './residue-link.js';

/** Two sulfurs nearer to each other than this (Å) are bonded, whatever the file says. */
const LONGEST_FOUND = 3;

/**
 * Disulfide bonds that the distance between cysteine sulfurs shows, nearest first. A cysteine has one partner in each of its
 * conformers.
 *
 * @param known links of records and requests, some of which may be disulfides
 */
export function disulfides(
  named: NamedModel,
  maker: LinkMaker,
  joined: JoinedAtoms,
  known: readonly ResidueLink[],
): ResidueLink[] {
  const sulfurs = cysteineSulfurs(named);
  const near = closePairs(named.model, sulfurs, sulfurs, LONGEST_FOUND)
    .sort((a, b) => a.distance - b.distance)
    .map(({ pair }) => pair)
    .filter((pair) => !joined.isRefused(pair));
  return byResidues(named, oneOfEach(named, near, known)).map((pairs) =>
    maker.make(pairs, apart(named, pairs[0]))!,
  );
}

function cysteineSulfurs(named: NamedModel): number[] {
  return named.model.residues.flatMap(({ iSeqs }, index) =>
    named.comps[index]?.id === 'CYS' ? iSeqs.filter((iSeq) => isCysteineSulfur(named, iSeq)) : [],
  );
}

/** Takes pairs in their order, each sulfur's residue once in each conformer; `''` stands for all conformers. */
function oneOfEach(
  { model: { atoms } }: NamedModel,
  pairs: readonly AtomPair[],
  known: readonly ResidueLink[],
): AtomPair[] {
  const taken = takenBy(known);
  return pairs.filter(([i, j]) => {
    const [a, b] = [atoms.altloc[i], atoms.altloc[j]];
    const conformer = a === '' ? b : a;
    const ends = [atoms.residue[i], atoms.residue[j]].map((residue) => taken.get(residue) ?? []);
    const clash = (other: string): boolean => other === '' || conformer === '' || other === conformer;
    if (ends.some((conformers) => conformers.some(clash))) return false;
    taken.set(atoms.residue[i], [...ends[0], conformer]);
    taken.set(atoms.residue[j], [...ends[1], conformer]);
    return true;
  });
}

/** For each residue whose SG is bonded already, the conformers in which it is. */
function takenBy(links: readonly ResidueLink[]): Map<number, string[]> {
  const taken = new Map<number, string[]>();
  for (const { first, second, conformers } of links) {
    for (const { altloc, link } of conformers) {
      for (const { side, name } of link.bonds.flatMap(({ atoms }) => atoms)) {
        if (name !== 'SG') continue;
        const residue = side === 1 ? first : second;
        taken.set(residue, [...(taken.get(residue) ?? []), altloc]);
      }
    }
  }
  return taken;
}

/** Pairs of different conformers between the same residues belong together, the lower residue first. */
function byResidues({ model: { atoms } }: NamedModel, pairs: readonly AtomPair[]): AtomPair[][] {
  const groups = new Map<string, AtomPair[]>();
  for (const [i, j] of pairs) {
    const pair: AtomPair = i < j ? [i, j] : [j, i];
    const key = pair.map((iSeq) => atoms.residue[iSeq]).join(' ');
    const known = groups.get(key);
    if (known) known.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()];
}
