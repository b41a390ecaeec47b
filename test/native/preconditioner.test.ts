import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { nativeAddon, type NativePreconditioner } from '../../src/geometry/native.js';
import { toNative } from '../../src/geometry/native-restraints.js';
import { TERMS, type Restraints } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';
import { random, randomSites } from './random.js';
import { angle, bond, chirality, dihedral, plane, position } from './restraint-cases.js';

/** μ, 1/Å². */
const DAMPING = 100;
/** Å, of the differences that a Hessian is taken from. */
const STEP = 1e-4;

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

function open(restraints: Restraints, threads = 1) {
  const core = new (nativeAddon().GeometryCore)(toNative(restraints, TERMS), 1);
  closers.push(() => core.close());
  return { core, preconditioner: new (nativeAddon().Preconditioner)(core, threads) };
}

type Product = (vector: Float64Array) => Float64Array;

/** v ↦ (H + μ) v at these sites, H the Hessian by central differences of the gradients. */
function dampedHessian({ core }: ReturnType<typeof open>, sites: Float64Array): Product {
  const energies = new Float64Array(TERMS.length);
  const gradientsAt = (step: number, vector: Float64Array) => {
    const gradients = new Float64Array(sites.length);
    const moved = sites.map((x, k) => x + step * vector[k]);
    expect(core.evaluateSync(moved, gradients, energies)).toBe(-1);
    return gradients;
  };
  return (vector) => {
    const [ahead, behind] = [gradientsAt(STEP, vector), gradientsAt(-STEP, vector)];
    return ahead.map((g, k) => (g - behind[k]) / (2 * STEP) + DAMPING * vector[k]);
  };
}

/** H₀ (H + μ) v is v, in single precision. */
function expectInverse(preconditioner: NativePreconditioner, product: Product, size: number, seed = 1) {
  const vector = randomSites(size / 3, 2, seed);
  const result = product(vector);
  preconditioner.apply(result);
  const error = Math.hypot(...result.map((x, k) => x - vector[k])) / Math.hypot(...vector);
  expect(error).toBeLessThan(2e-4);
}

/** The same restraints with the ideals that these sites have. */
function idealAt(restraints: Restraints, sites: Float64Array): Restraints {
  const core = new (nativeAddon().GeometryCore)(toNative(restraints, TERMS), 1);
  const ideal = (term: number) => (core.measure(term, sites) as { model: Float64Array }).model;
  const { bonds, angles, dihedrals, chiralities } = restraints;
  const result = {
    ...restraints,
    bonds: bonds && { ...bonds, ideal: ideal(0) },
    angles: angles && { ...angles, ideal: ideal(1) },
    dihedrals: dihedrals && { ...dihedrals, ideal: ideal(2) },
    chiralities: chiralities && { ...chiralities, ideal: ideal(3) },
  };
  core.close();
  return result;
}

test('a bond by hand', () => {
  // Along x the matrix is 2w [1 -1; -1 1] + μ: 2w·2 + μ for atoms that part, μ for atoms that move together.
  const { preconditioner } = open(bond(1.5, { weight: Float64Array.of(2500) }));
  expect(preconditioner.prepare(Float64Array.of(0, 0, 0, 1.6, 0, 0))).toBe(true);
  const apart = Float64Array.of(1, 0, 0, -1, 0, 0);
  preconditioner.apply(apart);
  expect(apart[0]).toBeCloseTo(1 / 10_100, 9);
  expect(apart[3]).toBeCloseTo(-1 / 10_100, 9);
  const together = Float64Array.of(1, 1, 0, 1, -1, 0);
  preconditioner.apply(together);
  [0.01, 0.01, 0, 0.01, -0.01, 0].forEach((x, k) => expect(together[k]).toBeCloseTo(x, 7));
});

