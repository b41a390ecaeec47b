import type { MinimizationResult } from './result.js';

/**
 * A result as it is written with `--json`: snake_case, sites as a plain list x0 y0 z0 x1 …, every number in full.
 * What there is not is left out.
 */
export function resultToJson(result: MinimizationResult): Record<string, unknown> {
  return {
    optimizer: result.optimizer,
    converged: result.converged,
    reason: result.reason,
    iterations: result.iterations,
    evaluations: result.evaluations,
    energy: result.energy,
    terms: { ...result.terms },
    rms_gradient: result.rmsGradient,
    final_gradient_norm: result.finalGradientNorm,
    best_gradient_norm: result.bestGradientNorm,
    total_time: result.totalTime,
    iteration_history: result.iterationHistory.map(({ iteration, energy, rmsGradient, learningRate }) => ({
      iteration,
      energy,
      rms_gradient: rmsGradient,
      learning_rate: learningRate,
    })),
    sites_cart: Array.from(result.sitesCart),
    ...(result.finalBundleId !== undefined && { final_bundle_id: result.finalBundleId }),
    ...(result.storeError && { store_error: result.storeError.message }),
  };
}
