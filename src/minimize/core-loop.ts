import { toEvaluation, type CoreAccess } from '../geometry/geometry-target.js';
import { nativeAddon, ROW_LENGTH, type NativeProgress } from '../geometry/native.js';
import type { CoreOptimizer } from './core-optimizer.js';
import type { Iterate } from './iterate.js';
import type { StopReason } from './result.js';

/** Rates are handed to the core for so many steps at a time. */
const STEPS_PER_RUN = 10_000;

/** What the core's loop works on. */
export interface CoreLoopParts {
  readonly access: CoreAccess;
  readonly optimizer: CoreOptimizer;
  readonly progress: NativeProgress;
  /** Of the current iterate, 3n, and of the last one in the end. */
  readonly sites: Float64Array;
  readonly gradients: Float64Array;
  /** Energy of the current iterate, where the optimizer is still to be told of it. */
  readonly energy: number | undefined;
  /** Before the loop. */
  readonly evaluations: number;
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
  /** Takes note of every iterate, in order, a few milliseconds late. */
  readonly record: (iterate: Iterate) => void;
  /** Tells the caller of the iterate that was recorded last; an error ends the loop. */
  readonly report: () => void;
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
 * @throws GeominError `SITES` where the optimizer moved an atom out of all measure; what `report` throws
 */
export async function iterateInCore(parts: CoreLoopParts): Promise<CoreLoopEnd> {
  const { access, optimizer, progress, sites, gradients, energy, signal } = parts;
  const { Minimization } = nativeAddon();
  const minimization = new Minimization(
    access.core,
    optimizer.native,
    progress,
    gradients,
    optimizer.learningRate ?? 0,
    energy,
  );
  const abort = () => minimization.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const listener = new RowListener(parts, abort);
  try {
    for (;;) {
      const rates = optimizer.nextRates(Math.min(parts.maxIterations, STEPS_PER_RUN) + 1);
      const outcome = await minimization.run(rates, optimizer.settled, (rows) => listener.take(rows));
      listener.throwFailure();
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

/** Records what the core tells, and goes on recording where a report fails: the iterates are there all the same. */
class RowListener {
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly parts: CoreLoopParts,
    private readonly abort: () => void,
  ) {}

  take(rows: Float64Array): void {
    for (let begin = 0; begin < rows.length; begin += ROW_LENGTH) {
      this.parts.record(this.#toIterate(rows.subarray(begin, begin + ROW_LENGTH)));
      if (this.#failure) continue;
      try {
        this.parts.report();
      } catch (error) {
        this.#failure = { error };
        this.abort();
      }
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
      learningRate: this.parts.optimizer.learningRate === undefined ? undefined : learningRate,
      evaluations: this.parts.evaluations + evaluations,
    };
  }
}
