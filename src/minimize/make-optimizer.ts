import { availableParallelism } from 'node:os';
import { GeometryTarget, type CoreAccess } from '../geometry/geometry-target.js';
import { CoreOptimizer } from './core-optimizer.js';
import type { MinimizerSettings } from './minimizer-options.js';
import type { Optimizer } from './optimizer.js';
import { isForeknown, makeSchedule } from './schedules.js';
import { loadBackend } from './tf-backend.js';
import { TfOptimizer } from './tf-optimizer.js';

/**
 * The optimizer that the settings ask for, at the given sites. Loads TensorFlow.js for those that run on it.
 *
 * @throws GeominError `BACKEND` where TensorFlow.js cannot be had
 */
export async function makeOptimizer(
  sitesCart: Float64Array,
  settings: MinimizerSettings,
): Promise<Optimizer> {
  const { optimizer: method, learningRate, momentum, backend } = settings;
  const isOfCore = method === 'best' || method === 'lbfgs' || backend === 'native';
  if (isOfCore) return makeCoreOptimizer(sitesCart, settings);
  const schedule = makeSchedule(settings.schedule, settings.maxIterations);
  const options = { method, learningRate, schedule, momentum };
  return new TfOptimizer(sitesCart, await loadBackend(backend), options);
}

/** The core's optimizer that the settings ask for, at the given sites. */
export function makeCoreOptimizer(sitesCart: Float64Array, settings: MinimizerSettings): CoreOptimizer {
  const { optimizer: method, learningRate, momentum } = settings;
  const threads = threadsFor(settings);
  if (method === 'best') {
    const core = GeometryTarget.coreOf(settings.target)?.core;
    // A target that was closed meanwhile says so when it is evaluated next.
    return new CoreOptimizer(sitesCart, { method: core ? 'best' : 'lbfgs', core, threads });
  }
  if (method === 'lbfgs') return new CoreOptimizer(sitesCart, { method, threads });
  const schedule = makeSchedule(settings.schedule, settings.maxIterations);
  return new CoreOptimizer(sitesCart, { method, momentum, threads }, { learningRate, schedule });
}

/** The core behind the target, where it can do all of a minimization by itself; its optimizer then is a CoreOptimizer. */
export function coreAloneFor(settings: MinimizerSettings): CoreAccess | undefined {
  const { target, optimizer, backend, schedule } = settings;
  const hasRates = optimizer === 'adam' || optimizer === 'sgd';
  if (hasRates && !(backend === 'native' && isForeknown(schedule))) return undefined;
  return GeometryTarget.coreOf(target);
}

/** Most threads that work on the vectors of a minimization: as many as on its energies, where those are known. */
export function threadsFor({ target }: MinimizerSettings): number {
  return GeometryTarget.coreOf(target)?.threads ?? availableParallelism();
}
