import type { Evaluation } from '../geometry/target.js';
import type { OptimizerName } from './optimizer-name.js';

/**
 * Why a minimization ended: the rms gradient is small enough, the iterations or the seconds are used up, no step lowers
 * the energy any more (or by too little to be worth it), or the caller's signal. Where the gradient is exactly zero but
 * the energy is above zero, as with all atoms at one place, it is stalled, not converged.
 */
export type StopReason = 'converged' | 'max-iterations' | 'time-limit' | 'stalled' | 'aborted';

/** One iterate. */
export interface IterationRecord {
  /** 0 is the start. */
  readonly iteration: number;
  readonly energy: number;
  /** Root mean square of the 3n components, 1/Å. */
  readonly rmsGradient: number;
  /** Rate of the step that led here; absent at the start and for methods that have none. */
  readonly learningRate?: number;
}

/** What is known after an iteration. */
export interface IterationProgress extends IterationRecord {
  readonly terms: Evaluation['terms'];
  readonly bestEnergy: number;
  /** Evaluations so far. */
  readonly evaluations: number;
  readonly maxIterations: number;
}

/** Energies are those of float64 evaluations; "best" is the iterate with the lowest energy. */
export interface MinimizationResult {
  /** The one that was used: `lbfgs` where `best` was asked for over a target that it cannot work on. */
  readonly optimizer: OptimizerName;
  /** The rms gradient fell to the threshold. */
  readonly converged: boolean;
  readonly reason: StopReason;
  readonly iterations: number;
  readonly evaluations: number;
  /** Of the best iterate. */
  readonly energy: number;
  /** Of the best iterate. */
  readonly terms: Evaluation['terms'];
  /** Of the best iterate, 1/Å. */
  readonly rmsGradient: number;
  /** Euclidean length of the last iterate's gradient, 1/Å. */
  readonly finalGradientNorm: number;
  /** Euclidean length of the best iterate's gradient, 1/Å. */
  readonly bestGradientNorm: number;
  /** Seconds, without those that storing the final sites took. */
  readonly totalTime: number;
  /** From the start on. */
  readonly iterationHistory: readonly IterationRecord[];
  /** Of the best iterate, 3n, Å. */
  readonly sitesCart: Float64Array;
  /** Bundle of these sites, where the target stores them. */
  readonly finalBundleId?: string;
  /** Why there is no such bundle, where the target failed to store them; the result is as good without. */
  readonly storeError?: Error;
}
