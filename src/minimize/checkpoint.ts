import type { Iterate } from './iterates.js';
import type { OptimizerName } from './optimizer-name.js';
import type { IterationRecord } from './result.js';
import type { ScheduleName } from './schedules.js';

/**
 * A minimization after one of its iterations: plain data, from which a minimizer of the same target, in this process or
 * another, goes on to the very sites that the undisturbed one ends at. Bytes of it: `encodeCheckpoint`.
 */
export interface Checkpoint {
  readonly optimizer: OptimizerName;
  readonly atomCount: number;
  /** Of the minimization that it is of. */
  readonly options: WayOptions;
  /** Done so far; 0 is the start. */
  readonly iterations: number;
  readonly evaluations: number;
  /** That the minimization had taken, with what it took before it was resumed. */
  readonly seconds: number;
  /** The iteration that the optimizer started at, not 0 where there were minimizations before. */
  readonly optimizerStart: number;
  readonly current: Iterate;
  readonly best: Iterate;
  /** Every iterate, the start first. */
  readonly history: readonly IterationRecord[];
  /** Sites, and what the core's optimizer knows: bytes that only the core understands, with a checksum of their own. */
  readonly state: Uint8Array;
}

/** Options that decide which way a minimization takes. */
export interface WayOptions {
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly momentum: number;
  readonly maxIterations: number;
  readonly minProgress: number;
}
