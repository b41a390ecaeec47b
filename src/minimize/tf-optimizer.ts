import type { Variable } from '@tensorflow/tfjs-core';
import { ACCEPTED, STALLED, type Optimizer, type OptimizerStep } from './optimizer.js';
import type { Schedule } from './schedules.js';
import type { LoadedBackend, TensorFlow } from './tf-backend.js';
import { adam, gradientDescent, type RatedMethod } from './tf-methods.js';
import { addVectors, allFinite, longestAtomVector, scaleVector } from './vectors.js';

/** Shifts are folded into the base after so many steps: short shifts lose little to float32. */
const STEPS_PER_FOLD = 50;
/** Squares of larger gradients, as Adam forms them, come near the end of float32. */
const LARGEST_GRADIENT = 1e15;
/** Plain gradient descent is not scaled by itself: one step moves no atom farther than this, Å. */
const SGD_MAX_SHIFT = 0.5;

export interface TfOptimizerOptions {
  readonly method: 'adam' | 'sgd';
  /** Å for Adam, Å² for SGD. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Share of the last step that SGD adds to the next one, 0 … 1; 0 is plain gradient descent. */
  readonly momentum: number;
}

/**
 * Adam (Kingma & Ba, 2015) and gradient descent with momentum by TensorFlow.js. It has no float64: it optimizes float32
 * shifts from float64 base sites, which take up the shifts every {@link STEPS_PER_FOLD} steps. The shifts then start
 * from zero again, while the method's moments, which do not depend on them, go on.
 */
export class TfOptimizer implements Optimizer {
  private readonly base: Float64Array;
  private readonly sites: Float64Array;
  private readonly gradients32: Float32Array;
  private readonly shifts: Variable;
  private readonly method: RatedMethod;
  private stepsSinceFold = 0;
  private factor = 1;
  private disposed = false;

  /** @param sitesCart where to start, 3n, Å; copied */
  constructor(
    sitesCart: Float64Array,
    private readonly backend: LoadedBackend,
    private readonly options: TfOptimizerOptions,
  ) {
    this.base = sitesCart.slice();
    this.sites = sitesCart.slice();
    this.gradients32 = new Float32Array(sitesCart.length);
    const shape: [number, number] = [sitesCart.length / 3, 3];
    this.shifts = backend.run((tf) => tf.tidy(() => tf.variable(tf.zeros(shape))));
    this.method = backend.run((tf) =>
      options.method === 'adam' ? adam(tf) : gradientDescent(tf, options.momentum),
    );
  }

  get learningRate(): number {
    return this.options.learningRate * this.factor;
  }

  get settled(): boolean {
    return this.options.schedule.settled;
  }

  ask(): Float64Array {
    return this.sites;
  }

  tell(energy: number, gradients: Float64Array): OptimizerStep {
    if (!Number.isFinite(energy) || !allFinite(gradients)) return STALLED;
    this.factor = this.options.schedule.next(energy);
    this.gradients32.set(gradients);
    this.bound(gradients);
    this.backend.run((tf) => this.update(tf));
    return ACCEPTED;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.backend.run(() => {
      this.method.dispose();
      this.shifts.dispose();
    });
  }

  private bound(gradients: Float64Array): void {
    const longest = longestAtomVector(gradients);
    const limit = this.options.method === 'sgd' ? SGD_MAX_SHIFT / this.learningRate : LARGEST_GRADIENT;
    if (!(longest > limit)) return;
    scaleVector(this.gradients32, limit / longest, gradients);
  }

  private update(tf: TensorFlow): void {
    const gradients = tf.tensor2d(this.gradients32, this.shifts.shape as [number, number]);
    this.method.step(this.shifts, gradients, this.learningRate);
    gradients.dispose();
    addVectors(this.sites, this.base, this.shifts.dataSync<'float32'>());
    if (++this.stepsSinceFold === STEPS_PER_FOLD) this.fold(tf);
  }

  private fold(tf: TensorFlow): void {
    this.base.set(this.sites);
    tf.tidy(() => this.shifts.assign(tf.zerosLike(this.shifts)));
    this.stepsSinceFold = 0;
  }
}
