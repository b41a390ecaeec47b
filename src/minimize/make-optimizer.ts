import { CoreOptimizer } from './core-optimizer.js';
import type { MinimizerSettings } from './minimizer-options.js';
import type { Optimizer } from './optimizer.js';
import { makeSchedule } from './schedules.js';
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
  if (settings.optimizer === 'lbfgs') return new CoreOptimizer(sitesCart, { method: 'lbfgs' });
  const schedule = makeSchedule(settings.schedule, settings.maxIterations);
  const { learningRate, momentum } = settings;
  const backend = await loadBackend(settings.backend);
  return new TfOptimizer(sitesCart, backend, {
    method: settings.optimizer,
    learningRate,
    schedule,
    momentum,
  });
}
