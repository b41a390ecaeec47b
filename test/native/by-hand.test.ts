import { describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { angle, bond, chirality, dihedral, pair, plane } from './restraint-cases.js';

/** Arithmetic that a reader can redo. Weights are those of restraint-cases.ts: bond 4, angle 1/4, dihedral 0.01, chirality 25. */

const at = (...sites: number[]) => Float64Array.from(sites);
const one = (value: number) => Float64Array.of(value);
const topOut = (limit: number) => ({ topOut: Uint8Array.of(1), limit: one(limit) });
const energyOf = (restraints: Restraints, sites: Float64Array) => geometryGradients(sites, restraints).energy;

function expectClose(values: Float64Array, expected: number[]): void {
  expect(values.length).toBe(expected.length);
  values.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 10));
}

describe('bond', () => {
  const stretched = at(0, 0, 0, 2, 0, 0);
  const compressed = at(0, 0, 0, 1, 0, 0);

  test('half an Å too long: 4 · 0.5², pulled together by 2 · 4 · 0.5', () => {
    const { energy, terms, gradients } = geometryGradients(stretched, bond(1.5));
    expect(energy).toBe(1);
    expect(terms).toEqual({
      bond: 1,
      angle: 0,
      dihedral: 0,
      chirality: 0,
      planarity: 0,
      parallelity: 0,
      position: 0,
      map: 0,
      nonbonded: 0,
    });
    expectClose(gradients, [-4, 0, 0, 4, 0, 0]);
  });

  test('slack of 0.3 Å leaves 0.2 of 0.5', () => {
    expect(energyOf(bond(1.5, { slack: one(0.3) }), stretched)).toBeCloseTo(4 * 0.04, 12);
    expect(energyOf(bond(1.5, { slack: one(0.3) }), compressed)).toBeCloseTo(4 * 0.04, 12);
    expect(energyOf(bond(1.5, { slack: one(0.5) }), stretched)).toBe(0);
  });

  test('top-out levels off at 4 · 0.25, but only where stretched', () => {
    expect(energyOf(bond(1.5, topOut(0.5)), stretched)).toBeCloseTo(1 - Math.exp(-1), 12);
    expect(energyOf(bond(1.5, topOut(0.5)), at(0, 0, 0, 90, 0, 0))).toBeCloseTo(1, 12);
    expect(energyOf(bond(1.5, topOut(0.5)), compressed)).toBeCloseTo(1, 12);
    expect(energyOf(bond(1.5, { ...topOut(0.5), weight: one(0) }), stretched)).toBe(0);
  });
});

describe('angle', () => {
  const right = at(1, 0, 0, 0, 0, 0, 0, 2, 0);

  test('90° for 100°: 10² / 4; opening the first arm by 1 Å at 1 Å is 180/π degrees', () => {
    const { energy, gradients } = geometryGradients(right, angle(100));
    expect(energy).toBeCloseTo(25, 12);
    // dE/dθ = -2 · 10 / 4; moving atom 0 towards +y closes the angle.
    const slope = (2 * 10 * 0.25 * 180) / Math.PI;
    expectClose(gradients, [0, slope, 0, -slope / 2, -slope, 0, slope / 2, 0, 0]);
  });

  test('slack of 4° leaves 6° of 10°', () => {
    expect(energyOf(angle(100, { slack: one(4) }), right)).toBeCloseTo(9, 12);
  });
});

