import { atomPlace, formatAtomPlace } from '../model/atom-address.js';
import { isHydrogen } from '../model/element.js';
import { isMetal } from '../model/metals.js';
import { atomLabel } from '../model/model.js';
import { linkableParts, type LinkableParts, isWater } from './linkable-parts.js';
import { closePairs, type ClosePair } from './close-pairs.js';
import { covalentRadius } from './covalent-radii.js';
import type { JoinedAtoms } from './joined-atoms.js';
import type { LinkMaker } from './link-maker.js';
import { canCoordinate, donorDistance } from './metal-link.js';
import type { NamedModel } from './named-model.js';
import { openEnds } from './open-ends.js';
import { apart, type AtomPair, type ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';

/** A donor is a metal's if it is farther from it than it should be by less than this, Å. */
const METAL_TOLERANCE = 0.5;
/** The longest that a bond to a metal may be, Å: potassium to oxygen, and the tolerance. */
const LONGEST_TO_METAL = 3.5;

/** Two atoms are bonded where they are nearer than the sum of their covalent radii and this, Å. */
const COVALENT_TOLERANCE = 0.3;
/** Å: carbon and sulfur, phosphorus or a halogen, and the tolerance. */
const LONGEST_COVALENT = 2.6;

/** Å: an amide, and an ester of phosphate, where no neighbourhood in a chain tells that they are meant. */
const LONGEST_OPEN_END = 2;

/** Bonds between residues that nothing but chemistry and distance tell, and what looks like one and is none. */
export interface FoundByDistance {
  readonly links: ResidueLink[];
  readonly issues: RestraintIssue[];
}

/**
 * @param joined knows what is linked or refused already, and is told what is found
 * @param known links along the chains, of records and of requests
 */
export function linksByDistance(
  named: NamedModel,
  maker: LinkMaker,
  joined: JoinedAtoms,
  known: readonly ResidueLink[],
): FoundByDistance {
  const search = new DistanceSearch(named, maker, joined);
  search.closeRings(known);
  search.joinSideChains();
  search.coordinateMetals();
  search.joinLigands();
  return search;
}

class DistanceSearch implements FoundByDistance {
  readonly links: ResidueLink[] = [];
  readonly issues: RestraintIssue[] = [];
  private readonly parts: LinkableParts;

  constructor(
    private readonly named: NamedModel,
    private readonly maker: LinkMaker,
    private readonly joined: JoinedAtoms,
  ) {
    this.parts = linkableParts(named);
  }

  /** Ends of chains that are bonded to each other: cyclic peptides, circular nucleic acids. */
  closeRings(known: readonly ResidueLink[]): void {
    for (const { tails, heads } of openEnds(this.named, known)) {
      const found = closePairs(this.named.model, tails, heads, LONGEST_OPEN_END);
      this.take(found, (pairs) => this.maker.make(pairs, apart(this.named, pairs[0])));
    }
  }

  /** Isopeptides. */
  joinSideChains(): void {
    const { lysineNitrogens, acidCarbons } = this.parts;
    const found = closePairs(this.named.model, lysineNitrogens, acidCarbons, LONGEST_OPEN_END);
    this.take(found, (pairs) => this.maker.makeFromDictionary(pairs, apart(this.named, pairs[0])));
  }

  /** Metals to their donors: by the library's links, links like them, or a survey's distances. */
  coordinateMetals(): void {
    const { named } = this;
    const found = closePairs(named.model, this.parts.metals, undefined, LONGEST_TO_METAL, (i, j) =>
      canCoordinate(named, j) ? donorDistance(named, [i, j]).ideal + METAL_TOLERANCE : 0,
    );
    this.take(found, (pairs) => this.maker.make(pairs, apart(named, pairs[0])));
  }

  /** Sugars, caps, chromophores: what the dictionary has a link for. The rest is only pointed out. */
  joinLigands(): void {
    const { named } = this;
    const found = closePairs(named.model, this.parts.ligandAtoms, undefined, LONGEST_COVALENT, (i, j) =>
      covalentReach(named, i, j),
    );
    this.take(found, (pairs) => {
      const link = this.maker.makeFromDictionary(pairs, apart(named, pairs[0]));
      if (!link) this.issues.push(unlinkedIssue(named, pairs[0]));
      return link;
    });
  }

  /** Makes links of what was found, nearest first; the same two atoms in several conformers are one link. */
  private take(
    found: readonly ClosePair[],
    make: (pairs: readonly AtomPair[]) => ResidueLink | undefined,
  ): void {
    const byDistance = [...found].sort((a, b) => a.distance - b.distance).map(({ pair }) => pair);
    for (const pairs of bySameAtoms(this.named, byDistance)) {
      if (this.joined.has(pairs[0]) || this.joined.isRefused(pairs[0])) continue;
      const link = make(pairs);
      this.joined.add(pairs[0]);
      if (!link) continue;
      this.joined.addLink(link);
      this.links.push(link);
    }
  }
}

/** How near two atoms have to be to look bonded, Å; 0 where they can't be, or other rules are for them. */
function covalentReach({ model: { atoms }, comps }: NamedModel, i: number, j: number): number {
  const [a, b] = [atoms.element[i], atoms.element[j]];
  const comp = comps[atoms.residue[j]];
  if (isHydrogen(b) || isMetal(a) || isMetal(b) || comp === undefined || isWater(comp)) return 0;
  return covalentRadius(a) + covalentRadius(b) + COVALENT_TOLERANCE;
}

function unlinkedIssue(named: NamedModel, pair: AtomPair): RestraintIssue {
  const labels = pair.map((iSeq) => atomLabel(named.model, iSeq));
  const places = pair.map((iSeq) => formatAtomPlace(atomPlace(named.model, iSeq)));
  const message =
    `${labels[0]} and ${labels[1]} are ${apart(named, pair).text}, but not linked: ` +
    `no record says so. If they are bonded: --link '${places.join(' - ')}'`;
  return { kind: 'not-linked', message, iSeqs: pair };
}

function bySameAtoms({ model: { atoms } }: NamedModel, pairs: readonly AtomPair[]): AtomPair[][] {
  const groups = new Map<string, AtomPair[]>();
  for (const pair of pairs) {
    const key = pair.map((iSeq) => `${atoms.residue[iSeq]} ${atoms.name[iSeq]}`).join(' - ');
    const known = groups.get(key);
    if (known) known.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()];
}
