import type { Evaluation, Target } from '../geometry/target.js';

/** A target in this process that can also answer at once. */
export interface SynchronousTarget extends Target {
  evaluateSync(sitesCart: Float64Array, gradientsOut?: Float64Array): Evaluation;
}

/**
 * Up to so many atoms an evaluation takes no longer than a millisecond or two, and handing it to another thread is
 * most of its cost; beyond, it would keep the event loop waiting.
 */
const SYNCHRONOUS_ATOMS = 5000;

/** Evaluates a target, and keeps what it said last. */
export class Evaluator {
  /** Of the last evaluation, 3n, Å. */
  readonly sites: Float64Array;
  /** Of the last evaluation, dE/dx, 3n, 1/Å. */
  readonly gradients: Float64Array;
  /** How many there were. */
  evaluations = 0;

  constructor(private readonly target: Target) {
    this.sites = new Float64Array(3 * target.atomCount);
    this.gradients = new Float64Array(3 * target.atomCount);
  }

  async evaluate(sitesCart: Float64Array): Promise<Evaluation> {
    const { target, sites, gradients } = this;
    this.evaluations++;
    sites.set(sitesCart);
    const atOnce = isSynchronous(target) && target.atomCount <= SYNCHRONOUS_ATOMS;
    return atOnce ? target.evaluateSync(sites, gradients) : target.evaluate(sites, gradients);
  }
}

function isSynchronous(target: Target): target is SynchronousTarget {
  return 'evaluateSync' in target && typeof target.evaluateSync === 'function';
}

/** How many atoms move, and the energy of what is among the others alone. */
export function movingPart(
  target: Target,
  sitesCart: Float64Array,
): [movingCount: number, fixedEnergy: number] {
  const { atomCount, movingCount = atomCount } = target;
  return [movingCount, movingCount < atomCount ? (target.fixedEnergy?.(sitesCart) ?? 0) : 0];
}
