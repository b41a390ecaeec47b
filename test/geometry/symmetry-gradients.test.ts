import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { NonbondedAtoms } from '../../src/restraints/restraints.js';
import { numericGradients } from '../native/finite-differences.js';
import { random } from '../native/random.js';
import { crystalOf, unitCell, type Crystal } from './crystals.js';

const CELLS: Record<string, string> = {
  'P 1': '7 8 9 85 100 95',
  'P -1': '9 10 11 80 95 105',
  'P 1 21 1': '9 10 11 90 105 90',
  'C 1 2 1': '14 10 11 90 105 90',
  'P 21 21 21': '11 12 13 90 90 90',
  'I 2 2 2': '14 15 16 90 90 90',
  'P 43 21 2': '15 15 18 90 90 90',
  'P 3 2 1': '14 14 12 90 90 120',
  'R 3:R': '12 12 12 80 80 80',
  'R 3 2:H': '18 18 20 90 90 120',
  'P 61 2 2': '18 18 25 90 90 120',
  'P 2 3': '16 16 16 90 90 90',
  'I 21 3': '20 20 20 90 90 90',
  'F 4 3 2': '30 30 30 90 90 90',
  'I a -3 d': '30 30 30 90 90 90',
};

function someFractions(atomCount: number, seed: number): number[] {
  const dice = random(seed);
  return Array.from({ length: 3 * atomCount }, () => dice());
}

function targetOf(nonbonded: NonbondedAtoms): GeometryTarget {
  return new GeometryTarget({ atomCount: nonbonded.radius.length, nonbonded });
}

function energyOf({ nonbonded }: Crystal, sites: Float64Array): number {
  const target = targetOf(nonbonded);
  const { energy } = target.evaluateSync(sites);
  target.close();
  return energy;
}

function expectGradients({ nonbonded }: Crystal, sites: Float64Array): Float64Array {
  const target = targetOf(nonbonded);
  const gradients = new Float64Array(sites.length);
  const { energy } = target.evaluateSync(sites, gradients);
  expect(energy).toBeGreaterThan(0);
  const numeric = numericGradients(target, sites);
  target.close();
  const largest = Math.max(...numeric.map(Math.abs));
  gradients.forEach((gradient, x) => {
    expect(Math.abs(gradient - numeric[x]), `coordinate ${x}`).toBeLessThanOrEqual(1e-6 * largest);
  });
  return gradients;
}

describe.each(Object.entries(CELLS))('%s', (symbol, cell) => {
  const crystal = crystalOf(symbol, unitCell(cell), someFractions(6, 11));

  test("gradients are the energy's", () => {
    expectGradients(crystal, crystal.sites);
  });

  test('any atom may be taken by any of its copies, with the same energy', () => {
    const { operators, fractionalization } = crystal.nonbonded.symmetry;
    const target = targetOf(crystal.nonbonded);
    const { energy } = target.evaluateSync(crystal.sites);
    const pairs = target.nonbondedPairs(crystal.sites, { cutoff: 12 });
    target.close();
    expect(pairs.copies!.some((value) => value !== 0)).toBe(true);
    // A copy of the whole crystal: every site by one operator, and each by cell edges of its own.
    const inverse = inverseOf(fractionalization);
    const op = 12 * (operators.length / 12 - 1);
    const moved = crystal.sites.slice();
    for (let x = 0; x < moved.length; x += 3) {
      const f = apply(fractionalization, 0, moved.subarray(x, x + 3));
      const copy = apply(operators, op, f).map((value, axis) => value + ((x / 3 + axis) % 3) - 1);
      moved.set(apply(inverse, 0, copy), x);
    }
    expect(energyOf({ ...crystal, nonbonded: general(crystal) }, moved)).toBeCloseTo(
      energyOf({ ...crystal, nonbonded: general(crystal) }, crystal.sites),
      6,
    );
    expect(energy).toBeGreaterThan(0);
  });
});

/** Without special positions, whose rows are about the sites that were. */
function general({ nonbonded }: Crystal): Crystal['nonbonded'] {
  return { ...nonbonded, symmetry: { ...nonbonded.symmetry, siteSymmetry: new Int32Array() } };
}

function apply(rows: Float64Array, start: number, v: ArrayLike<number>): number[] {
  return [0, 4, 8].map((row) => {
    const k = start + row;
    return rows[k] * v[0] + rows[k + 1] * v[1] + rows[k + 2] * v[2] + rows[k + 3];
  });
}

function inverseOf(rows: Float64Array): Float64Array {
  const column = (axis: number) => [0, 1, 2].map((row) => rows[4 * row + axis]);
  const [a, b, c] = [0, 1, 2].map(column);
  const cross = (u: number[], v: number[]) => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const volume = a.reduce((sum, value, axis) => sum + value * cross(b, c)[axis], 0);
  const inverse = [cross(b, c), cross(c, a), cross(a, b)];
  return Float64Array.from(inverse.flatMap((row) => [...row.map((value) => value / volume), 0]));
}

