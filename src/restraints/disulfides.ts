import { atomLabel } from '../model/model.js';
import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { conformersOf, findAtom, type NamedModel } from './named-model.js';
import { requiredLink, type ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { atomDistance } from './site-geometry.js';

/** Two sulfurs nearer to each other than this (Å) are bonded, whatever the file says. */
const LONGEST_FOUND = 3;

/** A recorded disulfide whose sulfurs are farther apart than this (Å) is taken for a stale record. */
const LONGEST_RECORDED = 5;

/** Two sulfurs that may be bonded, i_seqs. */
export interface SulfurPair {
  readonly i: number;
  readonly j: number;
}

interface Candidate extends SulfurPair {
  readonly recorded: boolean;
  readonly distance: number;
}

/**
 * Disulfide bonds: those that the file records, then those that the distance between cysteine sulfurs shows, nearest first.
 * A cysteine has one partner in each of its conformers.
 *
 * @param recorded sulfurs that SSBOND or LINK records join
 */
export function disulfides(
  named: NamedModel,
  dictionary: Dictionary,
  recorded: readonly SulfurPair[],
): { links: ResidueLink[]; issues: RestraintIssue[] } {
  const candidates = [...recordedCandidates(named, recorded), ...foundCandidates(named)];
  const stale = candidates.filter(({ distance }) => distance > LONGEST_RECORDED);
  const pairs = oneOfEach(
    named,
    candidates.filter(({ distance }) => distance <= LONGEST_RECORDED),
  );
  const link = pairs.length > 0 ? requiredLink(dictionary, 'disulf') : undefined;
  return {
    links: link ? joinByResidues(named, pairs, link) : [],
    issues: stale.map((pair) => staleIssue(named, pair)),
  };
}

function recordedCandidates({ model }: NamedModel, recorded: readonly SulfurPair[]): Candidate[] {
  return recorded.map(({ i, j }) => ({
    i,
    j,
    recorded: true,
    distance: atomDistance(model.sitesCart, i, j),
  }));
}

/** Pairs of cysteine sulfurs within reach, by distance. Sorted along x, so that the search stays near linear. */
function foundCandidates(named: NamedModel): Candidate[] {
  const { sitesCart, atoms } = named.model;
  const sulfurs = cysteineSulfurs(named).sort((i, j) => sitesCart[3 * i] - sitesCart[3 * j]);
  const found: Candidate[] = [];
  sulfurs.forEach((i, rank) => {
    for (let next = rank + 1; next < sulfurs.length; next++) {
      const j = sulfurs[next];
      if (sitesCart[3 * j] - sitesCart[3 * i] >= LONGEST_FOUND) break;
      const distance = atomDistance(sitesCart, i, j);
      if (distance < LONGEST_FOUND && atoms.residue[i] !== atoms.residue[j]) {
        found.push({ i: Math.min(i, j), j: Math.max(i, j), recorded: false, distance });
      }
    }
  });
  return found.sort((a, b) => a.distance - b.distance);
}

function cysteineSulfurs({ model, comps, atomNames }: NamedModel): number[] {
  return model.residues.flatMap(({ iSeqs }, index) =>
    comps[index]?.id === 'CYS' ? iSeqs.filter((iSeq) => atomNames[iSeq] === 'SG') : [],
  );
}

/** Takes candidates in their order, each residue once in each conformer; `''` stands for all conformers. */
function oneOfEach({ model: { atoms } }: NamedModel, candidates: readonly Candidate[]): Candidate[] {
  const taken = new Map<number, string[]>();
  return candidates.filter(({ i, j }) => {
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
function joinByResidues(named: NamedModel, pairs: readonly SulfurPair[], link: Link): ResidueLink[] {
  const { atoms } = named.model;
  const joined = new Map<string, ResidueLink>();
  for (const { i, j } of pairs) {
    const [first, second] = [atoms.residue[i], atoms.residue[j]].sort((a, b) => a - b);
    const key = `${first} ${second}`;
    const conformers = conformersOf(named, first, second)
      .filter((altloc) => {
        const ends = [findAtom(named, first, 'SG', altloc), findAtom(named, second, 'SG', altloc)];
        return ends.includes(i) && ends.includes(j);
      })
      .map((altloc) => ({ altloc, link }));
    joined.set(key, { first, second, conformers: [...(joined.get(key)?.conformers ?? []), ...conformers] });
  }
  return [...joined.values()];
}

function staleIssue({ model }: NamedModel, { i, j, distance }: Candidate): RestraintIssue {
  return {
    kind: 'not-linked',
    message: `${atomLabel(model, i)} and ${atomLabel(model, j)} are recorded as bonded, but ${distance.toFixed(1)} Å apart: not linked`,
    iSeqs: [i, j],
  };
}
