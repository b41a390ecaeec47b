import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { nativeAddon, type NativeProgress } from '../geometry/native.js';
import type { Evaluation } from '../geometry/target.js';
import { describeSpan, inSpan } from '../spans.js';
import type { Checkpoint } from './checkpoint.js';
import { CheckpointClock, checkpointOf, stateSaving } from './checkpointing.js';
import { faultyStart, iterateInCore, type StateSaving } from './core-loop.js';
import type { CoreOptimizer } from './core-optimizer.js';
import { Evaluator, movingPart } from './evaluator.js';
import { Iterates, type Iterate } from './iterates.js';
import { coreAloneFor, makeCoreOptimizer, makeOptimizer, threadsFor } from './make-optimizer.js';
import { resolveOptions, type MinimizerOptions, type MinimizerSettings } from './minimizer-options.js';
import type { Optimizer } from './optimizer.js';
import type { IterationRecord, MinimizationResult, StopReason } from './result.js';
import { loadState, requireSameWay, ResumedRun } from './resuming.js';

type StoredSites = Pick<MinimizationResult, 'finalBundleId' | 'storeError'>;

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
  private readonly progress: NativeProgress;
  private readonly iterates: Iterates;
  private readonly sites: Float64Array;
  private readonly gradients: Float64Array;
  private optimizer: Optimizer | undefined;
  /** The optimizer knows of the current iterate. */
  private told = false;
  private exhausted = false;
  /** The iteration that the optimizer started at. */
  private optimizerStart = 0;
  private resumed: ResumedRun | undefined;
  private latestCall: Promise<unknown> = Promise.resolve();

  /**
   * @throws GeominError `ARGUMENT` naming the option that is unusable, `CHECKPOINT` where the checkpoint is damaged, or of
   *   another minimization
   */
  constructor(options: MinimizerOptions) {
    this.settings = resolveOptions(options);
    this.evaluator = new Evaluator(options.target);
    const { convergenceThreshold, minProgress, maxIterations, onIteration } = this.settings;
    this.iterates = new Iterates(maxIterations, onIteration);
    const { length } = options.sitesCart;
    const threads = threadsFor(this.settings);
    const part = movingPart(options.target, options.sitesCart);
    const rules = [convergenceThreshold, minProgress] as const;
    this.progress = new (nativeAddon().Progress)(length, ...part, ...rules, threads);
    this.sites = options.sitesCart.slice();
    this.gradients = new Float64Array(length);
    if (options.resumeFrom) this.resume(options.resumeFrom);
  }

  /** Every iterate so far, the start first. */
  get iterationHistory(): readonly IterationRecord[] {
    return this.iterates.history;
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
    return this.inTurn(async () => {
      let accepted = false;
      while (!accepted && !this.exhausted) accepted = await this.tryNext();
      return !this.exhausted;
    });
  }

  /**
   * Steps until the sites are converged or a reason to stop comes up; leaves the event loop room after every iteration.
   * Called again, it goes on from the last iterate for as many iterations. In the end, whatever the reason, a target that
   * stores sites is given the best ones; where that fails the result says so, and is not lost.
   *
   * @throws GeominError `CHECKPOINT` where it was resumed with another model
   */
  minimize(): Promise<MinimizationResult> {
    const { optimizer, target } = this.settings;
    const attributes = { 'geomin.atoms': target.atomCount, 'geomin.optimizer': optimizer };
    return this.inTurn(() => inSpan('minimize', { attributes }, () => this.minimized()));
  }

  private async minimized(): Promise<MinimizationResult> {
    const start = performance.now() - 1000 * (this.resumed?.seconds ?? 0);
    const saving = this.saving(start);
    try {
      this.beginOrGoOn();
      const reason = (await this.iterateInCore(saving)) ?? (await this.iterate(saving));
      await yieldToEventLoop();
      const result = this.result(reason, (performance.now() - start) / 1000);
      const { evaluations, energy } = result;
      describeSpan({ 'geomin.evaluations': evaluations, 'geomin.energy': energy, 'geomin.reason': reason });
      return { ...result, ...(await this.stored(result)) };
    } finally {
      this.close();
    }
  }

  /** Sites of the iterate with the lowest energy, 3n, Å; a copy. */
  getBestCoordinates(): Float64Array {
    if (!this.iterates.best) return this.sites.slice();
    const sites = new Float64Array(this.sites.length);
    this.progress.copyBest(sites);
    return sites;
  }

  /** Frees the optimizer's tensors; `minimize()` does so by itself. The target stays open. Callable twice. */
  close(): void {
    this.optimizer?.dispose();
    this.optimizer = undefined;
    this.told = this.exhausted = false;
  }

  /** All calls work on the same iterate, so one that is not awaited must not meet the next. */
  private inTurn<T>(call: () => Promise<T>): Promise<T> {
    const result = this.latestCall.then(() => this.resumed?.isOfSameModel()).then(call);
    this.latestCall = result.catch(() => undefined);
    return result;
  }

  private resume(checkpoint: Checkpoint): void {
    const { settings, progress, sites, gradients } = this;
    requireSameWay(checkpoint, settings);
    const optimizer = makeCoreOptimizer(sites, settings);
    this.optimizer = optimizer;
    loadState(checkpoint, { optimizer, progress, sites, gradients });
    this.optimizerStart = checkpoint.optimizerStart;
    this.told = true;
    this.evaluator.evaluations = checkpoint.evaluations;
    this.iterates.restore(checkpoint.history, checkpoint.current, checkpoint.best);
    this.resumed = new ResumedRun(checkpoint, settings.target, sites.slice(), gradients.slice());
  }

  private beginOrGoOn(): void {
    const { maxIterations, maxSeconds } = this.settings;
    if (this.resumed) this.progress.goOn(maxIterations, maxSeconds - this.resumed.seconds);
    else this.progress.begin(maxIterations, maxSeconds);
    this.resumed = undefined;
  }

  /** @param start of the minimization, by the clock of `performance` */
  private saving(start: number): StateSaving | undefined {
    const { settings, iterates } = this;
    return stateSaving(settings, (state) => {
      const seconds = (performance.now() - start) / 1000;
      return checkpointOf({ settings, iterates, optimizerStart: this.optimizerStart, seconds, state });
    });
  }

  private async iterate(saving: StateSaving | undefined): Promise<StopReason> {
    await this.evaluated();
    const clock = saving && new CheckpointClock(saving.intervals);
    for (;;) {
      const reason = this.reasonToStop();
      if (reason) return reason;
      const accepted = await this.tryNext();
      if (accepted && !this.exhausted && clock?.isTime())
        saving!.onState((this.optimizer as CoreOptimizer).save(this.progress, this.gradients));
      await yieldToEventLoop();
    }
  }

  /** Undefined where the core can't do it alone. */
  private async iterateInCore(checkpoints: StateSaving | undefined): Promise<StopReason | undefined> {
    const { settings, evaluator, iterates, progress, sites, gradients } = this;
    const access = coreAloneFor(settings);
    if (!access) return undefined;
    const optimizer = (await this.ready()) as CoreOptimizer;
    const start = iterates.current && {
      gradients,
      untoldEnergy: this.told ? undefined : iterates.current.energy,
      learningRate: optimizer.learningRate,
    };
    this.told = true;
    const { maxIterations, signal } = settings;
    const { evaluations } = evaluator;
    const limits = { maxIterations, signal };
    const parts = { access, optimizer, progress, iterates, checkpoints, start, sites, gradients };
    const end = await iterateInCore({ ...parts, evaluations, ...limits });
    evaluator.evaluations = end.evaluations;
    this.exhausted = end.exhausted;
    return end.reason;
  }

  private async ready(): Promise<Optimizer> {
    if (this.optimizer === undefined) {
      this.optimizerStart = Math.max(0, this.iterates.history.length - 1);
      this.optimizer = await makeOptimizer(this.sites, this.settings);
    }
    return this.optimizer;
  }

  /** One evaluation: true where it was that of the next iterate, false for a trial or where nothing is left to try. */
  private async tryNext(): Promise<boolean> {
    const { energy } = await this.evaluated();
    const optimizer = await this.ready();
    if (!this.told) this.exhausted = optimizer.tell(energy, this.gradients).stalled;
    this.told = true;
    if (this.exhausted) return false;
    const { learningRate } = optimizer;
    const evaluation = await this.evaluator.evaluate(optimizer.ask());
    const { accepted, stalled } = optimizer.tell(evaluation.energy, this.evaluator.gradients);
    this.exhausted = stalled;
    if (accepted) this.take(evaluation, learningRate);
    return accepted;
  }

  private reasonToStop(): StopReason | '' {
    const isSettled = this.optimizer?.settled ?? false;
    const isAborted = this.settings.signal?.aborted ?? false;
    return this.progress.reasonToStop(isSettled, this.exhausted, isAborted) as StopReason | '';
  }

  /** The current iterate; the start is evaluated when it is first asked for. */
  private async evaluated(): Promise<Iterate> {
    if (this.iterates.current) return this.iterates.current;
    const evaluation = await this.evaluator.evaluate(this.sites);
    if (!Number.isFinite(evaluation.energy)) throw faultyStart(evaluation.energy);
    return this.take(evaluation);
  }

  /** Makes the sites evaluated last the current iterate. */
  private take(evaluation: Evaluation, learningRate?: number): Iterate {
    const { sites, gradients, evaluations } = this.evaluator;
    this.sites.set(sites);
    this.gradients.set(gradients);
    const [gradientNorm, rmsGradient, best] = this.progress.take(evaluation.energy, gradients, sites);
    const isBest = best === 1;
    const iterate = { ...evaluation, gradientNorm, rmsGradient, isBest, learningRate, evaluations };
    this.iterates.record(iterate);
    this.iterates.report();
    return iterate;
  }

  private async stored({ sitesCart, energy }: MinimizationResult): Promise<StoredSites> {
    const { target } = this.settings;
    if (!target.store) return {};
    try {
      return { finalBundleId: await target.store(sitesCart.slice(), energy) };
    } catch (error) {
      return { storeError: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  private result(reason: StopReason, totalTime: number): MinimizationResult {
    const { current, best, history } = this.iterates;
    const { energy, terms, rmsGradient, gradientNorm } = best!;
    return {
      optimizer: this.settings.optimizer,
      converged: reason === 'converged',
      reason,
      iterations: history.length - 1,
      evaluations: this.evaluator.evaluations,
      energy,
      terms,
      rmsGradient,
      finalGradientNorm: current!.gradientNorm,
      bestGradientNorm: gradientNorm,
      totalTime,
      iterationHistory: history.slice(),
      sitesCart: this.getBestCoordinates(),
    };
  }
}
