import { describe, expect, test } from 'vitest';
import type { Restraints } from '../../src/restraints/restraints.js';
import { expectGradients } from './finite-differences.js';
import { randomSites } from './random.js';
import { angle, CASES, dihedral } from './restraint-cases.js';

const degree = Math.PI / 180;

/** Three atoms with the given angle at the second, Å. */
function bent(degrees: number): Float64Array {
  return Float64Array.of(
    1.5,
    0,
    0,
    0,
    0,
    0,
    1.3 * Math.cos(degrees * degree),
    1.3 * Math.sin(degrees * degree),
    0,
  );
}

/** Four atoms with the given dihedral and right angles at the axis. */
function twisted(degrees: number): Float64Array {
  const [c, s] = [Math.cos(degrees * degree), Math.sin(degrees * degree)];
  return Float64Array.of(1.5, 0, 0, 0, 0, 0, 0, 0, 1.4, 1.3 * c, 1.3 * s, 1.4);
}

/** Turned and moved, so that nothing lies along an axis. */
function displaced(sites: Float64Array): Float64Array {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  return sites.map((_, k) => {
    const i = k - (k % 3);
    const [x, y, z] = sites.subarray(i, i + 3);
    const [u, v] = [c * x - s * y, s * x + c * y];
    return [u + 10, c * v - s * z - 20, s * v + c * z + 30][k % 3];
  });
}

function permuted(restraints: Restraints, order: readonly number[]): Restraints {
  const renumber = <T extends { iSeqs: Int32Array }>(term: T | undefined) =>
    term && { ...term, iSeqs: term.iSeqs.map((iSeq) => order[iSeq]) };
  const { angles, dihedrals } = restraints;
  return { ...restraints, angles: renumber(angles), dihedrals: renumber(dihedrals) };
}

describe.each(CASES)('$name', ({ atomCount, restraints }) => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))('random sites %i', (seed) => {
    expectGradients(restraints, randomSites(atomCount, 4, 1000 * atomCount + seed));
  });

  test('next to atoms that are not restrained', () => {
    const sites = randomSites(atomCount + 3, 4, 7);
    expectGradients({ ...restraints, atomCount: atomCount + 3 }, sites);
  });
});

describe('awkward angles', () => {
  test.each([90, 0.1, 1, 179, 179.9, 179.97])('%d°', (degrees) => {
    for (const ideal of [90, 109.5, 180]) {
      expectGradients(angle(ideal), bent(degrees));
      expectGradients(angle(ideal), displaced(bent(degrees)));
    }
  });

  test('each atom at the vertex', () => {
    for (const order of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      expectGradients(permuted(angle(109.5), order), displaced(bent(90)));
    }
  });
});

describe('awkward dihedrals', () => {
  test.each([0, 0.01, 60, 90, -90, 179.99, -179.99, 180])('%d°', (degrees) => {
    for (const periodicity of [0, -3, 1, 2, 3]) {
      expectGradients(dihedral(45, periodicity), twisted(degrees));
      expectGradients(dihedral(45, periodicity), displaced(twisted(degrees)));
    }
  });

  test('atoms in every order', () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 0, 1, 3],
      [1, 3, 0, 2],
    ]) {
      expectGradients(permuted(dihedral(-60, 3), order), randomSites(4, 3, 21));
    }
  });

  test('a straight angle beside the axis, nearly', () => {
    const sites = twisted(70);
    sites.set([0.01, 0, -1.5], 0);
    expectGradients(dihedral(30, 2), displaced(sites), 2e-6);
  });
});

describe('nearly flat planes', () => {
  const flat = Float64Array.from({ length: 18 }, (_, k) => {
    const [x, y] = [Math.cos((k - (k % 3)) * 20 * degree), Math.sin((k - (k % 3)) * 20 * degree)];
    return [1.4 * x, 1.4 * y, 0.02 * Math.sin(5 * k)][k % 3];
  });
  const ring = CASES.find(({ name }) => name === 'plane of 9')!.restraints.planes!;
  const planes = {
    offsets: Int32Array.of(0, 6),
    iSeqs: ring.iSeqs.slice(0, 6),
    weight: ring.weight.slice(0, 6),
  };

  test('a ring, puckered by 0.02 Å', () => expectGradients({ atomCount: 6, planes }, displaced(flat)));
});

test('the gradient check itself can fail', () => {
  // Harmonic wells have a kink half a turn from their ideal.
  expect(() => expectGradients(dihedral(0, 0), twisted(180))).toThrow();
});
