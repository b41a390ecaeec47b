import type { Dictionary } from '../monomers/chem-comp.js';
import { chainLinks } from './chain-links.js';
import { disulfides } from './disulfides.js';
import type { NamedModel } from './named-model.js';
import { recordedLinks } from './recorded-links.js';
import type { AtomPair, ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';
import { traceIssues } from './traces.js';

export interface FoundLinks {
  /** In order of their first residues. */
  readonly links: readonly ResidueLink[];
  /** Pairs of i_seqs that are bonded, though no link restrains them. */
  readonly unrestrained: readonly AtomPair[];
  /** Those of them that are steps of a trace of a chain. */
  readonly traces: readonly AtomPair[];
  readonly issues: readonly RestraintIssue[];
}

/** Every bond between two residues: along the chains, as the file records them, and between cysteines. */
export function findLinks(named: NamedModel, dictionary: Dictionary): FoundLinks {
  const chains = chainLinks(named, dictionary);
  const recorded = recordedLinks(named, dictionary, chains.links);
  const bridges = disulfides(named, dictionary, recorded.sulfurs);
  const links = [...chains.links, ...recorded.links, ...bridges];
  return {
    links: links.sort((a, b) => a.first - b.first || a.second - b.second),
    unrestrained: [...recorded.unrestrained, ...chains.traces],
    traces: chains.traces,
    issues: [...traceIssues(named, chains.traces), ...chains.gaps, ...recorded.issues],
  };
}
