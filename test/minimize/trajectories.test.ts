import { afterAll, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';

const model = await readModel('data/models/1ubq.pdb');
const target = new GeometryTarget(buildRestraints(model));
afterAll(() => target.close());

/** Where so many steps lead on a backend. */
async function walk(backend: 'wasm' | 'native', options: Partial<MinimizerOptions>): Promise<Float64Array> {
  const minimizer = new GeometryMinimizer({ target, sitesCart: model.sitesCart, backend, ...options });
  for (let step = 0; step < options.maxIterations!; step++) await minimizer.step();
  minimizer.close();
  return minimizer.getBestCoordinates();
}

function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i])), 0);
}

// Where steps are larger, Adam itself makes anything of next to nothing: at its default rate starts that differ by 1e-12 Å
// are 1e-4 Å apart after 500 steps, in float64.
test.each([
  ['adam', { learningRate: 1e-3, schedule: 'constant', maxIterations: 1000 }, 0.5],
  ['adam', { maxIterations: 30 }, 0.5],
  ['sgd', { maxIterations: 1000 }, 1],
] as const)(
  'from ubiquitin, %s with %o goes the same way in the core as by TF.js',
  { timeout: 120_000 },
  async (optimizer, options, way) => {
    const byTf = await walk('wasm', { optimizer, ...options });
    const inCore = await walk('native', { optimizer, ...options });
    expect(farthest(byTf, model.sitesCart)).toBeGreaterThan(way);
    expect(farthest(byTf, inCore)).toBeLessThan(1e-4);
  },
);
