import { afterAll, describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Evaluation, Target } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { OptimizerName } from '../../src/minimize/optimizer-name.js';
import type { MinimizationResult } from '../../src/minimize/result.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { loadCctbx } from '../reference/load.js';

const { restraints, nonbondedAtoms, sites } = loadCctbx('1ubq');
const target = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
afterAll(() => target.close());

/** Above it, something is knotted: a carboxylate turned inside out costs 600. */
const KNOTTED = 900;
/** Seeds whose start L-BFGS leaves with such a knot. */
const KNOTTED_SEEDS = [2007, 2025];

/** No stop but at the number of iterations. */
const ENDLESS = { convergenceThreshold: 0, minProgress: 0 };

function shaken(seed: number): Float64Array {
  return shakeSites(sites, 0.3, seed);
}

function minimizer(
  optimizer: OptimizerName,
  sitesCart: Float64Array,
  maxIterations: number,
  on: Target = target,
) {
  return new GeometryMinimizer({ ...ENDLESS, target: on, sitesCart, optimizer, maxIterations });
}

function minimize(...call: Parameters<typeof minimizer>): Promise<MinimizationResult> {
  return minimizer(...call).minimize();
}

test('from shaken starts it is in 250 iterations lower than L-BFGS is in 1,000', async () => {
  for (let seed = 2001; seed <= 2004; seed++) {
    const best = await minimize('best', shaken(seed), 250);
    const lbfgs = await minimize('lbfgs', shaken(seed), 1000);
    expect(best.energy).toBeLessThan(470);
    expect(best.energy).toBeLessThan(lbfgs.energy);
    expect(best.evaluations).toBeLessThan(320);
  }
});

describe.each(KNOTTED_SEEDS)('start %d', (seed) => {
  test('has a knot that L-BFGS does not get out of, and this does', async () => {
    const lbfgs = await minimize('lbfgs', shaken(seed), 1000);
    expect(lbfgs.energy).toBeGreaterThan(KNOTTED);
    const best = await minimize('best', shaken(seed), 600);
    expect(best.energy).toBeLessThan(480);
    expect(target.evaluateSync(best.sitesCart).energy).toBe(best.energy);
  });

  test('no iterate is higher than the one before, whatever was tried in between', async () => {
    const { iterationHistory } = await minimize('best', shaken(seed), 600);
    for (let k = 1; k < iterationHistory.length; k++) {
      expect(iterationHistory[k].energy).toBeLessThanOrEqual(iterationHistory[k - 1].energy);
    }
  });

  test('the same comes out step by step', async () => {
    const steps = 80; // the kick comes after 60
    const byHand = minimizer('best', shaken(seed), steps);
    for (let k = 0; k < steps; k++) expect(await byHand.step()).toBe(true);
    byHand.close();
    const { iterationHistory, sitesCart } = await minimize('best', shaken(seed), steps);
    expect(byHand.iterationHistory).toEqual(iterationHistory);
    expect(byHand.getBestCoordinates()).toEqual(sitesCart);
  });
});

test('among hydrogens, centers of the wrong hand are put right, where L-BFGS leaves them', async () => {
  const reference = loadCctbx('1d3z');
  const own = new GeometryTarget({ ...reference.restraints, nonbonded: reference.nonbondedAtoms });
  const asItIs = await minimize('best', reference.sites, 300, own);
  const { iSeqs, ideal } = reference.restraints.chiralities!;
  const hasWrongHand = (sitesCart: Float64Array) =>
    own.measure('chirality', sitesCart).model.some((volume, k) => volume * ideal[k] < 0);
  for (const k of [0, 30, 60]) {
    const start = reference.sites.slice();
    const [center, ...three] = iSeqs.subarray(4 * k, 4 * k + 4);
    const bonded = [...reference.restraints.bonds!.iSeqs].filter((_, s, all) => all[s ^ 1] === center);
    for (const i of [center, ...bonded.filter((j) => !three.includes(j))]) mirror(start, i, three);
    expect(hasWrongHand(start)).toBe(true);
    expect(hasWrongHand((await minimize('lbfgs', start, 500, own)).sitesCart)).toBe(true);
    const best = await minimize('best', start, 300, own);
    expect(hasWrongHand(best.sitesCart)).toBe(false);
    expect(best.energy).toBeLessThan(1.05 * asItIs.energy);
  }
  own.close();
});