describe('where all is ideal it is the inverse of the damped Hessian', () => {
  const heavy = { weight: Float64Array.of(7) };
  const bent = Float64Array.of(1.5, 0.1, 0, 0, 0, 0.3, -0.4, 1.3, 0.2, 0.7, 0.8, 1.5);
  test.each<[string, Restraints]>([
    ['a bond', bond(0, heavy)],
    ['an angle', angle(0, heavy)],
    ['a harmonic dihedral', dihedral(0, 0, heavy)],
    ['a dihedral with three wells', dihedral(0, 3, heavy)],
    ['a chirality', chirality(0)],
  ])('%s', (_, restraints) => {
    const sites = bent.slice(0, 3 * restraints.atomCount);
    const target = open(idealAt(restraints, sites));
    expect(target.preconditioner.prepare(sites)).toBe(true);
    expectInverse(target.preconditioner, dampedHessian(target, sites), sites.length);
  });

  test.each([
    [4, 1],
    [6, 2],
    [12, 3],
  ])('a plane of %d atoms', (atomCount, seed) => {
    const next = random(seed);
    const flat = randomSites(atomCount, 4, seed).map((x, k) => (k % 3 === 2 ? 0 : x));
    // Turned about x, so that the normal is no axis.
    const sites = flat.map((x, k) => (k % 3 === 0 ? x : (k % 3 === 1 ? 0.8 : 0.6) * flat[k - (k % 3) + 1]));
    const target = open(plane(...Array.from({ length: atomCount }, () => 500 + 2000 * next())));
    expect(target.preconditioner.prepare(sites)).toBe(true);
    expectInverse(target.preconditioner, dampedHessian(target, sites), sites.length, seed);
  });

  test('all of ubiquitin, but for its planes', () => {
    const { restraints, sites } = loadCctbx('1ubq');
    const target = open(idealAt({ ...restraints, planes: undefined, nonbonded: undefined }, sites));
    expect(target.preconditioner.prepare(sites)).toBe(true);
    expectInverse(target.preconditioner, dampedHessian(target, sites), sites.length);
  });

  test('a position', () => {
    const sites = bent.slice(0, 3);
    const target = open(position([1, 2, 3], heavy));
    expect(target.preconditioner.prepare(sites)).toBe(true);
    expectInverse(target.preconditioner, dampedHessian(target, sites), 3);
  });

  test('ubiquitin with walls: fixed atoms in and around what moves, which is also held to its place', () => {
    const { restraints, sites } = loadCctbx('1ubq');
    const fixed = Uint8Array.from({ length: restraints.atomCount }, (_, i) =>
      Number(i % 50 > 20 || i % 7 === 3),
    );
    const iSeqs = Int32Array.from({ length: restraints.atomCount / 2 }, (_, k) => 2 * k);
    const ideal = Float64Array.from([...iSeqs].flatMap((i) => [...sites.subarray(3 * i, 3 * i + 3)]));
    const weight = new Float64Array(iSeqs.length).fill(40);
    const positions = { iSeqs, ideal, weight };
    const bonded = { ...restraints, planes: undefined, nonbonded: undefined };
    const target = open({ ...idealAt(bonded, sites), fixed, positions });
    expect(target.preconditioner.prepare(sites)).toBe(true);
    const vector = randomSites(restraints.atomCount, 2, 5).map((x, k) => (fixed[Math.floor(k / 3)] ? 0 : x));
    const result = dampedHessian(target, sites)(vector);
    target.preconditioner.apply(result);
    const error = Math.hypot(...result.map((x, k) => x - vector[k])) / Math.hypot(...vector);
    expect(error).toBeLessThan(2e-4);
    result.forEach((x, k) => fixed[Math.floor(k / 3)] && expect(x).toBe(0));
  });

  test('any network of bonds', () => {
    const pair = fc.tuple(fc.nat(29), fc.nat(29)).filter(([i, j]) => i !== j);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 90 }), fc.integer(), (pairs, seed) => {
        const sites = randomSites(30, 10, seed);
        const next = random(seed);
        const columns = { ideal: new Float64Array(pairs.length), weight: Float64Array.from(pairs, next) };
        const weight = columns.weight.map((w) => 2500 * w);
        const bonds = { ...columns, weight, iSeqs: Int32Array.from(pairs.flat()) };
        const target = open(idealAt({ atomCount: 30, bonds }, sites));
        expect(target.preconditioner.prepare(sites)).toBe(true);
        expectInverse(target.preconditioner, dampedHessian(target, sites), sites.length, seed);
      }),
      { numRuns: 100 },
    );
  });
});

test('threads change no digit', () => {
  const { restraints, sites } = loadCctbx('2hhb'); // four chains and waters: several stretches
  const vectors = [1, 2, 4].map((threads) => {
    const { preconditioner } = open(restraints, threads);
    expect(preconditioner.prepare(sites)).toBe(true);
    const vector = randomSites(restraints.atomCount, 2, 1);
    preconditioner.apply(vector);
    return vector;
  });
  for (const vector of vectors.slice(1)) expect(vector).toEqual(vectors[0]);
});

describe('there is none', () => {
  const allPairs = (atomCount: number) => {
    const bonds: number[] = [];
    for (let i = 0; i < atomCount; i++) for (let j = 0; j < i; j++) bonds.push(j, i);
    return Int32Array.from(bonds);
  };

  test('where every atom is bonded to every other', () => {
    const iSeqs = allPairs(400);
    const column = () => new Float64Array(iSeqs.length / 2).fill(1);
    const { preconditioner } = open({ atomCount: 400, bonds: { iSeqs, ideal: column(), weight: column() } });
    expect(preconditioner.prepare(randomSites(400, 10, 1))).toBe(false);
  });

  test.each([
    ['a weight is beyond single precision', 1e300, 0],
    ['a site is not a number', 2500, NaN],
  ])('where %s', (_, weight, x) => {
    const { preconditioner } = open(bond(1.5, { weight: Float64Array.of(weight) }));
    expect(preconditioner.prepare(Float64Array.of(x, 0, 0, 1, 1, 1))).toBe(false);
  });
});

test.each([
  ['at one place', () => 0],
  ['on a line', (_: number, k: number) => (k % 3 === 0 ? k : 0)],
  ['far from each other', (x: number, k: number) => (k === 30 ? 50_000 : x)],
])('atoms %s have one, or none, but no figures that are not finite', (_, move) => {
  const { restraints, sites } = loadCctbx('1ubq');
  const { preconditioner } = open(restraints);
  if (!preconditioner.prepare(sites.map(move))) return;
  const vector = randomSites(restraints.atomCount, 2, 3);
  preconditioner.apply(vector);
  expect(vector.every(Number.isFinite)).toBe(true);
});
