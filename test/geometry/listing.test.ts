import { describe, expect, test } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { restraintListing, type ListedRestraint } from '../../src/geometry/listing.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { TERMS, type Restraints, type Term } from '../../src/restraints/restraints.js';
import { CCTBX_NAMES, loadCctbx } from '../reference/load.js';

function byTerm(listed: Iterable<ListedRestraint>): Record<Term, ListedRestraint[]> {
  const terms = Object.fromEntries(TERMS.map((term) => [term, [] as ListedRestraint[]]));
  for (const restraint of listed) terms[restraint.term].push(restraint);
  return terms as Record<Term, ListedRestraint[]>;
}

describe.each(CCTBX_NAMES)('%s', (name) => {
  const reference = loadCctbx(name);
  const restraints = { ...reference.restraints, nonbonded: reference.nonbondedAtoms };
  const listed = byTerm(restraintListing(reference.sites, restraints));

  test("residuals add up to cctbx's energies, and come worst first", () => {
    for (const [term, energy] of Object.entries(reference.energies)) {
      const residuals = listed[term as Term].map(({ residual }) => residual);
      expect(residuals.reduce((sum, residual) => sum + residual, 0) / energy).toBeCloseTo(1, 9);
      expect(residuals).toEqual(residuals.toSorted((a, b) => b - a));
    }
  });

  test('every restraint is there once', () => {
    const { bonds, angles, dihedrals, chiralities, planes }: Restraints = restraints;
    const rows = (iSeqs: Int32Array = new Int32Array(0), each: number): string[] =>
      Array.from({ length: iSeqs.length / each }, (_, k) => iSeqs.subarray(each * k, each * (k + 1)).join());
    const atomsOf = (term: Term) => listed[term].map(({ iSeqs }) => iSeqs.join()).sort();
    expect(atomsOf('bond')).toEqual(rows(bonds?.iSeqs, 2).sort());
    expect(atomsOf('angle')).toEqual(rows(angles?.iSeqs, 3).sort());
    expect(atomsOf('dihedral')).toEqual(rows(dihedrals?.iSeqs, 4).sort());
    expect(atomsOf('chirality')).toEqual(rows(chiralities?.iSeqs, 4).sort());
    expect(listed.planarity).toHaveLength(planes!.offsets.length - 1);
  });

  test('weights and deltas make residuals', () => {
    for (const { delta, weight, residual, z, details } of [...listed.bond, ...listed.chirality]) {
      expect(Math.abs(weight! * delta ** 2 - residual)).toBeLessThan(1e-9 * (1 + residual));
      expect(Math.abs(z! ** 2 - residual)).toBeLessThan(1e-9 * (1 + residual));
      expect(details.slack).toBeUndefined();
    }
    for (const { weight, residual, details } of listed.planarity) {
      const weights = details.weights ?? details.deltas!.map(() => weight!);
      const sum = details.deltas!.reduce((total, delta, k) => total + weights[k] * delta ** 2, 0);
      expect(Math.abs(sum - residual)).toBeLessThan(1e-9 * (1 + residual));
    }
    for (const { ideal, model, residual } of listed.nonbonded) {
      expect(Math.abs(100 * (ideal - model) ** 4 - residual)).toBeLessThan(1e-9 * (1 + residual));
      expect(residual).toBeGreaterThan(0);
    }
  });
});

describe('a listing', () => {
  const sites = Float64Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0);

  test('keeps the order of restraints that cost the same', () => {
    const bonds = {
      iSeqs: Int32Array.of(2, 3, 0, 1, 1, 2),
      ideal: Float64Array.of(1.1, 1.1, 1.5),
      weight: Float64Array.of(100, 100, 100),
    };
    const listed = [...restraintListing(sites, { atomCount: 4, bonds })];
    expect(listed.map(({ iSeqs }) => iSeqs)).toEqual([
      [1, 2],
      [2, 3],
      [0, 1],
    ]);
    expect(listed[0]).toMatchObject({ weight: 100, sigma: 0.1, z: 5, label: 'atom 1 - atom 2' });
  });

  test('tells slack, limits, wells and hands', () => {
    const restraints: Restraints = {
      atomCount: 4,
      bonds: {
        iSeqs: Int32Array.of(0, 1, 1, 2),
        ideal: Float64Array.of(1.5, 1.5),
        weight: Float64Array.of(4, 1),
        slack: Float64Array.of(0.25, 0),
        limit: Float64Array.of(0.5, 0.5),
        topOut: Uint8Array.of(0, 1),
      },
      dihedrals: {
        iSeqs: Int32Array.of(0, 1, 2, 3),
        ideal: Float64Array.of(60),
        weight: Float64Array.of(1),
        periodicity: Int32Array.of(-2),
        altAngleIdeals: { offsets: Int32Array.of(0, 2), values: Float64Array.of(180, -60) },
      },
      chiralities: {
        iSeqs: Int32Array.of(0, 1, 2, 3),
        ideal: Float64Array.of(2),
        weight: Float64Array.of(1),
        bothSigns: Uint8Array.of(1),
      },
    };
    const listed = byTerm(restraintListing(sites, restraints));
    expect(listed.bond.map(({ details, z }) => ({ details, z }))).toEqual([
      { details: { slack: 0.25 }, z: 0.5 },
      { details: { limit: 0.5 }, z: 0.5 },
    ]);
    expect(listed.dihedral[0].details).toEqual({ periodicity: -2, alternatives: [180, -60] });
    // On a line there is no dihedral angle.
    expect(listed.dihedral[0]).toMatchObject({ delta: 0, residual: 0 });
    expect(listed.chirality[0].details).toEqual({ bothSigns: 1 });
  });

  test('is of the terms that are asked for', async () => {
    const model = await readModel('data/models/1ubq.pdb');
    const restraints = buildRestraints(model);
    const listed = byTerm(restraintListing(model.sitesCart, restraints, { terms: ['nonbonded', 'bond'] }));
    expect(Object.entries(listed).flatMap(([term, { length }]) => (length > 0 ? [term] : []))).toEqual([
      'bond',
      'nonbonded',
    ]);
    const target = new GeometryTarget(restraints);
    const { terms } = target.evaluateSync(model.sitesCart);
    target.close();
    for (const term of ['bond', 'nonbonded'] as const) {
      const sum = listed[term].reduce((total, { residual }) => total + residual, 0);
      expect(sum / terms[term]).toBeCloseTo(1, 12);
    }
  });

  test('of a site that is no number is an error that names the atom', () => {
    const bonds = { iSeqs: Int32Array.of(0, 1), ideal: Float64Array.of(1), weight: Float64Array.of(1) };
    const listing = restraintListing(Float64Array.of(0, 0, 0, NaN, 0, 0), { atomCount: 2, bonds });
    expect(() => listing.next()).toThrow(GeominError);
  });
});
