import { afterAll, describe, expect, test } from 'vitest';
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
  return new GeometryMinimizer({ target, sitesCart, optimizer }).minimize();
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

describe('the defaults on 1ubq', () => {
  test(
    'from the file they end within 10% of L-BFGS, with good bonds and angles',
    { timeout: 120_000 },
    async () => {
      const { ratio, bonds, angles } = await compare(model.sitesCart);
      expect(ratio).toBeLessThan(1.1);
      expect(bonds).toBeLessThan(0.005);
      expect(angles).toBeLessThan(0.7);
    },
  );

  test('so they do in the median of ten shakes by 0.3 Å', { timeout: 300_000 }, async () => {
    const runs = [];
    for (let seed = 1; seed <= 10; seed++) runs.push(await compare(shakeSites(model.sitesCart, 0.3, seed)));
    expect(median(runs.map((run) => run.ratio))).toBeLessThan(1.1);
    expect(median(runs.map((run) => run.bonds))).toBeLessThan(0.005);
    expect(median(runs.map((run) => run.angles))).toBeLessThan(0.7);
  });
});
