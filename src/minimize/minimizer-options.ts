import { GeominError } from '../errors.js';
import { GeometryTarget } from '../geometry/geometry-target.js';
import type { Target } from '../geometry/target.js';
import { BACKENDS, type Backend } from './backends.js';
import type { Checkpoint } from './checkpoint.js';
import { OPTIMIZERS, type OptimizerName } from './optimizer-name.js';
import type { IterationProgress } from './result.js';
import { SCHEDULES, type Schedule, type ScheduleName } from './schedules.js';

/** What is minimized, how, and until when. */
export interface MinimizerOptions {
  /** What is minimized. Stays the caller's to close. */
  readonly target: Target;
  /** Where to start, 3 × atomCount, Å. Copied, never changed. */
  readonly sitesCart: Float64Array;
  /**
   * Default `adam`. `best` needs the restraints, so over other targets than a `GeometryTarget` it is `lbfgs`; the result
   * says which was used.
   */
  readonly optimizer?: OptimizerName;
  /** Size of a step: Å for Adam (default 0.1), Å² for SGD (default 5e-5). L-BFGS and `best` have none. */
  readonly learningRate?: number;
  /** How the learning rate changes. Default `hold-cosine`: constant for 60% of the iterations, then a cosine to zero. */
  readonly schedule?: ScheduleName | Schedule;
  /** Share of its last step that SGD adds to the next, 0 to less than 1. Default 0.9. */
  readonly momentum?: number;
  /** 0 only evaluates. Default 500 for L-BFGS, 1,000 for `best`, 4,000 for Adam and SGD. */
  readonly maxIterations?: number;
  /** Ends the minimization after the evaluation in which so many seconds are over. Default: none are counted. */
  readonly maxSeconds?: number;
  /** Converged at this rms gradient, 1/Å. Default 0.05. */
  readonly convergenceThreshold?: number;
  /**
   * Stalled where 50 iterations win less than this share of the energy, as long as the learning rate is not still to
   * fall. 0 turns the test off. Default 1e-4.
   */
  readonly minProgress?: number;
  /**
   * What Adam and SGD compute on: `native`, the core, in float64; or TensorFlow.js's wasm, tensorflow or cpu. L-BFGS
   * and `best` always are the core's. Default: the first of wasm, tensorflow, cpu that works.
   */
  readonly backend?: Backend;
  /** Ends the minimization after the evaluation in hand, with the best sites so far. */
  readonly signal?: AbortSignal;
  /**
   * Called after each iteration, in order, and with the start as iteration 0; by the core's loop a few milliseconds
   * later, when it has gone on already. What it throws ends the minimization.
   */
  readonly onIteration?: (progress: IterationProgress) => void;
  /**
   * Called now and then, after the `onIteration` of an iteration, with all that `minimize()` of another minimizer needs to
   * go on from there. Adam and SGD of TensorFlow.js have no checkpoints. What it throws ends the minimization.
   */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** From one checkpoint to the next, s. Default 30, or none are counted where `checkpointIterations` is given. */
  readonly checkpointSeconds?: number;
  /** From one checkpoint to the next. Default: none are counted. */
  readonly checkpointIterations?: number;
  /**
   * Goes on where a minimization of the same target with the same options was, to the same digits; `maxSeconds` counts
   * from its beginning. The iterations of L-BFGS and `best`, and the threshold, may differ. Then `sitesCart` only says what
   * the start was.
   */
  readonly resumeFrom?: Checkpoint;
}

/** The options with their defaults, checked; the optimizer is the one to be used. */
export interface MinimizerSettings
  extends Required<Omit<MinimizerOptions, Optional>>, Pick<MinimizerOptions, Optional> {}

/** What has no default. */
type Optional = 'backend' | 'signal' | 'onIteration' | 'onCheckpoint' | 'resumeFrom';

export const DEFAULT_RATES: Record<OptimizerName, number> = { adam: 0.1, sgd: 5e-5, lbfgs: 0, best: 0 };
export const DEFAULT_SCHEDULE: ScheduleName = 'hold-cosine';
/** Rms gradient, 1/Å. */
export const DEFAULT_CONVERGENCE = 0.05;
export const DEFAULT_ITERATIONS: Record<OptimizerName, number> = {
  adam: 4000,
  sgd: 4000,
  lbfgs: 500,
  best: 1000,
};

/**
 * Checks the options and fills in what was left out.
 *
 * @throws GeominError `ARGUMENT` naming the option
 */
