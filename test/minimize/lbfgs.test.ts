import { describe, expect, test } from 'vitest';
import { CoreOptimizer } from '../../src/minimize/core-optimizer.js';
import { longestAtomVector } from '../../src/minimize/vectors.js';
import { farFromOrigin, quadratic, rosenbrock, type EnergyFunction } from './analytic-targets.js';
import { rms } from './norms.js';

/** Runs until the rms gradient is below `threshold`, the method is stalled, or 2,000 evaluations are done. */
function run(energyFunction: EnergyFunction, start: Float64Array, threshold: number) {
  const optimizer = new CoreOptimizer(start, { method: 'lbfgs' });
  const gradients = new Float64Array(start.length);
  let iterate = start.slice();
  let [iterations, evaluations, longestMove] = [-1, 0, 0];
  for (;;) {
    const sites = optimizer.ask().slice();
    longestMove = Math.max(longestMove, longestAtomVector(sites.map((x, i) => x - iterate[i])));
    const energy = energyFunction(sites, gradients);
    evaluations++;
    const { accepted, stalled } = optimizer.tell(energy, gradients);
    if (accepted) {
      iterations++;
      iterate = sites;
    }
    const isDone = stalled || (accepted && rms(gradients) < threshold) || evaluations >= 2000;
    if (isDone)
      return { iterate, iterations, evaluations, stalled, longestMove, rmsGradient: rms(gradients) };
  }
}

describe('on a quadratic', () => {
  const center = farFromOrigin(10);
  const start = center.map((x, i) => x + Math.cos(i));

  test('it converges', () => {
    const { iterate, evaluations } = run(quadratic(center, 100), start, 1e-8);
    expect(evaluations).toBeLessThan(150);
    for (let i = 0; i < center.length; i++) expect(iterate[i]).toBeCloseTo(center[i], 7);
  });

  test('it goes on to gradients of 1e-12 where all energies have long been rounded to the same number', () => {
    const { rmsGradient, stalled } = run(quadratic(new Float64Array(30), 1e3, 1e6), start, 1e-12);
    expect(stalled).toBe(false);
    expect(rmsGradient).toBeLessThan(1e-12);
  });

  test('no trial moves an atom by more than 1 Å', () => {
    const { longestMove, rmsGradient } = run(
      quadratic(center, 1e4),
      center.map((x) => x + 50),
      1e-8,
    );
    expect(rmsGradient).toBeLessThan(1e-8);
    expect(longestMove).toBeGreaterThan(0.9);
    expect(longestMove).toBeLessThan(1 + 1e-9);
  });
});

test("it follows Rosenbrock's valley to its end", () => {
  const start = Float64Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
  const { iterate, iterations, evaluations } = run(rosenbrock, start, 1e-10);
  expect(evaluations).toBeLessThan(1.4 * iterations);
  for (const x of iterate) expect(x).toBeCloseTo(1, 9);
});

test('a region without energies is a wall, not the end', () => {
  const bowl = quadratic(new Float64Array(3), 10);
  const wall: EnergyFunction = (sites, gradients) => (sites[0] < -0.05 ? NaN : bowl(sites, gradients));
  const { iterate, rmsGradient } = run(wall, Float64Array.of(3, 1, 1), 1e-6);
  expect(rmsGradient).toBeLessThan(1e-6);
  expect(iterate.every(Number.isFinite)).toBe(true);
});

test.each([
  ['all gradients are zero', (_: Float64Array, gradients: Float64Array) => (gradients.fill(0), 5)],
  [
    'the gradients point the wrong way',
    (x: Float64Array, gradients: Float64Array) => (gradients.fill(-1), x[0]),
  ],
  ['the energy is not a number', (_: Float64Array, gradients: Float64Array) => (gradients.fill(1), NaN)],
  ['a gradient is not a number', (_: Float64Array, gradients: Float64Array) => (gradients.fill(NaN), 1)],
])('it stalls where %s', (_, energyFunction) => {
  const { stalled, iterate } = run(energyFunction, Float64Array.of(1, 2, 3), -1);
  expect(stalled).toBe(true);
  expect([...iterate]).toEqual([1, 2, 3]);
});
