import { InverseHessian } from './inverse-hessian.js';
import { LineSearch } from './line-search.js';
import { ACCEPTED, STALLED, TRIAL, type Optimizer, type OptimizerStep } from './optimizer.js';
import { addScaled, allFinite, dot, longestAtomVector, norm } from './vectors.js';

export interface LbfgsOptions {
  /** Pairs of displacement and gradient change that are remembered. Default 5. */
  readonly memory?: number;
  /** No trial moves an atom farther than this from the last iterate, Å. Default 1. */
  readonly maxShift?: number;
}

/**
 * Limited-memory BFGS in float64: Nocedal, Math. Comput. 35 (1980) 773; Liu & Nocedal, Math. Program. 45 (1989) 503.
 * An iteration costs one evaluation where the line search takes the full step, as it nearly always does.
 */
export class Lbfgs implements Optimizer {
  readonly settled = true;
  private readonly inverseHessian: InverseHessian;
  private readonly maxShift: number;
  private readonly sites: Float64Array;
  private readonly trialSites: Float64Array;
  private readonly gradients: Float64Array;
  private readonly direction: Float64Array;
  private energy = NaN;
  private search: LineSearch | undefined;

  /** @param sitesCart where to start, 3n, Å; copied */
  constructor(sitesCart: Float64Array, options: LbfgsOptions = {}) {
    this.inverseHessian = new InverseHessian(options.memory ?? 5);
    this.maxShift = options.maxShift ?? 1;
    this.sites = sitesCart.slice();
    this.trialSites = sitesCart.slice();
    this.gradients = new Float64Array(sitesCart.length);
    this.direction = new Float64Array(sitesCart.length);
  }

  ask(): Float64Array {
    return this.trialSites;
  }

  tell(energy: number, gradients: Float64Array): OptimizerStep {
    if (!this.search) return this.begin(energy, gradients);
    const slope = dot(gradients, this.direction);
    const state = this.search.tell(energy, slope);
    if (state === 'accepted') return this.accept(energy, gradients);
    if (state === 'failed') return this.restart();
    this.propose(this.search.step);
    return TRIAL;
  }

  dispose(): void {
    this.inverseHessian.forget();
  }

  private begin(energy: number, gradients: Float64Array): OptimizerStep {
    if (!Number.isFinite(energy) || !allFinite(gradients)) return STALLED;
    this.energy = energy;
    this.gradients.set(gradients);
    return this.startSearch() ? ACCEPTED : this.stall(true);
  }

  private accept(energy: number, gradients: Float64Array): OptimizerStep {
    this.inverseHessian.update(this.search!.step, this.direction, gradients, this.gradients);
    this.sites.set(this.trialSites);
    this.energy = energy;
    this.gradients.set(gradients);
    return this.startSearch() ? ACCEPTED : this.stall(true);
  }

  /** A direction along which no step helps is given up for steepest descent; where that fails, nothing is left. */
  private restart(): OptimizerStep {
    if (this.inverseHessian.isEmpty) return this.stall(false);
    this.inverseHessian.forget();
    return this.startSearch() ? TRIAL : this.stall(false);
  }

  private stall(accepted: boolean): OptimizerStep {
    this.search = undefined;
    this.trialSites.set(this.sites);
    return { accepted, stalled: true };
  }

  /** False where there is no way down. */
  private startSearch(): boolean {
    this.inverseHessian.descentDirection(this.gradients, this.direction);
    let slope = dot(this.gradients, this.direction);
    if (!(slope < 0) && !this.inverseHessian.isEmpty) {
      this.inverseHessian.forget();
      this.inverseHessian.descentDirection(this.gradients, this.direction);
      slope = dot(this.gradients, this.direction);
    }
    if (!(slope < 0 && Number.isFinite(slope))) return false;
    // The gradient's length says nothing about the distance: steepest descent starts with 1 Å over all atoms.
    const firstStep = this.inverseHessian.isEmpty ? Math.min(1, 1 / norm(this.direction)) : 1;
    const maxStep = this.maxShift / longestAtomVector(this.direction);
    this.search = new LineSearch(this.energy, slope, firstStep, maxStep);
    this.propose(this.search.step);
    return true;
  }

  private propose(step: number): void {
    addScaled(this.trialSites, this.sites, step, this.direction);
  }
}
