import type { Term } from '../restraints/restraints.js';

/** What a target says about one set of sites. Energies are dimensionless sums of squared sigmas. */
export interface Evaluation {
  /** Sum over terms. */
  readonly energy: number;
  /** Energy per term; 0 for terms that the target does not compute. */
  readonly terms: Readonly<Record<Term, number>>;
  /** Parts that did not answer and are not in the sums; only where `allowPartial` was asked for. */
  readonly missing?: readonly string[];
}

/** How an evaluation is asked for. It changes no digit; targets that are done at once need not look at it. */
export interface EvaluationContext {
  /** Calls the evaluation off: it fails with `CANCELLED`. */
  readonly signal?: AbortSignal;
  /** When nobody waits for it any more, milliseconds since 1970. */
  readonly deadline?: number;
  /** Rather the sum of the parts that answer than none; {@link Evaluation.missing} names the others. */
  readonly allowPartial?: boolean;
  /** What the work of several agents on one question has in common. */
  readonly correlationId?: string;
  /** Of the message that made somebody evaluate. */
  readonly parentId?: string;
}

/**
 * Energies and gradients of some restraints, wherever they are computed. Evaluation is a pure function of the sites:
 * earlier calls never change a digit.
 */
export interface Target {
  readonly atomCount: number;
  /** Atoms that may move, over which rms gradients are taken; the gradients of all others are 0. Default: all atoms. */
  readonly movingCount?: number;
  /** Energy of what is among fixed atoms alone, which no minimization can change. Default: 0. */
  fixedEnergy?(sitesCart: Float64Array): number;
  /**
   * @param sitesCart Cartesian coordinates, 3 × atomCount, Å. Not changed, and free to change once the call returned.
   * @param gradientsOut overwritten with dE/dx, 3 × atomCount, 1/Å. Without it only energies are computed.
   * @throws GeominError `SITES` naming the first atom whose site is not finite, `ARGUMENT` for a wrong length or type
   */
  evaluate(
    sitesCart: Float64Array,
    gradientsOut?: Float64Array,
    context?: EvaluationContext,
  ): Promise<Evaluation>;
  /**
   * Keeps sites where others can find them. Targets of other processes have it.
   *
   * @param sitesCart as for {@link evaluate}
   * @param energy at these sites
   * @returns id of the bundle that holds them
   */
  store?(sitesCart: Float64Array, energy: number): Promise<string>;
  /** Frees what the target holds; callable twice. */
  close(): void;
}
