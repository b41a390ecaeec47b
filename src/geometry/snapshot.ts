import { GeometryTarget } from './geometry-target.js';
import { targetStatistics, type GeometryStatistics } from './statistics.js';
import type { Evaluation } from './target.js';
import type { Restraints, Term } from '../restraints/restraints.js';

/** Energies of the terms that were asked for, and how far all restraints are from their ideals. */
export interface Snapshot {
  readonly evaluation: Evaluation;
  readonly statistics: GeometryStatistics;
}

/** What of it is computed, and on how many threads. */
export interface SnapshotOptions {
  readonly terms?: readonly Term[];
  readonly threads?: number;
}

/** What there is to say of some sites, all of it computed in this process. */
export function takeSnapshots(
  restraints: Restraints,
  { terms, threads }: SnapshotOptions,
  sites: readonly Float64Array[],
): Snapshot[] {
  const target = new GeometryTarget(restraints, { terms, threads });
  // Statistics are of all terms, whichever are asked for.
  const complete = terms ? new GeometryTarget(restraints, { threads }) : target;
  try {
    return sites.map((sitesCart) => ({
      evaluation: target.evaluateSync(sitesCart),
      statistics: targetStatistics(complete, sitesCart, restraints),
    }));
  } finally {
    complete.close();
    target.close();
  }
}
