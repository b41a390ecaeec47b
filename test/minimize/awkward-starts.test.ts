import { afterAll, describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Target } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { loadCctbx } from '../reference/load.js';

const { restraints, nonbondedAtoms, sites } = loadCctbx('1ubq');
const target = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
afterAll(() => target.close());

/** Starts that no file should hold, yet some do. */
const STARTS: Record<string, () => Float64Array> = {
  'two atoms at one place': () => sites.slice().copyWithin(3, 0, 3),
  'every second atom on the one before': () => sites.map((_, i) => sites[i - (Math.floor(i / 3) % 2) * 3]),
  'all atoms at one place': () => new Float64Array(sites.length),
  'all atoms on a line': () => sites.map((_, i) => (i % 3 === 0 ? i : 0)),
  'all atoms in a plane': () => sites.map((x, i) => (i % 3 === 2 ? 0 : x)),
  'an atom 5 µm away': () => sites.with(30, 50_000),
  'all atoms far from the origin': () => sites.map((x) => x + 1e5),
  'a heap of atoms': () => shakeSites(new Float64Array(sites.length), 1, 7),
};

describe.each(Object.entries(STARTS))('%s', (_, start) => {
  test.each([
    ['lbfgs', 'native'],
    ['best', 'native'],
    ['adam', 'native'],
    ['sgd', 'native'],
    ['adam', 'wasm'],
    ['sgd', 'wasm'],
  ] as const)('%s (%s) ends sane, in a model that is no worse', async (optimizer, backend) => {
    const sitesCart = start();
    const before = target.evaluateSync(sitesCart).energy;
    const options = { target, sitesCart, optimizer, maxIterations: 200, backend } as const;
    const result = await new GeometryMinimizer(options).minimize();
    expect(result.energy).toBeLessThanOrEqual(before);
    expect(result.sitesCart.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(result.rmsGradient)).toBe(true);
    expect(target.evaluateSync(result.sitesCart).energy).toBe(result.energy);
  });
});

/** What a target of another process would say: the loop is that in JavaScript. */
const elsewhere: Target = {
  atomCount: target.atomCount,
  evaluate: (sites, gradients) => target.evaluate(sites, gradients),
  close: () => {},
};

describe('all atoms at one place, where the gradient is exactly zero, are no minimum', () => {
  const sitesCart = sites.map((_, i) => [80.123, 1 / 3, -55.7][i % 3]);

  test.each([
    ['lbfgs', 'native', target],
    ['lbfgs', 'native', elsewhere],
    ['best', 'native', target],
    ['best', 'native', elsewhere],
    ['adam', 'native', target],
    ['adam', 'native', elsewhere],
    ['adam', 'wasm', target],
    ['sgd', 'native', target],
    ['sgd', 'native', elsewhere],
    ['sgd', 'wasm', target],
  ] as const)('%s (%s): stalled, whichever way it gets there', async (optimizer, backend, on) => {
    for (const convergenceThreshold of [0, 0.05]) {
      const options = { target: on, sitesCart, optimizer, backend, convergenceThreshold };
      const result = await new GeometryMinimizer(options).minimize();
      expect(result).toMatchObject({ converged: false, reason: 'stalled', rmsGradient: 0, iterations: 0 });
      expect(result.energy).toBeGreaterThan(1e6);
      const byHand = new GeometryMinimizer(options);
      const moves = await byHand.step();
      if (optimizer === 'lbfgs' || optimizer === 'best') expect(moves).toBe(false);
      expect(byHand.getBestCoordinates()).toEqual(sitesCart);
      expect(await byHand.minimize()).toMatchObject({ converged: false, reason: 'stalled' });
    }
  });
});

test('two atoms at one place come apart, and the rest is as good as without', async () => {
  const sitesCart = STARTS['two atoms at one place']();
  const { energy, sitesCart: after } = await new GeometryMinimizer({
    target,
    sitesCart,
    optimizer: 'lbfgs',
  }).minimize();
  expect(Math.hypot(after[0] - after[3], after[1] - after[4], after[2] - after[5])).toBeGreaterThan(1.4);
  expect(energy).toBeLessThan(500);
});

test.each([0, 1, 3])('%d atoms without restraints are minimized already', async (atomCount) => {
  const free = new GeometryTarget({ atomCount });
  const sitesCart = Float64Array.from({ length: 3 * atomCount }, (_, i) => i);
  for (const optimizer of ['lbfgs', 'best', 'adam'] as const) {
    const result = await new GeometryMinimizer({ target: free, sitesCart, optimizer }).minimize();
    expect(result).toMatchObject({ reason: 'converged', energy: 0, iterations: 0, rmsGradient: 0 });
  }
  free.close();
});