export function resolveOptions(options: MinimizerOptions): MinimizerSettings {
  const optimizer = options.optimizer ?? 'adam';
  requireOneOf('optimizer', optimizer, OPTIMIZERS);
  const settings: MinimizerSettings = {
    ...options,
    optimizer,
    learningRate: options.learningRate ?? DEFAULT_RATES[optimizer],
    schedule: options.schedule ?? DEFAULT_SCHEDULE,
    momentum: options.momentum ?? 0.9,
    maxIterations: options.maxIterations ?? DEFAULT_ITERATIONS[optimizer],
    maxSeconds: options.maxSeconds ?? Infinity,
    convergenceThreshold: options.convergenceThreshold ?? DEFAULT_CONVERGENCE,
    minProgress: options.minProgress ?? 1e-4,
    checkpointSeconds: options.checkpointSeconds ?? (options.checkpointIterations ? Infinity : 30),
    checkpointIterations: options.checkpointIterations ?? Infinity,
  };
  requireSites(settings);
  requireNumbers(settings);
  requireSchedule(settings.schedule);
  if (settings.backend !== undefined) requireOneOf('backend', settings.backend, BACKENDS);
  if (settings.onCheckpoint || settings.resumeFrom) requireResumable(settings);
  return { ...settings, optimizer: usableOver(settings.target, optimizer) };
}

/** `best` without restraints to look at is L-BFGS. */
function usableOver(target: Target, optimizer: OptimizerName): OptimizerName {
  return optimizer === 'best' && !GeometryTarget.coreOf(target) ? 'lbfgs' : optimizer;
}

function requireSites({ target, sitesCart }: MinimizerSettings): void {
  if (typeof target?.evaluate !== 'function') throw invalid('target', target, 'a Target');
  if (!(sitesCart instanceof Float64Array)) throw invalid('sitesCart', typeof sitesCart, 'a Float64Array');
  const length = 3 * target.atomCount;
  if (sitesCart.length === length) return;
  throw invalid('sitesCart.length', sitesCart.length, `3 × ${target.atomCount} = ${length}`);
}

function requireNumbers(settings: MinimizerSettings): void {
  const { optimizer, learningRate, momentum, maxIterations, maxSeconds } = settings;
  const { convergenceThreshold, minProgress } = settings;
  const isRate = Number.isFinite(learningRate) && (learningRate > 0 || DEFAULT_RATES[optimizer] === 0);
  if (!isRate) throw invalid('learningRate', learningRate, 'a number above 0');
  if (!(momentum >= 0 && momentum < 1)) throw invalid('momentum', momentum, 'a number from 0 to less than 1');
  if (!Number.isSafeInteger(maxIterations) || maxIterations < 0) {
    throw invalid('maxIterations', maxIterations, 'a whole number, 0 or more');
  }
  if (!(maxSeconds >= 0)) throw invalid('maxSeconds', maxSeconds, 'a number, 0 or more');
  if (!(convergenceThreshold >= 0))
    throw invalid('convergenceThreshold', convergenceThreshold, 'a number, 0 or more');
  if (!(minProgress >= 0)) throw invalid('minProgress', minProgress, 'a number, 0 or more');
  for (const interval of ['checkpointSeconds', 'checkpointIterations'] as const) {
    if (!(settings[interval] > 0)) throw invalid(interval, settings[interval], 'a number above 0');
  }
}

function requireSchedule(schedule: unknown): void {
  if (typeof schedule !== 'object') requireOneOf('schedule', schedule, SCHEDULES);
  else if (typeof (schedule as Schedule).next !== 'function') {
    throw invalid('schedule', 'an object without next()', `a Schedule, or one of ${SCHEDULES.join(', ')}`);
  }
}

/** Whether there is a state to save, and a schedule that can be made again. */
function requireResumable({ optimizer, backend, schedule }: MinimizerSettings): void {
  if (optimizer !== 'adam' && optimizer !== 'sgd') return;
  if (backend !== 'native') {
    const remedy = "Use optimizer 'lbfgs' or 'best', or backend 'native'.";
    throw new GeominError('ARGUMENT', `${optimizer} on TensorFlow.js has no checkpoints`, remedy);
  }
  if (typeof schedule !== 'object') return;
  const fault = "a schedule of one's own has no checkpoints";
  throw new GeominError('ARGUMENT', fault, `Use one of ${SCHEDULES.join(', ')}.`);
}

function requireOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string)) throw invalid(option, value, `one of ${allowed.join(', ')}`);
}

function invalid(option: string, value: unknown, wanted: string): GeominError {
  return new GeominError('ARGUMENT', `${option} is ${String(value)}`, `Give ${wanted}.`);
}
