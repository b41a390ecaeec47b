import type { Evaluation } from '../geometry/target.js';
import type { IterationProgress, IterationRecord } from './result.js';

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

/** A minimizer's iterates so far. */
export class Iterates {
  /** The start first. */
  readonly history: IterationRecord[] = [];
  /** The last one. */
  current: Iterate | undefined;
  /** The one with the lowest energy. */
  best: Iterate | undefined;

  /** @param listener told of iterates that are reported */
  constructor(
    private readonly maxIterations: number,
    private readonly listener?: (progress: IterationProgress) => void,
  ) {}

  /** Takes note of the next iterate. */
  record(iterate: Iterate): void {
    this.current = iterate;
    if (iterate.isBest) this.best = iterate;
    const { energy, rmsGradient, learningRate } = iterate;
    this.history.push({ iteration: this.history.length, energy, rmsGradient, learningRate });
  }

  /** Takes over those of a minimization that is resumed. */
  restore(history: readonly IterationRecord[], current: Iterate, best: Iterate): void {
    this.history.push(...history);
    this.current = current;
    this.best = best;
  }

  /** Tells the listener of the last one, and throws what it throws. */
  report(): void {
    const { current, best, history, listener, maxIterations } = this;
    if (!listener || !current) return;
    const { terms, evaluations } = current;
    listener({ ...history.at(-1)!, terms, evaluations, maxIterations, bestEnergy: best!.energy });
  }
}
