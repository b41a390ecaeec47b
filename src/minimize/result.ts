import type { Evaluation } from '../geometry/target.js';

/**
 * Why a minimization ended: the rms gradient is small enough, the iterations or the seconds are used up, no step lowers
 * the energy any more (or by too little to be worth it), or the caller's signal.
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
  /** Seconds. */
  readonly totalTime: number;
  /** From the start on. */
  readonly iterationHistory: readonly IterationRecord[];
  /** Of the best iterate, 3n, Å. */
  readonly sitesCart: Float64Array;
}
