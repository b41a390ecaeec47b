import { describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { angle, bond, CASES, dihedral, pair, plane } from './restraint-cases.js';

/** 1/Å: no gradient of the cases may be longer, whatever the sites. */
const BOUND = 1e9;

const ATOMS = 9;

/** Sites where angles, planes or directions are undefined, or nearly so. */
const SITES: Record<string, (i: number) => number[]> = {
  'all at the origin': () => [0, 0, 0],
  'all at one place': () => [12.345, -6.789, 3.21],
  'on a line': (i) => [i, 0, 0],
  'on a slanting line': (i) => [0.1 * i, 0.2 * i, -0.3 * i],
  'on a line, to and fro': (i) => [0, i % 2, 0],
  'the first two at one place': (i) => (i < 2 ? [1, 1, 1] : [i, i * i, 1]),
  'the middle two at one place': (i) => (i === 1 || i === 2 ? [1, 1, 1] : [i, i * i, 1]),
  'the last two at one place': (i) => (i > 1 ? [1, 1, 1] : [i, i * i, 1]),
  'within 1e-12 Å': (i) => [1e-12 * i, 1e-12 * i * i, 1e-12 * (i % 3)],
  'within 1e-160 Å': (i) => [1e-160 * i, 1e-160 * i * i, 1e-160 * (i % 3)],
  'within 1e-310 Å': (i) => [1e-310 * i, 1e-310 * i * i, 1e-310 * (i % 3)],
  'nearly on a line': (i) => [i, 1e-9 * i * i, 0],
  'a millionth of a degree from a line': (i) => [1.5 * i, 1e-8 * (i % 2), 1e-8 * (i % 3)],
  'a cross, best planes undecided': (i) =>
    [
      [i, 0, 0],
      [0, i, 0],
      [0, 0, i],
    ][i % 3],
};

describe.each(CASES)('$name', ({ restraints }) => {
  test.each(Object.keys(SITES))('%s: finite and bounded', (name) => {
    const sites = Float64Array.from(Array.from({ length: ATOMS }, (_, i) => SITES[name](i)).flat());
    const { energy, gradients } = geometryGradients(sites, { ...restraints, atomCount: ATOMS });
    expect(energy).toBeGreaterThanOrEqual(0);
    expect(energy).toBeLessThan(BOUND);
    for (const gradient of gradients) expect(Math.abs(gradient)).toBeLessThan(BOUND);
  });
});

describe('what degenerate geometry is worth', () => {
  const energyAt = (restraints: Restraints, ...sites: number[]) =>
    geometryGradients(Float64Array.from(sites), restraints);

  test('a bond of no length costs w · ideal², a pair of no distance 100 · vdw⁴, and neither pulls', () => {
    expect(energyAt(bond(1.5), 1, 1, 1, 1, 1, 1)).toMatchObject({
      energy: 9,
      gradients: new Float64Array(6),
    });
    expect(energyAt(pair(2), 1, 1, 1, 1, 1, 1)).toMatchObject({
      energy: 1600,
      gradients: new Float64Array(6),
    });
  });

  test('an undefined angle or dihedral costs nothing', () => {
    expect(energyAt(angle(109), 1, 1, 1, 1, 1, 1, 2, 2, 2).energy).toBe(0);
    expect(energyAt(dihedral(60, 3), 0, 0, 0, 1, 0, 0, 2, 0, 0, 2, 1, 0).energy).toBe(0);
  });

  test('a straight angle costs its deviation and does not pull', () => {
    const { energy, gradients } = energyAt(angle(120), -1, 0, 0, 0, 0, 0, 2, 0, 0);
    expect(energy).toBeCloseTo(0.25 * 60 ** 2, 9);
    expect(Array.from(gradients, Math.abs)).toEqual(new Array(9).fill(0));
  });

  test('near a straight angle the gradient fades instead of jumping', () => {
    const gradientAt = (y: number) =>
      Math.hypot(...energyAt(angle(120), -1, y, 0, 0, 0, 0, 1, 0, 0).gradients);
    const full = gradientAt(1e-3);
    expect(gradientAt(1e-4)).toBeGreaterThan(0.99 * full);
    expect(gradientAt(5e-5)).toBeCloseTo(full / 2, -1);
    expect(gradientAt(1e-7)).toBeLessThan(0.002 * full);
  });

  test('a line of atoms lies in a plane, as precisely as doubles can say', () => {
    const line = Array.from({ length: 6 }, (_, i) => [5 + 0.7 * i, -3 + 1.1 * i, 0.4 * i]).flat();
    expect(energyAt(plane(...new Array(6).fill(2500)), ...line).energy).toBeLessThan(1e-20);
  });

  test('planes are exact far from the origin too', () => {
    const buckled = [1, 1, 0.125, -1, 1, -0.125, -1, -1, 0.125, 1, -1, -0.125].map((x) => x + 8192);
    expect(energyAt(plane(64, 64, 64, 64), ...buckled).energy).toBeCloseTo(4, 9);
  });
});
