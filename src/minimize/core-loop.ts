import { GeominError } from '../errors.js';
import { toEvaluation, type CoreAccess } from '../geometry/geometry-target.js';
import {
  nativeAddon,
  ROW_LENGTH,
  type CheckpointIntervals,
  type NativeProgress,
  type NativeStart,
} from '../geometry/native.js';
import type { CoreOptimizer } from './core-optimizer.js';
import type { Iterate, Iterates } from './iterates.js';
import type { StopReason } from './result.js';

/** Rates are handed to the core for so many steps at a time. */
const STEPS_PER_RUN = 10_000;

/** What the core's loop works on. */
export interface CoreLoopParts {
  readonly access: CoreAccess;
  readonly optimizer: CoreOptimizer;
  readonly progress: NativeProgress;
  /** Told of every iterate, in order, a few milliseconds late. Where its listener throws, the loop ends. */
  readonly iterates: Iterates;
  /** When to save the state, and who is told it, after the iterate that it is of. Absent: never. */
  readonly checkpoints: StateSaving | undefined;
  /** What is known of the current iterate; absent where that is still to be evaluated. */
  readonly start: NativeStart | undefined;
  /** Of the last iterate in the end, 3n. */
  readonly sites: Float64Array;
  readonly gradients: Float64Array;
  /** Before the loop. */
  readonly evaluations: number;
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
}

/** Has the state of a minimization saved now and then. */
export interface StateSaving {
  readonly intervals: CheckpointIntervals;
  onState(state: Uint8Array): void;
}

/** How the loop ended. */
export interface CoreLoopEnd {
  readonly reason: StopReason;
  readonly evaluations: number;
  readonly exhausted: boolean;
}

/**
 * Iterates on a thread of the core until there is a reason to stop, without a crossing into JavaScript per iteration.
 *
 * @throws GeominError `SITES` where an atom is out of all measure, or the start has no energy; what the listener throws
 */
export async function iterateInCore(parts: CoreLoopParts): Promise<CoreLoopEnd> {
  const { access, optimizer, progress, start, sites, gradients, signal } = parts;
  const { Minimization } = nativeAddon();
  const minimization = new Minimization(access.core, optimizer.native, progress, start);
  const abort = () => minimization.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const listener = new RowListener(parts, abort);
  try {
    for (;;) {
      const rates = optimizer.nextRates(Math.min(parts.maxIterations, STEPS_PER_RUN) + 1);
      const take = (rows: Float64Array, state?: Uint8Array) => listener.take(rows, state);
      const outcome = await minimization.run(rates, optimizer.settled, take, parts.checkpoints?.intervals);
      listener.throwFailure();
      if (outcome.faultyStart !== undefined) throw faultyStart(outcome.faultyStart);
      if (outcome.unusable >= 0) throw access.unusableSite(outcome.unusable);
      const evaluations = parts.evaluations + outcome.evaluations;
      const reason = outcome.reason as StopReason | '';
      if (reason !== '') return { reason, evaluations, exhausted: outcome.exhausted };
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    minimization.copyIterate(sites, gradients);
  }
}

/** The error of a start whose energy is not a number. */
export function faultyStart(energy: number): GeominError {
  return new GeominError('SITES', `the energy of the starting sites is ${energy}`, 'Check the sites.');
}

/** Records what the core tells, and goes on recording where a report fails: the iterates are there all the same. */
class RowListener {
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly parts: CoreLoopParts,
    private readonly abort: () => void,
  ) {}

  take(rows: Float64Array, state?: Uint8Array): void {
    const { iterates, checkpoints } = this.parts;
    for (let begin = 0; begin < rows.length; begin += ROW_LENGTH) {
      iterates.record(this.#toIterate(rows.subarray(begin, begin + ROW_LENGTH)));
      this.#tell(() => iterates.report());
    }
    if (state) this.#tell(() => checkpoints?.onState(state));
  }

  #tell(report: () => void): void {
    if (this.#failure) return;
    try {
      report();
    } catch (error) {
      this.#failure = { error };
      this.abort();
    }
  }

  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #toIterate(row: Float64Array): Iterate {
    const [gradientNorm, rmsGradient, isBest, learningRate, evaluations] = row.subarray(-5);
    return {
      ...toEvaluation(row.subarray(0, -5)),
      gradientNorm,
      rmsGradient,
      isBest: isBest === 1,
      learningRate: Number.isNaN(learningRate) ? undefined : learningRate,
      evaluations: this.parts.evaluations + evaluations,
    };
  }
}
