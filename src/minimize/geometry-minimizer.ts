import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { GeominError } from '../errors.js';
import type { Evaluation } from '../geometry/target.js';
import { Evaluator } from './evaluator.js';
import { makeOptimizer } from './make-optimizer.js';
import { resolveOptions, type MinimizerOptions, type MinimizerSettings } from './minimizer-options.js';
import type { Optimizer } from './optimizer.js';
import type { IterationRecord, MinimizationResult, StopReason } from './result.js';
import { StallTest } from './stall-test.js';
import { norm, rms } from './vectors.js';

const ENERGY_ROUNDING = 1e-12;

/**
 * Minimizes the energy of a target by moving its sites.
 *
 * `minimize()` does it all. For loops of one's own there are `forward()` (energy of the current iterate), `backward()`
 * (its gradients) and `step()` (on to the next iterate); nothing is evaluated twice, in whatever order they are called.
 * Each call waits for those before it.
 *
 * @example
 * const minimizer = new GeometryMinimizer({ target, sitesCart: model.sitesCart, optimizer: 'lbfgs' });
 * const { energy, reason, sitesCart } = await minimizer.minimize();
 * model.sitesCart.set(sitesCart);
 */
export class GeometryMinimizer {
  private readonly settings: MinimizerSettings;
  private readonly evaluator: Evaluator;
  private readonly stallTest: StallTest;
  private readonly history: IterationRecord[] = [];
  private readonly sites: Float64Array;
  private readonly gradients: Float64Array;
  private readonly bestSites: Float64Array;
  private current: Iterate | undefined;
  private best: Iterate | undefined;
  private optimizer: Optimizer | undefined;
  private exhausted = false;
  private latestCall: Promise<unknown> = Promise.resolve();

  /** @throws GeominError `ARGUMENT` naming the option that is unusable */
  constructor(options: MinimizerOptions) {
    this.settings = resolveOptions(options);
    this.evaluator = new Evaluator(options.target);
    this.stallTest = new StallTest(this.settings.minProgress);
    this.sites = options.sitesCart.slice();
    this.gradients = new Float64Array(options.sitesCart.length);
    this.bestSites = options.sitesCart.slice();
  }

  /** Every iterate so far, the start first. */
  get iterationHistory(): readonly IterationRecord[] {
    return this.history;
  }

  /**
   * Energy of the current iterate.
   *
   * @throws GeominError `SITES` where the start, or its energy, is not finite
   */
  forward(): Promise<number> {
    return this.inTurn(async () => (await this.evaluated()).energy);
  }

  /** Gradients at the current iterate, 3n, 1/Å; a copy. */
  backward(): Promise<Float64Array> {
    return this.inTurn(async () => {
      await this.evaluated();
      return this.gradients.slice();
    });
  }

  /**
   * Goes on to the next iterate and evaluates it: one update of Adam or SGD, one line search of L-BFGS.
   *
   * @returns false where no further step lowers the energy; then it stays so, until {@link close}
   * @throws GeominError `BACKEND` where TensorFlow.js is needed and cannot be had
   */
  step(): Promise<boolean> {
    return this.inTurn(() => this.advance());
  }

  /**
   * Steps until the sites are converged or a reason to stop comes up; leaves the event loop room after every iteration.
   * Called again, it goes on from the last iterate for as many iterations.
   */
  minimize(): Promise<MinimizationResult> {
    return this.inTurn(async () => {
      const start = performance.now();
      try {
        await this.evaluated();
        const reason = await this.iterate(this.iteration + this.settings.maxIterations);
        return this.result(reason, (performance.now() - start) / 1000);
      } finally {
        this.close();
      }
    });
  }

  /** Sites of the iterate with the lowest energy, 3n, Å; a copy. */
  getBestCoordinates(): Float64Array {
    return this.bestSites.slice();
  }

  /** Frees the optimizer's tensors; `minimize()` does so by itself. The target stays open. Callable twice. */
  close(): void {
    this.optimizer?.dispose();
    this.optimizer = undefined;
    this.exhausted = false;
  }

