import type { Evaluation } from '../geometry/target.js';

/** An iterate less its arrays. */
export interface Iterate extends Evaluation {
  /** Euclidean length of the gradient, 1/Å. */
  readonly gradientNorm: number;
  /** 1/Å. */
  readonly rmsGradient: number;
  /** Better than all before it. */
  readonly isBest: boolean;
  /** Rate of the step that led here; absent at the start and for methods that have none. */
  readonly learningRate?: number;
  /** Evaluations of the minimizer when it was reached. */
  readonly evaluations: number;
}