describe('special positions', () => {
  /** An atom on a twofold axis (0, y, 0), one nearby, and far from the axis a third. */
  const twofold = crystalOf(
    'P 1 2 1',
    unitCell('20 20 20 90 90 90'),
    [0, 0.3, 0, 0.1, 0.35, 0.05, 0.3, 0.6, 0.3],
    3,
  );

  test('an atom on an axis is no neighbour of itself, and half of it is in the asymmetric unit', () => {
    expect(Array.from(twofold.nonbonded.symmetry.siteSymmetry!)).toEqual([0, 1, 0, 0, 0]);
    const target = targetOf(twofold.nonbonded);
    const { energy } = target.evaluateSync(twofold.sites);
    const distance = Math.hypot(2, 1, 1);
    // One contact of atoms 0 and 1 for each asymmetric unit, and one of atom 1 and its copy, seen from two sides.
    const own = 2 * Math.hypot(2, 1);
    const expected = 100 * (3 - distance) ** 4 + 50 * Math.max(0, 3 - own) ** 4;
    expect(energy).toBeCloseTo(expected, 9);
    const pairs = target.nonbondedPairs(twofold.sites);
    expect(pairs.residual.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected, 9);
    target.close();
  });

  test("gradients are the energy's, and leave the atom on its axis", () => {
    const gradients = expectGradients(twofold, twofold.sites);
    expect(Math.abs(gradients[0])).toBeLessThan(1e-9);
    expect(Math.abs(gradients[1])).toBeGreaterThan(1);
    expect(Math.abs(gradients[2])).toBeLessThan(1e-9);
  });

  test("gradients are the energy's off the axis too", () => {
    const sites = twofold.sites.slice();
    sites.set([0.15, 6.05, -0.1]);
    expectGradients(twofold, sites);
  });

  test.each([
    ['P 3 2 1', '14 14 12 90 90 120', [0, 0, 0.5], 5],
    ['P 4 3 2', '16 16 16 90 90 90', [0, 0, 0], 23],
    ['P 4 3 2', '16 16 16 90 90 90', [0.27, 0.27, 0.27], 2],
    ['F d -3 m', '24 24 24 90 90 90', [0.125, 0.125, 0.125], 23],
    ['P m m m', '14 15 16 90 90 90', [0.5, 0.5, 0.21], 3],
  ])('%s %s: the atom at %j has %i copies in its place', (symbol, cell, special, copies) => {
    const fractions = [...special, ...special.map((value, axis) => value + [0.1, 0.05, 0.08][axis])];
    const crystal = crystalOf(symbol, unitCell(cell), fractions);
    const { siteSymmetry } = crystal.nonbonded.symmetry;
    expect(siteSymmetry!.filter((_, k) => k % 5 === 0 && siteSymmetry![k] === 0)).toHaveLength(copies);
    expectGradients(crystal, crystal.sites);
  });

  test('bonds hold for all copies that are the atom itself', () => {
    const bonded = { ...twofold.nonbonded, bonded: Int32Array.of(0, 1) };
    expect(energyOf({ ...twofold, nonbonded: bonded }, twofold.sites)).toBe(0);
  });
});

describe('in a crystal', () => {
  const crystal = crystalOf('P 21 21 21', unitCell('11 12 13 90 90 90'), someFractions(20, 5));

  test('an atom sees its own copies in a cell smaller than its reach', () => {
    const { nonbonded, sites } = crystalOf('P 1', unitCell('3 3 3 90 90 90'), [0.1, 0.2, 0.3], 4);
    const { energy } = targetOf(nonbonded).evaluateSync(sites);
    // Six neighbours at 3 Å, each seen from two sides; at 3√2 Å there is none any more.
    expect(energy).toBeCloseTo(3 * 100 * (4 - 3) ** 4, 9);
  });

  test('conformers are apart and bonds are none across symmetry', () => {
    const { nonbonded, sites } = crystal;
    const alternate = { ...nonbonded, conformer: Int32Array.from({ length: 20 }, (_, i) => 1 + i) };
    const pairs = targetOf(alternate).nonbondedPairs(sites);
    expect(pairs.iSeqs.every((i, k) => k % 2 === 1 || i === pairs.iSeqs[k + 1])).toBe(true);
    const bonded = Int32Array.from({ length: 38 }, (_, k) => Math.ceil(k / 2));
    const across = (target: GeometryTarget) =>
      target.nonbondedPairs(sites).copies!.filter((v) => v !== 0).length;
    expect(across(targetOf({ ...nonbonded, bonded }))).toBe(across(targetOf(nonbonded)));
  });

  test('atoms of a group see no copies of each other, but each other', () => {
    const { nonbonded, sites } = crystal;
    const copyGroup = new Int32Array(20).fill(3);
    const symmetry = { ...nonbonded.symmetry, copyGroup };
    const { copies, vdw } = targetOf({ ...nonbonded, symmetry }).nonbondedPairs(sites);
    expect(copies).toBeUndefined();
    expect(vdw.length).toBeGreaterThan(0);
  });
});
