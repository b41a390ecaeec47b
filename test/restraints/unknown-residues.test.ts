import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { selectAtoms } from '../../src/model/selection.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { atomDistance } from '../../src/restraints/site-geometry.js';

const model = await readModel('test/reference/models/2hhb.ent.gz');
const haems = model.residues.filter(({ name }) => name === 'HEM');

/** The largest change of a distance within a residue, Å. */
function deformation(iSeqs: readonly number[], sites: Float64Array): number {
  const changes = iSeqs.flatMap((i) =>
    iSeqs.map((j) => Math.abs(atomDistance(sites, i, j) - atomDistance(model.sitesCart, i, j))),
  );
  return Math.max(...changes);
}

describe('residues that no dictionary knows', () => {
  test('keep their shape, from sites that were shaken', async () => {
    const restraints = buildRestraints(model, { unknown: 'keep' });
    const kept = restraints.issues
      .filter(({ kind }) => kind === 'unknown-residue')
      .map(({ message }) => message);
    expect(kept.filter((message) => message.startsWith('HEM'))).toHaveLength(4);
    expect(kept[0]).toMatch(/^HEM A 1: .*kept as it is in the file by \d+ distances, bonded to NE2 HIS A 87/);
    const sitesCart = shakeSites(model.sitesCart, 0.3, 1);
    const target = new GeometryTarget(restraints);
    const result = await new GeometryMinimizer({ target, sitesCart, optimizer: 'lbfgs' }).minimize();
    target.close();
    for (const { iSeqs } of haems) {
      expect(deformation(iSeqs, sitesCart)).toBeGreaterThan(0.5);
      expect(deformation(iSeqs, result.sitesCart)).toBeLessThan(0.1);
    }
  });

  test('cost nothing where they are, when they are kept', () => {
    const restraints = buildRestraints(model, { unknown: 'keep' });
    const target = new GeometryTarget(restraints);
    const isHaem = new Set(haems.flatMap(({ iSeqs }) => iSeqs));
    const { energy } = target.measure('bond', model.sitesCart);
    energy.forEach((e, k) => {
      const [i, j] = restraints.bonds.iSeqs.subarray(2 * k, 2 * k + 2);
      if (isHaem.has(i) || isHaem.has(j)) expect(e).toBeLessThan(1e-20);
    });
    target.close();
  });

  test('are fixed', () => {
    const { fixed, issues } = buildRestraints(model, { unknown: 'fixed' });
    for (const { iSeqs } of haems) expect(iSeqs.every((iSeq) => fixed![iSeq] === 1)).toBe(true);
    expect(issues.some(({ message }) => /^HEM A 1: .*; fixed where it is/.test(message))).toBe(true);
  });

  test('have no shape to keep where two atoms are at one place', () => {
    const [i, j] = haems[1].iSeqs;
    const sitesCart = model.sitesCart.slice();
    sitesCart.set(sitesCart.subarray(3 * i, 3 * i + 3), 3 * j);
    expect(() => buildRestraints({ ...model, sitesCart }, { unknown: 'keep' })).toThrow(
      /HEM B 1 and \S+ HEM B 1 are 0.00 Å apart/,
    );
  });
});

describe('a part of a model', () => {
  test('is what is selected, less what is fixed', () => {
    const { fixed } = buildRestraints(model, { unknown: 'fixed', select: 'chain A' });
    const expected = selectAtoms(model, 'chain A').map((isIn) => 1 - isIn);
    const unknown = buildRestraints(model, { unknown: 'fixed' }).fixed!;
    expect(fixed).toEqual(expected.map((isOut, iSeq) => isOut | unknown[iSeq]));
  });

  test('has to have an atom that moves', () => {
    expect(() => buildRestraints(model, { unknown: 'fixed', select: 'resname HEM' })).toThrow(
      'no atom is left to move',
    );
    expect(() => buildRestraints(model, { unknown: 'free', select: 'chain Z' })).toThrow('has no atom');
  });

  test('is the whole where all is selected: the same restraints', () => {
    const all = buildRestraints(model, { unknown: 'free', select: 'all' });
    expect(all.fixed).toBeUndefined();
    expect(all.bonds).toEqual(buildRestraints(model, { unknown: 'free' }).bonds);
  });

  test('is tied to where it is', () => {
    const { positions } = buildRestraints(model, {
      unknown: 'free',
      select: 'residue 5 and chain A',
      harmonic: 0.2,
    });
    expect(positions!.weight).toEqual(new Float64Array(positions!.iSeqs.length).fill(1 / 0.2 ** 2));
    expect(positions!.ideal.slice(0, 3)).toEqual(
      model.sitesCart.slice(3 * positions!.iSeqs[0], 3 * positions!.iSeqs[0] + 3),
    );
    for (const harmonic of [0, -1, NaN, Infinity, 1e-300]) {
      expect(() => buildRestraints(model, { unknown: 'free', harmonic })).toThrow(`harmonic is ${harmonic}`);
    }
  });
});
