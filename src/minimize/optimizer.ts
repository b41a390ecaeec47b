/**
 * A minimization method in ask/tell form: it names the sites it wants to know about and is told energy and gradients
 * there. It never evaluates by itself, so the same method runs on a local target and on a remote one.
 */
export interface Optimizer {
  /** Sites to evaluate next, Å. Owned by the optimizer and valid until the next `tell`; not to be changed. */
  ask(): Float64Array;
  /** Energy and gradients (1/Å) at the sites asked for. */
  tell(energy: number, gradients: Float64Array): OptimizerStep;
  /** Frees tensors and the like; callable twice. */
  dispose(): void;
}

export interface OptimizerStep {
  /** True where `tell` ended an iteration; a line search may need several evaluations for one. */
  readonly iterationDone: boolean;
  /** No step can lower the energy any more. */
  readonly stalled: boolean;
}
