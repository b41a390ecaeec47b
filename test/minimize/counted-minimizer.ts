import type { Evaluation } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { AnalyticTarget, farFromOrigin, quadratic, type EnergyFunction } from './analytic-targets.js';

export const CENTER = farFromOrigin(5);
export const START = CENTER.map((x, i) => x + Math.sin(2 * i + 1));

/** Counts what it is asked. */
class CountingTarget extends AnalyticTarget {
  evaluations = 0;
  override evaluate(sites: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    this.evaluations++;
    return super.evaluate(sites, gradientsOut);
  }
}

/** A minimizer of an analytic target, by default a quadratic bowl around {@link CENTER}, and that target. */
export function minimizer(
  options: Partial<MinimizerOptions> = {},
  energyFunction: EnergyFunction = quadratic(CENTER, 50),
) {
  const target = new CountingTarget(CENTER.length / 3, energyFunction);
  const all: MinimizerOptions = { target, sitesCart: START, backend: 'wasm', ...options };
  return { target, minimizer: new GeometryMinimizer(all) };
}
