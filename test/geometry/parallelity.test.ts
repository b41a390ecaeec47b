import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { geometryStatistics } from '../../src/geometry/statistics.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { numericGradients } from '../native/finite-differences.js';

/** What cctbx's parallelity.h (2022.9) says of base pairs, aromatic rings and random planes. */
interface CctbxParallelity {
  readonly i_seqs: number[];
  readonly j_seqs: number[];
  readonly target: number;
  readonly slack: number;
  readonly limit: number;
  readonly top_out: boolean;
  readonly weight: number;
  readonly theta: number;
  readonly residual: number;
  /** Of i_seqs and then of j_seqs. */
  readonly gradients: number[][];
}

type Models = Record<string, { sites: number[][]; restraints: CctbxParallelity[] }>;

const file = new URL('../reference/parallelity.cctbx.json.gz', import.meta.url);
const models = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Models;

function toRestraints(atomCount: number, all: readonly CctbxParallelity[]): Restraints {
  let end = 0;
  const ends = all.flatMap(({ i_seqs, j_seqs }) => [(end += i_seqs.length), (end += j_seqs.length)]);
  return {
    atomCount,
    parallelities: {
      offsets: Int32Array.of(0, ...ends),
      iSeqs: Int32Array.from(all.flatMap(({ i_seqs, j_seqs }) => [...i_seqs, ...j_seqs])),
      ideal: Float64Array.from(all, ({ target }) => target),
      weight: Float64Array.from(all, ({ weight }) => weight),
      slack: Float64Array.from(all, ({ slack }) => slack),
      limit: Float64Array.from(all, ({ limit }) => limit),
      topOut: Uint8Array.from(all, ({ top_out }) => Number(top_out)),
    },
  };
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, k) => Math.abs(value - b[k])));
}

describe.each(Object.entries(models))('planes of %s as cctbx computes them', (_, model) => {
  const sites = Float64Array.from(model.sites.flat());

  test.each(model.restraints)('%#', (restraint) => {
    const restraints = toRestraints(model.sites.length, [restraint]);
    const { energy, gradients } = geometryGradients(sites, restraints);
    expect(Math.abs(energy - restraint.residual)).toBeLessThanOrEqual(1e-9 * restraint.residual);
    const target = new GeometryTarget(restraints);
    const numeric = numericGradients(target, sites, 1e-4);
    target.close();
    const atoms = [...restraint.i_seqs, ...restraint.j_seqs];
    const found = atoms.flatMap((iSeq) => Array.from(gradients.subarray(3 * iSeq, 3 * iSeq + 3)));
    const byDifferences = atoms.flatMap((iSeq) => Array.from(numeric.subarray(3 * iSeq, 3 * iSeq + 3)));
    const cctbx = restraint.gradients.flat();
    const largest = Math.max(...cctbx.map(Math.abs));
    expect(largestDifference(found, byDifferences)).toBeLessThanOrEqual(1e-6 * largest);
    const second = 3 * restraint.i_seqs.length;
    expect(largestDifference(found.slice(0, second), cctbx.slice(0, second))).toBeLessThanOrEqual(
      1e-9 * largest,
    );
    // Where cctbx turns a normal so that both point to one side, it forgets to turn the second plane's gradients.
    const either = [1, -1].map((sign) =>
      largestDifference(
        found.slice(second),
        cctbx.slice(second).map((value) => sign * value),
      ),
    );
    expect(Math.min(...either)).toBeLessThanOrEqual(1e-9 * largest);
  });

  test('together, with the angles between them', () => {
    const restraints = toRestraints(model.sites.length, model.restraints);
    const { terms } = geometryStatistics(sites, restraints, { worst: 3 });
    const sum = model.restraints.reduce((total, { residual }) => total + residual, 0);
    expect(Math.abs(terms.parallelity.energy - sum)).toBeLessThanOrEqual(1e-9 * sum);
    expect(terms.parallelity.count).toBe(model.restraints.length);
    const target = new GeometryTarget(restraints);
    const { model: angles, delta } = target.measure('parallelity', sites);
    target.close();
    model.restraints.forEach(({ theta, target: ideal }, k) => {
      expect(angles[k]).toBeCloseTo(theta, 6);
      expect(delta[k]).toBeCloseTo(ideal - theta, 6);
    });
    const worst = model.restraints.reduce((a, b) => (a.residual > b.residual ? a : b));
    expect(terms.parallelity.worst[0].iSeqs).toEqual([...worst.i_seqs, ...worst.j_seqs]);
  });
});
