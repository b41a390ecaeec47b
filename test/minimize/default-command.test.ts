import { afterAll, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizationResult } from '../../src/minimize/result.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';

const model = await readModel('data/models/1ubq.pdb');
const target = new GeometryTarget(buildRestraints(model));
afterAll(() => target.close());

function minimize(sitesCart: Float64Array, optimizer?: 'lbfgs'): Promise<MinimizationResult> {
  // The backend that a fresh clone has; tensorflow's threads would wait for those of tests beside this one.
  return new GeometryMinimizer({ target, sitesCart, optimizer, backend: 'wasm' }).minimize();
}

const rmsd = (deltas: Float64Array) => Math.sqrt(deltas.reduce((sum, d) => sum + d * d, 0) / deltas.length);

/** What the default reaches, beside L-BFGS from the same start. */
async function compare(sitesCart: Float64Array) {
  const lbfgs = await minimize(sitesCart, 'lbfgs');
  const adam = await minimize(sitesCart);
  return {
    ratio: adam.energy / lbfgs.energy,
    bonds: rmsd(target.measure('bond', adam.sitesCart).delta),
    angles: rmsd(target.measure('angle', adam.sitesCart).delta),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

const SHAKES = 10;
const LIMITS = { ratio: 1.1, bonds: 0.005, angles: 0.7 };
const MEASURES = Object.keys(LIMITS) as (keyof typeof LIMITS)[];

// How the default command does from the file itself, test/e2e/minimize.test.ts tries.
test(
  'the defaults end within 10% of L-BFGS on 1ubq, with good bonds and angles, in the median of ten shakes by 0.3 Å',
  { timeout: 300_000 },
  async () => {
    const runs = [];
    for (let seed = 1; seed <= SHAKES; seed++) {
      runs.push(await compare(shakeSites(model.sitesCart, 0.3, seed)));
      const good = runs.filter((run) => MEASURES.every((measure) => run[measure] < LIMITS[measure]));
      // More than half are good: so is the median, whatever the others reach.
      if (good.length > SHAKES / 2) return;
    }
    for (const measure of MEASURES) {
      expect(median(runs.map((run) => run[measure])), measure).toBeLessThan(LIMITS[measure]);
    }
  },
);