  /** All calls work on the same iterate, so one that is not awaited must not meet the next. */
  private inTurn<T>(call: () => Promise<T>): Promise<T> {
    const result = this.latestCall.then(call);
    this.latestCall = result.catch(() => undefined);
    return result;
  }

  private get iteration(): number {
    return this.history.length - 1;
  }

  private get isConverged(): boolean {
    return this.current!.rmsGradient <= this.settings.convergenceThreshold;
  }

  private async iterate(lastIteration: number): Promise<StopReason> {
    for (;;) {
      const reason = this.reasonToStop(lastIteration);
      if (reason) return reason;
      if (!(await this.advance())) return this.isConverged ? 'converged' : 'stalled';
      await yieldToEventLoop();
    }
  }

  private async advance(): Promise<boolean> {
    const { energy } = await this.evaluated();
    if (!this.optimizer) {
      this.optimizer = await makeOptimizer(this.sites, this.settings);
      this.exhausted = this.optimizer.tell(energy, this.gradients).stalled;
    }
    while (!this.exhausted) {
      const { learningRate } = this.optimizer;
      const evaluation = await this.evaluator.evaluate(this.optimizer.ask());
      const { accepted, stalled } = this.optimizer.tell(evaluation.energy, this.evaluator.gradients);
      this.exhausted = stalled;
      if (!accepted) continue;
      this.take(evaluation, learningRate);
      break;
    }
    return !this.exhausted;
  }

  private reasonToStop(lastIteration: number): StopReason | undefined {
    if (this.isConverged) return 'converged';
    if (this.settings.signal?.aborted) return 'aborted';
    if (this.iteration >= lastIteration) return 'max-iterations';
    const isStalled = this.stallTest.isStalled(this.current!.energy);
    return isStalled && this.optimizer?.settled ? 'stalled' : undefined;
  }

  /** The current iterate; the start is evaluated when it is first asked for. */
  private async evaluated(): Promise<Iterate> {
    if (this.current) return this.current;
    const evaluation = await this.evaluator.evaluate(this.sites);
    if (!Number.isFinite(evaluation.energy)) {
      throw new GeominError(
        'SITES',
        `the energy of the starting sites is ${evaluation.energy}`,
        'Check the sites.',
      );
    }
    return this.take(evaluation);
  }

  /** Makes the sites evaluated last the current iterate. */
  private take({ energy, terms }: Evaluation, learningRate?: number): Iterate {
    const { sites, gradients, evaluations } = this.evaluator;
    this.sites.set(sites);
    this.gradients.set(gradients);
    const iterate = { energy, terms, gradientNorm: norm(gradients), rmsGradient: rms(gradients) };
    this.current = iterate;
    if (!this.best || isBetter(iterate, this.best)) {
      this.best = iterate;
      this.bestSites.set(sites);
    }
    const record = { iteration: this.history.length, energy, rmsGradient: iterate.rmsGradient, learningRate };
    this.history.push(record);
    const { onIteration, maxIterations } = this.settings;
    onIteration?.({ ...record, terms, evaluations, maxIterations, bestEnergy: this.best.energy });
    return iterate;
  }

  private result(reason: StopReason, totalTime: number): MinimizationResult {
    const { energy, terms, rmsGradient, gradientNorm } = this.best!;
    return {
      converged: reason === 'converged',
      reason,
      iterations: this.iteration,
      evaluations: this.evaluator.evaluations,
      energy,
      terms,
      rmsGradient,
      finalGradientNorm: this.current!.gradientNorm,
      bestGradientNorm: gradientNorm,
      totalTime,
      iterationHistory: this.history.slice(),
      sitesCart: this.getBestCoordinates(),
    };
  }
}

/** An iterate less its arrays. */
interface Iterate extends Evaluation {
  readonly gradientNorm: number;
  readonly rmsGradient: number;
}

/** Energies that differ by no more than the rounding of their sums are the same; the gradient then decides. */
function isBetter(a: Iterate, b: Iterate): boolean {
  const isSame = Math.abs(a.energy - b.energy) <= ENERGY_ROUNDING * Math.abs(b.energy);
  return isSame ? a.gradientNorm < b.gradientNorm : a.energy < b.energy;
}
