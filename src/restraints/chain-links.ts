import { residueLabel, type Chain, type Residue } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { conformersOf, findAtom, type NamedModel } from './named-model.js';
import { BOND_ATOMS, canFollow, polymerKind, polymerLink } from './polymer-bond.js';
import type { JoinedAtoms } from './joined-atoms.js';
import type { AtomPair, LinkOrigin, ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { atomDistance } from './site-geometry.js';
import { traceStep } from './traces.js';

/** What follows what along the chains. */
export interface ChainLinks {
  /** In order of their first residues. */
  readonly links: ResidueLink[];
  /** Neighbours of which the model has but CA or P. */
  readonly traces: AtomPair[];
  /** Each other place where a chain is broken. */
  readonly gaps: ChainGap[];
  /** A note for each two neighbours that are in different conformers. */
  readonly apart: RestraintIssue[];
}

/** Two neighbours that should be linked and are not. */
export interface ChainGap {
  /** Indices into the model's residues. */
  readonly first: number;
  readonly second: number;
  readonly issue: RestraintIssue;
}

const NEIGHBOURS: LinkOrigin = { by: 'chain', text: 'neighbours along the chain' };

/**
 * Peptide and phosphodiester bonds between neighbours along each chain. What decides is the distance, not the numbering;
 * a TER record ends a chain.
 *
 * @param joined knows what is refused, and is told what is linked
 */
export function chainLinks(named: NamedModel, dictionary: Dictionary, joined: JoinedAtoms): ChainLinks {
  const result: ChainLinks = { links: [], traces: [], gaps: [], apart: [] };
  for (const chain of named.model.chains) {
    const places = placesOf(named, chain);
    for (let i = 1; i < places.length; i++) {
      const found = linksBetween(named, dictionary, places[i - 1], places[i]);
      const wanted = found.filter(({ first, second }) => !isRefused(named, joined, first, second));
      for (const link of wanted) {
        joined.addLink(link);
        if (link.apart) result.apart.push(apartIssue(named, link));
      }
      result.links.push(...wanted);
      if (found.length === 0) addBreak(named, places[i - 1][0], places[i][0], result);
    }
  }
  return result;
}

/** Indices of the polymer residues at each place along a chain: several at a place are microheterogeneity. */
function placesOf({ model: { residues }, comps }: NamedModel, { first, end }: Chain): number[][] {
  const places: number[][] = [];
  let before: Residue | undefined;
  for (let index = first; index < end; index++) {
    if (polymerKind(comps[index]) === undefined) continue;
    const residue = residues[index];
    if (before && samePlace(residue, before)) places[places.length - 1].push(index);
    else places.push([index]);
    before = residue;
  }
  return places;
}

function samePlace(a: Residue, b: Residue): boolean {
  return a.number === b.number && a.insertionCode === b.insertionCode && a.segmentId === b.segmentId;
}

/** Links of each residue at one place with each at the next: more than one where either is microheterogeneous. */
function linksBetween(
  named: NamedModel,
  dictionary: Dictionary,
  place: readonly number[],
  next: readonly number[],
): ResidueLink[] {
  const links: ResidueLink[] = [];
  for (const first of place) {
    for (const second of next) {
      const link =
        canFollow(named, first, second) && polymerLink(named, dictionary, first, second, NEIGHBOURS);
      if (link) links.push(link);
    }
  }
  return links;
}

function isRefused(
  { model, comps, atomNames }: NamedModel,
  joined: JoinedAtoms,
  first: number,
  second: number,
): boolean {
  if (!joined.refusesAny) return false;
  const names = BOND_ATOMS[polymerKind(comps[first])!];
  const ends = [first, second].map((index, k) =>
    model.residues[index].iSeqs.find((iSeq) => atomNames[iSeq] === names[k]),
  );
  return ends[0] !== undefined && ends[1] !== undefined && joined.isRefused([ends[0], ends[1]]);
}

function addBreak(named: NamedModel, first: number, second: number, { traces, gaps }: ChainLinks): void {
  const step = traceStep(named, first, second);
  if (step) traces.push(step);
  else gaps.push(...gapBetween(named, first, second));
}

/** Nothing where the two are of different kinds. */
function gapBetween(named: NamedModel, first: number, second: number): ChainGap[] {
  if (!canFollow(named, first, second)) return [];
  const { model, comps } = named;
  const names = BOND_ATOMS[polymerKind(comps[first])!];
  const [altloc] = conformersOf(named, first, second);
  const ends = [findAtom(named, first, names[0], altloc), findAtom(named, second, names[1], altloc)];
  const state = ends.includes(-1)
    ? `${names[ends.indexOf(-1)]} is missing`
    : `${names[0]} and ${names[1]} are ${atomDistance(model.sitesCart, ends[0], ends[1]).toFixed(1)} Å apart`;
  const labels = [first, second].map((index) => residueLabel(model.residues[index]));
  const message = `${labels[0]} and ${labels[1]} are not linked: ${state}`;
  const issue = { kind: 'not-linked' as const, message, iSeqs: ends.filter((iSeq) => iSeq >= 0) };
  return [{ first, second, issue }];
}

function apartIssue({ model: { residues } }: NamedModel, { first, second }: ResidueLink): RestraintIssue {
  const labels = [first, second].map((index) => residueLabel(residues[index]));
  const message = `${labels[0]} and ${labels[1]} have no conformer in common: no bond holds them together`;
  return { kind: 'not-linked', message, iSeqs: [first, second].flatMap((index) => residues[index].iSeqs) };
}
