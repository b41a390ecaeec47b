import { describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { expectDerivatives } from './finite-differences.js';
import { randomSites } from './random.js';
import { position } from './restraint-cases.js';

const IDEAL: [number, number, number] = [1, -2, 0.5];
const slack = Float64Array.of(0.7);
const topOut = { topOut: Uint8Array.of(1), limit: Float64Array.of(1.2) };

const KINDS: [string, Restraints][] = [
  ['harmonic', position(IDEAL)],
  ['with slack', position(IDEAL, { slack })],
  ['with top-out', position(IDEAL, topOut)],
  ['with slack and top-out', position(IDEAL, { slack, ...topOut })],
];

describe.each(KINDS)('a position, %s', (_, restraints) => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))('random sites %i', (seed) => {
    expectDerivatives(restraints, randomSites(1, 4, seed));
    expectDerivatives({ ...restraints, atomCount: 3 }, randomSites(3, 4, 100 + seed));
  });

  test.each([0, 1e-300, 1e-12])('%d Å from it', (distance) => {
    const sites = Float64Array.of(IDEAL[0] + distance, IDEAL[1], IDEAL[2]);
    const { energy, gradients } = geometryGradients(sites, restraints);
    expect(energy).toBeCloseTo(0, 20);
    expect(Math.hypot(...gradients)).toBeLessThan(1e-9);
  });
});

describe('by hand', () => {
  const at = Float64Array.of(IDEAL[0], IDEAL[1] + 3, IDEAL[2] + 4);

  test('5 Å away at a weight of 25: 25 · 5², with a slack of 0.7 Å 25 · 4.3²', () => {
    const { energy, terms, gradients } = geometryGradients(at, position(IDEAL));
    expect(energy).toBe(625);
    expect(terms.position).toBe(625);
    expect([...gradients]).toEqual([0, 150, 200]);
    expect(geometryGradients(at, position(IDEAL, { slack })).energy).toBeCloseTo(25 * 4.3 ** 2, 10);
  });

  test('levels off at weight · limit²', () => {
    expect(geometryGradients(at, position(IDEAL, topOut)).energy).toBeCloseTo(25 * 1.2 ** 2, 3);
  });

  test('measured as a distance', () => {
    const target = new GeometryTarget(position(IDEAL));
    const { model, delta, energy } = target.measure('position', at);
    target.close();
    expect([...model, ...delta, ...energy]).toEqual([5, -5, 625]);
  });
});

test.each([
  [{ ideal: Float64Array.of(1, 2) }, 'positions.ideal must have 3 values, but it has 2'],
  [{ ideal: Float64Array.of(1, 2, NaN) }, 'positions.ideal[2] must be a finite number'],
  [{ weight: Float64Array.of(-1) }, 'positions.weight[0]'],
  [{ iSeqs: Int32Array.of(1) }, 'positions.iSeqs[0] points to atom 1'],
  [{ slack: Float64Array.of(-1) }, 'positions.slack[0]'],
  [{ topOut: Uint8Array.of(1), limit: Float64Array.of(0) }, 'positions.limit[0]'],
])('%o is refused', (columns, message) => {
  expect(() => new GeometryTarget(position(IDEAL, columns))).toThrow(message);
});
