import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { type Restraints, type Term } from '../../src/restraints/restraints.js';
import { CCTBX_NAMES, CCTBX_TERMS, loadCctbx, type CctbxReference } from '../reference/load.js';

/** cctbx's plane normals carry the noise of its eigensolver. */
const PLANARITY_TOLERANCE = 1e-6;

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe.each(CCTBX_NAMES)('%s as cctbx computes it', (name) => {
  let reference: CctbxReference;
  const targets: GeometryTarget[] = [];

  const targetFor = (restraints: Restraints, terms?: Term[]) => {
    const target = new GeometryTarget(restraints, { terms });
    targets.push(target);
    return target;
  };

  const expectTerm = (target: GeometryTarget, term: (typeof CCTBX_TERMS)[number]) => {
    const gradients = new Float64Array(3 * reference.atomCount);
    const evaluation = target.evaluateSync(reference.sites, gradients);
    const energy = reference.energies[term];
    expect(Math.abs(evaluation.terms[term] - energy)).toBeLessThanOrEqual(1e-9 * energy);
    expect(evaluation.energy).toBe(evaluation.terms[term]);
    const expected = reference.gradients[term];
    const tolerance = term === 'planarity' ? PLANARITY_TOLERANCE : 1e-9 * largest(expected);
    expect(largestDifference(gradients, expected)).toBeLessThanOrEqual(tolerance);
  };

  beforeAll(() => {
    reference = loadCctbx(name);
  });
  afterAll(() => targets.forEach((target) => target.close()));

  test.each(CCTBX_TERMS)('%s: energy and gradients', (term) => {
    expectTerm(targetFor(reference.restraints, [term]), term);
  });

  test('all terms together', () => {
    const target = targetFor(reference.restraints);
    const { energy, terms } = target.evaluateSync(reference.sites);
    expect(Math.abs(energy - reference.total)).toBeLessThanOrEqual(1e-9 * reference.total);
    for (const term of CCTBX_TERMS) {
      expect(Math.abs(terms[term] - reference.energies[term])).toBeLessThanOrEqual(
        1e-9 * reference.energies[term],
      );
    }
  });

  test('nonbonded from a pair list of our own', () => {
    const { atomCount, nonbondedAtoms } = reference;
    expectTerm(targetFor({ atomCount, nonbonded: nonbondedAtoms }), 'nonbonded');
  });

  test('the same pairs and van der Waals distances', () => {
    const { atomCount, nonbondedAtoms, restraints, sites, pairListCutoff } = reference;
    const target = targetFor({ atomCount, nonbonded: nonbondedAtoms });
    const ours = target.nonbondedPairs(sites, { cutoff: pairListCutoff * (1 + 1e-9) });
    const theirs = restraints.nonbonded.pairs;
    expect(byPair(ours)).toEqual(byPair(theirs));
  });
});

/** van der Waals distances to 1e-12 Å by pair, in canonical order. */
function byPair({ iSeqs, vdw }: { iSeqs: Int32Array; vdw: Float64Array }): [number, number, string][] {
  return Array.from(vdw, (distance, k): [number, number, string] => {
    const [i, j] = iSeqs.slice(2 * k, 2 * k + 2).sort();
    return [i, j, distance.toFixed(12)];
  }).sort(([i, j], [k, l]) => i - k || j - l);
}
