import {
  nativeAddon,
  type NativeOptimizer,
  type NativeOptimizerOptions,
  type NativeProgress,
} from '../geometry/native.js';
import type { Optimizer, OptimizerStep } from './optimizer.js';
import type { Schedule } from './schedules.js';

/** An optimizer of the core: L-BFGS, Adam or SGD in float64. */
export class CoreOptimizer implements Optimizer {
  readonly native: NativeOptimizer;
  readonly #sites: Float64Array;
  #factor = 1;

  /**
   * @param sitesCart where to start, 3n, Å; copied
   * @param rate how large steps are; absent for L-BFGS, which finds out by itself
   */
  constructor(
    sitesCart: Float64Array,
    options: NativeOptimizerOptions,
    private readonly rate?: { readonly learningRate: number; readonly schedule: Schedule },
  ) {
    this.native = new (nativeAddon().Optimizer)(sitesCart, options);
    this.#sites = new Float64Array(sitesCart.length);
  }

  get learningRate(): number | undefined {
    return this.rate && this.rate.learningRate * this.#factor;
  }

  get settled(): boolean {
    return this.rate?.schedule.settled ?? true;
  }

  ask(): Float64Array {
    this.native.ask(this.#sites);
    return this.#sites;
  }

  tell(energy: number, gradients: Float64Array): OptimizerStep {
    this.passStep(energy);
    const step = this.native.tell(energy, gradients, this.learningRate ?? 0);
    return { accepted: (step & 1) !== 0, stalled: (step & 2) !== 0 };
  }

  /** Counts a step that was taken elsewhere, from an iterate of this energy. */
  passStep(energy: number): void {
    if (this.rate) this.#factor = this.rate.schedule.next(energy);
  }

  /** Rates of so many steps that are taken elsewhere, which count as taken; none for methods that have no rate. */
  nextRates(steps: number): Float64Array {
    const { rate } = this;
    if (rate === undefined) return new Float64Array();
    return Float64Array.from({ length: steps }, () => {
      this.#factor = rate.schedule.next(NaN);
      return rate.learningRate * this.#factor;
    });
  }

  /**
   * The state of a minimization after an iterate.
   *
   * @param gradients there
   */
  save(progress: NativeProgress, gradients: Float64Array): Uint8Array {
    return nativeAddon().saveCheckpoint(this.native, progress, gradients);
  }

  dispose(): void {
    this.native.close();
  }
}
