import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { findSpaceGroup } from '../../src/model/space-group.js';
import { operatorText } from '../../src/model/symmetry-operator.js';
import { loadCrystal, type CrystalReference } from '../reference/load-crystal.js';

const NAMES = ['1ubq', '133d', 'altloc'] as const;

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** A contact as seen from one side: `i j operator`. */
function contact(i: number, j: number, operator: string): string {
  return `${i} ${j} ${operator}`;
}

describe.each(NAMES)('%s in its crystal', (name) => {
  let reference: CrystalReference;
  let target: GeometryTarget;

  beforeAll(() => {
    reference = loadCrystal(name);
    target = new GeometryTarget({ atomCount: reference.atomCount, nonbonded: reference.nonbonded });
  });
  afterAll(() => target.close());

  it('has the energy and gradients of cctbx', () => {
    const { sites, energy, gradients } = reference;
    const found = new Float64Array(sites.length);
    const evaluation = target.evaluateSync(sites, found);
    expect(Math.abs(evaluation.terms.nonbonded - energy)).toBeLessThanOrEqual(1e-9 * energy);
    const differences = found.map((value, x) => value - gradients[x]);
    expect(largest(differences)).toBeLessThanOrEqual(1e-9 * largest(gradients));
  });

  it('has the contacts of cctbx, seen from either side', () => {
    const { sites, pairListCutoff, pairs, nonbonded } = reference;
    const within = target.nonbondedPairs(sites, { cutoff: pairListCutoff * (1 + 1e-9) });
    const { operators } = nonbonded.symmetry;
    const ours = new Map<string, number>();
    within.vdw.forEach((vdw, k) => {
      const [i, j] = within.iSeqs.subarray(2 * k, 2 * k + 2);
      const [op, ...edges] = within.copies!.subarray(4 * k, 4 * k + 4);
      const rows = [0, 4, 8].map((row) => operators.subarray(12 * op + row, 12 * op + row + 4));
      const text = operatorText(
        rows.flatMap((row) => [...row.subarray(0, 3)]),
        rows.map((row, axis) => row[3] + edges[axis]),
      );
      ours.set(contact(i, j, text), vdw);
    });
    const theirs = new Set<string>();
    for (const { i, j, operator, inverse, vdw } of pairs) {
      const seen = [contact(i, j, operator), contact(j, i, inverse)].filter((key) => ours.has(key));
      expect(seen.length, contact(i, j, operator)).toBeGreaterThanOrEqual(1);
      for (const key of seen) {
        theirs.add(key);
        expect(ours.get(key)).toBeCloseTo(vdw, 12);
      }
    }
    expect(ours.size).toBe(theirs.size);
    expect([...theirs].filter((key) => !key.endsWith(' x,y,z')).length).toBeGreaterThan(100);
  });
});

it('finds the space groups of the references', () => {
  for (const name of NAMES) expect(findSpaceGroup(loadCrystal(name).spaceGroup)).toBeDefined();
});