/** Moves an atom to the other side of the plane of three. */
function mirror(sitesCart: Float64Array, i: number, three: number[]): void {
  const site = (j: number) => [...sitesCart.subarray(3 * j, 3 * j + 3)];
  const minus = (a: number[], b: number[]) => a.map((x, k) => x - b[k]);
  const [x1, x2, x3] = three.map(site);
  const [u, v] = [minus(x2, x1), minus(x3, x1)];
  const normal = [0, 1, 2].map((k) => u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3]);
  const along = minus(site(i), x1).reduce((sum, x, k) => sum + x * normal[k], 0);
  const square = normal.reduce((sum, x) => sum + x * x, 0);
  for (let k = 0; k < 3; k++) sitesCart[3 * i + k] -= ((2 * along) / square) * normal[k];
}

test('a knot that no kick undoes is left in the end, at no loss', async () => {
  // Two bonds that want the same two atoms 1.5 and 4 Å apart.
  const contradiction = {
    atomCount: restraints.atomCount,
    bonds: {
      iSeqs: Int32Array.of(...restraints.bonds!.iSeqs, ...restraints.bonds!.iSeqs.subarray(0, 2)),
      ideal: Float64Array.of(...restraints.bonds!.ideal, 4),
      weight: Float64Array.of(...restraints.bonds!.weight, 2500),
    },
  };
  const torn = new GeometryTarget({ ...restraints, ...contradiction });
  const { energy, iterations, evaluations } = await minimize('best', sites, 900, torn);
  const plain = await minimize('lbfgs', sites, 2000, torn);
  torn.close();
  expect(energy).toBeLessThan(1.01 * plain.energy);
  expect(evaluations).toBeGreaterThan(iterations + 100);
  expect(evaluations).toBeLessThan(2 * iterations);
});

test('a result names the optimizer that was used: over another target best is lbfgs', async () => {
  const elsewhere: Target = {
    atomCount: target.atomCount,
    evaluate: (sites, gradients) => target.evaluate(sites, gradients),
    close: () => {},
  };
  expect(await minimize('best', sites, 3)).toMatchObject({ optimizer: 'best' });
  const over = await minimize('best', sites, 3, elsewhere);
  const lbfgs = await minimize('lbfgs', sites, 3);
  expect([over.optimizer, lbfgs.optimizer]).toEqual(['lbfgs', 'lbfgs']);
  expect(over.sitesCart).toEqual(lbfgs.sitesCart);
});

test('restraints that fill up its matrix leave plain L-BFGS', async () => {
  const atomCount = 200;
  const pairs: number[] = [];
  for (let i = 0; i < atomCount; i++) for (let j = 0; j < i; j++) pairs.push(j, i);
  const column = () => new Float64Array(pairs.length / 2).fill(1);
  const network = { atomCount, bonds: { iSeqs: Int32Array.from(pairs), ideal: column(), weight: column() } };
  const dense = new GeometryTarget(network);
  const start = shakeSites(new Float64Array(3 * atomCount), 1, 1);
  const [best, lbfgs] = [
    await minimize('best', start, 100, dense),
    await minimize('lbfgs', start, 100, dense),
  ];
  dense.close();
  expect(Number.isFinite(best.energy)).toBe(true);
  expect(best.energy).toBeLessThan(1.001 * lbfgs.energy);
});

test('over a target that is elsewhere it is L-BFGS', async () => {
  const elsewhere: Target = {
    atomCount: target.atomCount,
    evaluate: (sitesCart: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> =>
      target.evaluate(sitesCart, gradientsOut),
    close: () => undefined,
  };
  const best = await minimize('best', shaken(1), 100, elsewhere);
  const lbfgs = await minimize('lbfgs', shaken(1), 100);
  expect(best.iterationHistory).toEqual(lbfgs.iterationHistory);
});
