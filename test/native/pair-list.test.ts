import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { HYDROGEN_BOND, type NonbondedAtoms } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';
import { random, randomSites } from './random.js';

function carbons(atomCount: number, more: Partial<NonbondedAtoms> = {}): NonbondedAtoms {
  return {
    radius: new Float64Array(atomCount).fill(1.75),
    hydrogenBond: new Uint8Array(atomCount),
    conformer: new Int32Array(atomCount),
    bonded: new Int32Array(0),
    ...more,
  };
}

function targetFor(nonbonded: NonbondedAtoms): GeometryTarget {
  return new GeometryTarget({ atomCount: nonbonded.radius.length, nonbonded });
}

/** All pairs within the cutoff, found the slow way, in canonical order. */
function pairsTheSlowWay(sites: Float64Array, cutoff: number): number[] {
  const pairs: number[] = [];
  for (let i = 0; i < sites.length; i += 3) {
    for (let j = i + 3; j < sites.length; j += 3) {
      const [dx, dy, dz] = [sites[i] - sites[j], sites[i + 1] - sites[j + 1], sites[i + 2] - sites[j + 2]];
      if (dx * dx + dy * dy + dz * dz <= cutoff * cutoff) pairs.push(i / 3, j / 3);
    }
  }
  return pairs;
}

/** The digits of an evaluation. */
function digits(target: GeometryTarget, sites: Float64Array): string {
  const gradients = new Float64Array(sites.length);
  const { energy } = target.evaluateSync(sites, gradients);
  return Buffer.from(Float64Array.of(energy, ...gradients).buffer).toString('hex');
}

describe('finds each pair once', () => {
  const shapes: Record<string, Float64Array> = {
    'a dense ball': randomSites(300, 12, 1),
    'a thin gas': randomSites(300, 200, 2),
    'a thread': randomSites(300, 400, 3).map((x, k) => (k % 3 === 0 ? x : 0.01 * x)),
    'a sheet': randomSites(300, 60, 4).map((x, k) => (k % 3 === 2 ? 0.01 * x : x)),
    'everything in one cell': randomSites(100, 1, 5),
    'two balls 1 cm apart': randomSites(200, 10, 6).map((x, k) => (k < 300 ? x : x + 1e8)),
    'a lattice on cell borders': Float64Array.from({ length: 3 * 216 }, (_, k) => {
      const i = Math.floor(k / 3);
      return 4.5 * [i % 6, Math.floor(i / 6) % 6, Math.floor(i / 36)][k % 3];
    }),
    'one atom': Float64Array.of(1, 2, 3),
    'two atoms': Float64Array.of(0, 0, 0, 1, 1, 1),
  };

  test.each(Object.keys(shapes))('%s', (name) => {
    const sites = shapes[name];
    const target = targetFor(carbons(sites.length / 3));
    for (const cutoff of [0.5, 3.5, 4.5, 9, 30]) {
      expect(Array.from(target.nonbondedPairs(sites, { cutoff }).iSeqs)).toEqual(
        pairsTheSlowWay(sites, cutoff),
      );
    }
    target.close();
  });
});

describe('which pairs, how far apart', () => {
  const line = Float64Array.from({ length: 18 }, (_, k) => (k % 3 === 0 ? 0.1 * k : 0));

  test('bonded atoms and their neighbors are left out, third neighbors are drawn closer', () => {
    const target = targetFor(carbons(6, { bonded: Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4) }));
    const { iSeqs, vdw } = target.nonbondedPairs(line);
    expect(Array.from(iSeqs)).toEqual([0, 3, 0, 4, 0, 5, 1, 4, 1, 5, 2, 5, 3, 5, 4, 5]);
    expect(Array.from(vdw)).toEqual(
      [2.8, 3.5, 3.5, 2.8, 3.5, 3.5, 3.5, 3.5].map((d) => expect.closeTo(d, 12)),
    );
  });

  test('a ring counts the shorter way round, and a bond may be named twice', () => {
    const bonded = Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0, 1, 1, 0);
    const { iSeqs } = targetFor(carbons(6, { bonded })).nonbondedPairs(line);
    expect(Array.from(iSeqs)).toEqual([0, 5, 1, 5, 2, 5, 3, 5, 4, 5]);
  });

  test('atoms of different conformers do not see each other', () => {
    const { iSeqs } = targetFor(carbons(6, { conformer: Int32Array.of(0, 1, 1, 2, 2, 3) })).nonbondedPairs(
      line,
    );
    expect(Array.from(iSeqs)).toEqual([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 1, 2, 3, 4]);
  });

  test('hydrogen bonds draw closer, all pairs keep 1 Å, and so do unknown radii', () => {
    const { none, donor, acceptor, both, hydrogen } = HYDROGEN_BOND;
    const roles = [none, donor, acceptor, both, hydrogen];
    const near = [
      [donor, acceptor],
      [donor, both],
      [acceptor, both],
      [both, both],
      [acceptor, hydrogen],
      [both, hydrogen],
    ];
    for (const a of roles) {
      for (const b of roles) {
        const atoms = carbons(2, { hydrogenBond: Uint8Array.of(a, b) });
        const isNear = near.some(([c, d]) => (a === c && b === d) || (a === d && b === c));
        const vdw = targetFor(atoms).nonbondedPairs(new Float64Array(6)).vdw[0];
        expect(vdw, `${a} and ${b}`).toBeCloseTo(isNear ? 2.9 : 3.5, 12);
      }
    }
    const hydrogenBond = Uint8Array.of(donor, acceptor);
    const small = carbons(2, { radius: Float64Array.of(0.7, 0.6), hydrogenBond });
    expect(targetFor(small).nonbondedPairs(new Float64Array(6)).vdw[0]).toBe(1);
    const unknown = carbons(2, { radius: Float64Array.of(NaN, 1.75) });
    expect(targetFor(unknown).nonbondedPairs(new Float64Array(6)).vdw[0]).toBe(1);
  });
});