describe('dihedral', () => {
  /** Dihedral of +90° by the IUPAC sign: looking from atom 1 to atom 2, the far bond is clockwise of the near one. */
  const right = at(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1);
  const alternatives = (...values: number[]) => ({
    altAngleIdeals: { offsets: Int32Array.of(0, values.length), values: Float64Array.from(values) },
  });

  test('harmonic: 10° off is 0.01 · 10²', () => {
    expect(energyOf(dihedral(100, 0), right)).toBeCloseTo(1, 12);
    expect(energyOf(dihedral(-90, 0), right)).toBeCloseTo(0.01 * 180 ** 2, 10);
    expect(energyOf(dihedral(460, 0), right)).toBeCloseTo(1, 12);
  });

  test('a negative period wraps but stays harmonic', () => {
    expect(energyOf(dihedral(100 + 120, -3), right)).toBeCloseTo(1, 12);
    expect(energyOf(dihedral(100 + 120, 0), right)).toBeCloseTo(0.01 * 130 ** 2, 10);
  });

  test('a positive period is a cosine well: 9600 · 0.01 / n² · (1 - cos nδ)', () => {
    expect(energyOf(dihedral(0, 1), right)).toBeCloseTo(96, 10);
    expect(energyOf(dihedral(0, 2), right)).toBeCloseTo((96 / 4) * 2, 10);
    expect(energyOf(dihedral(-30, 3), right)).toBeCloseTo(0, 10);
    // 120² / (1 - cos 120°): at 120° off, both kinds cost the same.
    expect(energyOf(dihedral(210, 1), right)).toBeCloseTo(energyOf(dihedral(210, 0), right), 9);
  });

  test('the nearest of further ideals counts', () => {
    expect(energyOf(dihedral(0, 0, alternatives(180, 95)), right)).toBeCloseTo(0.25, 12);
    expect(energyOf(dihedral(0, 0, alternatives(-265)), right)).toBeCloseTo(0.25, 12);
    expect(energyOf(dihedral(92, 0, alternatives(180, 95)), right)).toBeCloseTo(0.04, 12);
  });

  test('top-out levels off on both sides', () => {
    const top = 0.01 * 5 ** 2;
    expect(energyOf(dihedral(95, 0, topOut(5)), right)).toBeCloseTo(top * (1 - Math.exp(-1)), 12);
    expect(energyOf(dihedral(85, 0, topOut(5)), right)).toBeCloseTo(top * (1 - Math.exp(-1)), 12);
    expect(energyOf(dihedral(-90, 0, topOut(5)), right)).toBeCloseTo(top, 12);
  });
});

describe('chirality', () => {
  const unitCorner = at(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
  const mirrored = at(0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1);

  test('a volume of 1 for 1.2: 25 · 0.2²', () => {
    const { energy, gradients } = geometryGradients(unitCorner, chirality(1.2));
    expect(energy).toBeCloseTo(1, 12);
    expectClose(gradients, [10, 10, 10, -10, 0, 0, 0, -10, 0, 0, 0, -10]);
  });

  test('the mirror image has the negative volume, unless either hand will do', () => {
    expect(energyOf(chirality(-1), mirrored)).toBe(0);
    expect(energyOf(chirality(1), mirrored)).toBe(100);
    expect(energyOf(chirality(1, true), mirrored)).toBe(0);
  });
});

describe('planarity', () => {
  const buckled = at(1, 1, 0.1, -1, 1, -0.1, -1, -1, 0.1, 1, -1, -0.1);

  test('a square buckled by ±0.1 Å: 4 · 100 · 0.01, each pushed back by 2 · 100 · 0.1', () => {
    const { energy, gradients } = geometryGradients(buckled, plane(100, 100, 100, 100));
    expect(energy).toBeCloseTo(4, 12);
    expectClose(gradients, [0, 0, 20, 0, 0, -20, 0, 0, 20, 0, 0, -20]);
  });

  test('three atoms lie in a plane', () => {
    const { energy, gradients } = geometryGradients(at(0, 0, 0, 1, 2, 3, -4, 1, 2), plane(9, 9, 9));
    expect(energy).toBe(0);
    expect(gradients).toEqual(new Float64Array(9));
  });
});

describe('nonbonded', () => {
  test('1 Å too near: 100 · 1⁴, pushed apart by 400 · 1³', () => {
    const { energy, gradients } = geometryGradients(at(0, 0, 0, 0, 0, 2), pair(3));
    expect(energy).toBe(100);
    expectClose(gradients, [0, 0, 400, 0, 0, -400]);
  });

  test('nothing from the van der Waals distance on', () => {
    expect(energyOf(pair(3), at(0, 0, 0, 0, 0, 3))).toBe(0);
    expect(energyOf(pair(3), at(0, 0, 0, 0, 0, 30))).toBe(0);
  });
});
