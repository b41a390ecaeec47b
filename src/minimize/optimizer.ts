/**
 * A minimization method in ask/tell form: it names the sites it wants to know about and is told energy and gradients
 * there. It never evaluates by itself, so the same method runs on a local target and on a remote one.
 *
 * The first sites it asks for are those it starts from.
 */
export interface Optimizer {
  /** Sites to evaluate next, Å. Owned by the optimizer and valid until the next `tell`; not to be changed. */
  ask(): Float64Array;
  /** Energy and gradients (1/Å) at the sites asked for. The gradients are copied where they are needed later. */
  tell(energy: number, gradients: Float64Array): OptimizerStep;
  /** Rate of the step that led to the sites asked for, Å for Adam, Å² for SGD; absent where the method has none. */
  readonly learningRate?: number;
  /** Whether no progress now means no progress later: false while the learning rate is still to fall. */
  readonly settled: boolean;
  /** Frees tensors and the like; callable twice. */
  dispose(): void;
}

export interface OptimizerStep {
  /** The sites just told of are the method's next iterate; false for a mere trial of a line search. */
  readonly accepted: boolean;
  /** No step can lower the energy any more, the next `ask` has nothing new. */
  readonly stalled: boolean;
}

/** A step was taken. */
export const ACCEPTED: OptimizerStep = { accepted: true, stalled: false };
/** The sites were a trial; another one follows. */
export const TRIAL: OptimizerStep = { accepted: false, stalled: false };
/** The sites are no better, and nothing is left to try. */
export const STALLED: OptimizerStep = { accepted: false, stalled: true };