describe('the list never shows in the digits', () => {
  const { atomCount, restraints, nonbondedAtoms, sites } = loadCctbx('1ubq');

  test.each([0, 0.01, 0.3, 1, 6])('buffer of %d Å', (buffer) => {
    const walked = new GeometryTarget({ ...restraints, nonbonded: { ...nonbondedAtoms, buffer } });
    const next = random(8);
    for (let step = 0; step < 30; step++) {
      // Strides below, about and above half the buffer.
      const stride = [0.02, 0.3, 1.2, 4][step % 4];
      const there = sites.map((x) => x + stride * (next() - 0.5));
      const fresh = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
      expect(digits(walked, there)).toBe(digits(fresh, there));
      fresh.close();
    }
    walked.close();
  });

  test('one atom that creeps up on another is noticed in time', () => {
    const atoms = carbons(2, { buffer: 1 });
    const target = targetFor(atoms);
    for (let x = 12; x > 0; x -= 0.07) {
      const { energy } = target.evaluateSync(Float64Array.of(0, 0, 0, x, 0, 0));
      expect(energy).toBeCloseTo(100 * Math.max(0, 3.5 - x) ** 4, 8);
    }
  });

  test('nor do other evaluations, at other sites and with fewer results', () => {
    const target = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
    const before = digits(target, sites);
    target.evaluateSync(randomSites(atomCount, 30, 9));
    target.evaluateSync(new Float64Array(3 * atomCount));
    target.nonbondedPairs(sites, { cutoff: 9 });
    expect(digits(target, sites)).toBe(before);
  });
});

describe('what would explode', () => {
  test('one atom far away costs neither memory nor time', () => {
    const { nonbondedAtoms, sites, restraints, atomCount } = loadCctbx('2hhb');
    const target = new GeometryTarget({ atomCount, nonbonded: nonbondedAtoms });
    const near = target.evaluateSync(sites).energy;
    const away = sites.slice();
    away.set([9e8, -9e8, 9e8], 0);
    const [memory, start] = [process.memoryUsage().rss, performance.now()];
    const { energy } = target.evaluateSync(away, new Float64Array(sites.length));
    expect(performance.now() - start).toBeLessThan(500);
    expect(process.memoryUsage().rss - memory).toBeLessThan(50e6);
    const withFixed = new GeometryTarget({ atomCount, nonbonded: restraints.nonbonded });
    expect(energy).toBeCloseTo(withFixed.evaluateSync(away).energy, 8);
    expect(energy).toBeLessThanOrEqual(near);
  });

  test.each([1500, 1700])('%d atoms at one place', (atomCount) => {
    // Fewer than a list may hold, and more.
    const target = targetFor(carbons(atomCount));
    const memory = process.memoryUsage().rss;
    const gradients = new Float64Array(3 * atomCount);
    const { energy } = target.evaluateSync(new Float64Array(3 * atomCount).fill(7), gradients);
    expect(energy / ((atomCount * (atomCount - 1)) / 2)).toBeCloseTo(100 * 3.5 ** 4, 3);
    expect(gradients.every((gradient) => gradient === 0)).toBe(true);
    expect(process.memoryUsage().rss - memory).toBeLessThan(100e6);
  });

  test('too crowded for a list, the gradients are still right', () => {
    const atomCount = 1700;
    const sites = randomSites(atomCount, 0.5, 11);
    const target = targetFor(carbons(atomCount));
    const gradients = new Float64Array(3 * atomCount);
    target.evaluateSync(sites, gradients);
    const step = 1e-4;
    const moved = (shift: number) => target.evaluateSync(sites.with(5, sites[5] + shift)).energy;
    const numeric = (moved(step) - moved(-step)) / (2 * step);
    expect(Math.abs(gradients[5] - numeric)).toBeLessThan(1e-5 * Math.abs(numeric));
  });
});
