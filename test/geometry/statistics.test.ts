import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { CLASH_OVERLAP, COVALENT_TERMS, geometryStatistics } from '../../src/geometry/statistics.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { CCTBX_NAMES, CCTBX_TERMS, loadCctbx } from '../reference/load.js';

describe.each(CCTBX_NAMES)('%s', (name) => {
  const reference = loadCctbx(name);
  const restraints: Restraints = {
    ...reference.restraints,
    nonbonded: reference.nonbondedAtoms,
    atomLabel: (iSeq) => `${reference.atoms[iSeq].name}/${iSeq}`,
  };
  const statistics = geometryStatistics(reference.sites, restraints);

  test("rmsd of bonds and angles are cctbx's", () => {
    expect(statistics.terms.bond.rmsd).toBeCloseTo(reference.rmsdBonds, 12);
    expect(statistics.terms.angle.rmsd).toBeCloseTo(reference.rmsdAngles, 10);
  });

  test("energies are cctbx's, and rmsZ goes with them", () => {
    expect(statistics.energy / reference.total).toBeCloseTo(1, 9);
    for (const term of CCTBX_TERMS) {
      expect(statistics.terms[term].energy / reference.energies[term]).toBeCloseTo(1, 9);
    }
    for (const term of ['bond', 'angle', 'chirality'] as const) {
      const { rmsZ, count, energy } = statistics.terms[term];
      expect(rmsZ ** 2 * count).toBeCloseTo(energy, 6);
    }
  });

  test('the worst restraint is the one that costs most', () => {
    const target = new GeometryTarget(restraints);
    for (const term of COVALENT_TERMS) {
      const { energy } = target.measure(term, reference.sites);
      const { worst, count } = statistics.terms[term];
      expect(count).toBe(energy.length);
      expect(worst.map(({ residual }) => residual)).toEqual(
        Array.from(energy.toSorted().reverse().slice(0, 5)),
      );
    }
    target.close();
    const everything = Object.values(statistics.terms).flatMap(({ worst }) => worst);
    const residuals = everything.map(({ residual }) => residual).sort((a, b) => b - a);
    expect(statistics.worst.map(({ residual }) => residual)).toEqual(residuals.slice(0, 5));
  });

  test('clashes are the pairs that overlap', () => {
    const { iSeqs, vdw } = reference.restraints.nonbonded.pairs;
    const distance = (k: number) => {
      const [i, j] = iSeqs.subarray(2 * k, 2 * k + 2);
      const site = (atom: number) => reference.sites.subarray(3 * atom, 3 * atom + 3);
      return Math.hypot(...site(i).map((x, axis) => x - site(j)[axis]));
    };
    const overlapping = vdw.filter((ideal, k) => ideal - distance(k) >= CLASH_OVERLAP);
    expect(statistics.clashes.count).toBe(overlapping.length);
    for (const clash of statistics.clashes.worst) expect(clash.delta).toBeGreaterThanOrEqual(CLASH_OVERLAP);
  });
});

describe('one broken restraint of each term', () => {
  const zeros = (length: number) => new Float64Array(length);
  const restraints: Restraints = {
    atomCount: 5,
    bonds: { iSeqs: Int32Array.of(0, 1), ideal: Float64Array.of(1.5), weight: Float64Array.of(4) },
    planes: { offsets: Int32Array.of(0, 4), iSeqs: Int32Array.of(1, 2, 3, 4), weight: zeros(4).fill(100) },
    atomLabel: (iSeq) => `C${iSeq}`,
  };
  const sites = Float64Array.of(1, 1, 2.1, 1, 1, 0.1, -1, 1, -0.1, -1, -1, 0.1, 1, -1, -0.1);

  test('is told with its numbers and names', () => {
    const { terms, worst, energy } = geometryStatistics(sites, restraints);
    expect(terms.bond).toMatchObject({ count: 1, energy: 1, rmsd: 0.5, rmsZ: 1, maxDelta: 0.5, outliers: 0 });
    expect(terms.bond.worst).toEqual([
      {
        term: 'bond',
        iSeqs: [0, 1],
        ideal: 1.5,
        model: 2,
        delta: -0.5,
        sigma: 0.5,
        weight: 4,
        z: 1,
        residual: 1,
        label: 'C0 - C1',
      },
    ]);
    expect(terms.planarity.rmsd).toBeCloseTo(0.1, 12);
    expect(terms.planarity.rmsZ).toBeCloseTo(1, 12);
    expect(terms.planarity.worst[0]).toMatchObject({
      iSeqs: [1, 2, 3, 4],
      ideal: 0,
      sigma: 0.1,
      label: 'C1 - C2 - C3 - C4',
    });
    expect(Math.abs(terms.planarity.worst[0].model)).toBeCloseTo(0.1, 12);
    expect(worst.map(({ term }) => term)).toEqual(['planarity', 'bond']);
    expect(energy).toBeCloseTo(5, 12);
  });

  test('only as many as asked for', () => {
    expect(geometryStatistics(sites, restraints, { worst: 1 }).worst).toHaveLength(1);
    expect(geometryStatistics(sites, restraints, { worst: 0 }).worst).toEqual([]);
  });

  test('what there are no restraints for counts as nothing', () => {
    const { terms, clashes } = geometryStatistics(sites, restraints);
    expect(terms.angle).toEqual({
      count: 0,
      energy: 0,
      rmsd: 0,
      rmsZ: 0,
      maxDelta: 0,
      outliers: 0,
      worst: [],
    });
    expect(terms.nonbonded).toEqual({ count: 0, energy: 0, worst: [] });
    expect(clashes).toEqual({ count: 0, worst: [] });
  });
});

describe('outliers', () => {
  const bonds = { iSeqs: Int32Array.of(0, 1), ideal: Float64Array.of(1.5), weight: Float64Array.of(100) };
  const stretched = (length: number) => Float64Array.of(0, 0, 0, length, 0, 0);

  test('are off by more than four sigmas', () => {
    const restraints = { atomCount: 2, bonds };
    expect(geometryStatistics(stretched(1.9001), restraints).terms.bond.outliers).toBe(1);
    expect(geometryStatistics(stretched(1.8999), restraints).terms.bond.outliers).toBe(0);
    expect(geometryStatistics(stretched(1.0999), restraints).terms.bond.outliers).toBe(1);
  });

  test('are off by that much beyond their slack', () => {
    const restraints = { atomCount: 2, bonds: { ...bonds, slack: Float64Array.of(0.3) } };
    const { outliers, rmsZ, rmsd } = geometryStatistics(stretched(2.1), restraints).terms.bond;
    expect(outliers).toBe(0);
    expect(rmsZ).toBeCloseTo(3, 12);
    expect(rmsd).toBeCloseTo(0.6, 12);
    expect(geometryStatistics(stretched(2.3), restraints).terms.bond.outliers).toBe(1);
    expect(geometryStatistics(stretched(1.7), restraints).terms.bond.rmsZ).toBe(0);
  });

  test('count a plane once, whichever and however many of its atoms are off', () => {
    const planes = {
      offsets: Int32Array.of(0, 4, 8),
      iSeqs: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      weight: new Float64Array(8).fill(2500),
    };
    const square = (warp: number, z: number) => [
      1,
      1,
      z + warp,
      -1,
      1,
      z - warp,
      -1,
      -1,
      z + warp,
      1,
      -1,
      z - warp,
    ];
    const sites = Float64Array.from([...square(0.1, 0), ...square(0.07, 5)]);
    expect(geometryStatistics(sites, { atomCount: 8, planes }).terms.planarity.outliers).toBe(1);
  });
});
