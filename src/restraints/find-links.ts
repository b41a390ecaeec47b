import type { Dictionary } from '../monomers/chem-comp.js';
import { chainLinks, type ChainGap } from './chain-links.js';
import { disulfides } from './disulfides.js';
import { linksByDistance } from './found-links.js';
import { JoinedAtoms } from './joined-atoms.js';
import { LinkMaker } from './link-maker.js';
import { listLinks, type ListedLinks, type ModelLink } from './listed-links.js';
import type { NamedModel } from './named-model.js';
import { takenEnds } from './open-ends.js';
import { recordedLinks } from './recorded-links.js';
import { idleRefusals, refuseLinks, requestedLinks } from './requested-links.js';
import type { AtomPair, ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { traceIssues } from './traces.js';

/** Links that somebody asks for or refuses: two addresses each, `A/142/NE2 - A/200/FE`. */
export interface LinkWishes {
  readonly links: readonly string[];
  readonly noLinks: readonly string[];
}

export interface FoundLinks {
  /** In order of their first residues. */
  readonly links: readonly ResidueLink[];
  /** Pairs of i_seqs that are bonded, though no link restrains them. */
  readonly unrestrained: readonly AtomPair[];
  /** Those of them that are steps of a trace of a chain. */
  readonly traces: readonly AtomPair[];
  readonly listed: ListedLinks;
  readonly issues: readonly RestraintIssue[];
}

/**
 * Every bond between two residues: those asked for, those along the chains, what the file records, and what distances
 * tell.
 *
 * @throws GeominError `ARGUMENT` where a wish names no two atoms of the model
 */
export function findLinks(named: NamedModel, dictionary: Dictionary, wishes: LinkWishes): FoundLinks {
  const joined = new JoinedAtoms(named);
  const maker = new LinkMaker(named, dictionary);
  const refused = refuseLinks(named, wishes.noLinks, joined);
  const chains = chainLinks(named, dictionary, joined);
  const requested = requestedLinks(named, wishes.links, maker, joined);
  const recorded = recordedLinks(named, maker, joined);
  const known = [...requested, ...recorded.links];
  const bridges = disulfides(named, maker, joined, known);
  const found = linksByDistance(named, maker, joined, [...chains.links, ...known]);
  const links = [...chains.links, ...known, ...bridges, ...found.links];
  links.sort((a, b) => a.first - b.first || a.second - b.second);
  const listed = listLinks(named, links);
  return {
    links,
    unrestrained: [...recorded.unrestrained, ...chains.traces],
    traces: chains.traces,
    listed,
    issues: [
      ...traceIssues(named, chains.traces),
      ...chains.apart,
      ...realGaps(chains.gaps, links),
      ...recorded.issues,
      ...found.issues,
      ...longLinks(listed.links),
      ...idleRefusals(refused, joined),
    ],
  };
}

/** Gaps that no other residue fills: a chromophore's neighbours are linked to it, not to each other. */
function realGaps(gaps: readonly ChainGap[], links: readonly ResidueLink[]): RestraintIssue[] {
  if (gaps.length === 0) return [];
  const { tails, heads } = takenEnds(links);
  return gaps
    .filter(({ first, second }) => !tails.has(first) || !heads.has(second))
    .map(({ issue }) => issue);
}

/** Å by which a bond may be too long before it is remarked on. */
const REMARKABLE = 1;

function longLinks(links: readonly ModelLink[]): RestraintIssue[] {
  return links
    .filter(({ distance, ideal }) => distance - ideal > REMARKABLE)
    .map(({ label, distance, ideal, reason, iSeqs }) => ({
      kind: 'note',
      message: `${label} are linked (${reason}), though they are ${distance.toFixed(2)} Å apart for ${ideal.toFixed(2)} Å`,
      iSeqs,
    }));
}
