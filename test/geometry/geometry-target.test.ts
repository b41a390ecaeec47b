import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { toNative } from '../../src/geometry/native-restraints.js';
import { TERMS, type Restraints } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';

const { atomCount, sites, restraints: withPairs, nonbondedAtoms } = loadCctbx('1ubq');
const restraints: Restraints = { ...withPairs, nonbonded: nonbondedAtoms };

const targets: GeometryTarget[] = [];
function makeTarget(...args: ConstructorParameters<typeof GeometryTarget>): GeometryTarget {
  const target = new GeometryTarget(...args);
  targets.push(target);
  return target;
}
afterEach(() => targets.splice(0).forEach((target) => target.close()));

describe('evaluateSync', () => {
  test('overwrites the gradients and leaves the sites alone', () => {
    const target = makeTarget(restraints);
    const [once, twice] = [new Float64Array(3 * atomCount), new Float64Array(3 * atomCount).fill(1e9)];
    const input = sites.slice();
    target.evaluateSync(input, once);
    target.evaluateSync(input, twice);
    expect(twice).toEqual(once);
    expect(input).toEqual(sites);
  });

  test('the energy is the sum of the terms, and the same without gradients', () => {
    const target = makeTarget(restraints);
    const { energy, terms } = target.evaluateSync(sites, new Float64Array(3 * atomCount));
    expect(Object.keys(terms)).toEqual([...TERMS]);
    expect(energy).toBe(TERMS.reduce((sum, term) => sum + terms[term], 0));
    expect(target.evaluateSync(sites)).toEqual({ energy, terms });
  });

  test('computes the terms that are asked for', () => {
    const all = makeTarget(restraints).evaluateSync(sites).terms;
    const { energy, terms } = makeTarget(restraints, { terms: ['angle', 'nonbonded'] }).evaluateSync(sites);
    const none = { bond: 0, dihedral: 0, chirality: 0, planarity: 0, parallelity: 0, position: 0, map: 0 };
    expect(terms).toEqual({ angle: all.angle, nonbonded: all.nonbonded, ...none });
    expect(energy).toBe(all.angle + all.nonbonded);
  });

  test('works on views into larger arrays', () => {
    const large = new Float64Array(6 * atomCount + 1);
    const view = large.subarray(1, 3 * atomCount + 1);
    view.set(sites);
    const gradients = large.subarray(3 * atomCount + 1);
    expect(makeTarget(restraints).evaluateSync(view, gradients)).toEqual(
      makeTarget(restraints).evaluateSync(sites),
    );
    expect(gradients).toEqual(geometryGradients(sites, restraints).gradients);
  });

  test('works on shared memory', () => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * sites.length));
    shared.set(sites);
    expect(makeTarget(restraints).evaluateSync(shared)).toEqual(makeTarget(restraints).evaluateSync(sites));
  });
});

describe('evaluate', () => {
  test('gives the digits of evaluateSync, several at once', async () => {
    const target = makeTarget(restraints);
    const starts = Array.from({ length: 12 }, (_, k) =>
      sites.map((x, i) => x + 0.05 * k * Math.sin(7 * i + k)),
    );
    const expected = starts.map((start) => geometryGradients(start, restraints));
    const found = await Promise.all(
      starts.map(async (start) => {
        const gradients = new Float64Array(3 * atomCount);
        return { ...(await target.evaluate(start, gradients)), gradients };
      }),
    );
    expect(found).toEqual(expected);
    expect(await target.evaluate(sites)).toEqual(target.evaluateSync(sites));
  });

  test('takes the sites as they are at the call', async () => {
    const target = makeTarget(restraints);
    const moving = sites.slice();
    const evaluation = target.evaluate(moving);
    moving.fill(0);
    expect(await evaluation).toEqual(target.evaluateSync(sites));
  });

  test('leaves the event loop free', async () => {
    const large = loadCctbx('2hhb');
    const target = makeTarget({ ...large.restraints, nonbonded: large.nonbondedAtoms });
    // Far enough apart that each evaluation makes a pair list, which takes its time.
    const places = [large.sites, large.sites.map((x) => x + 2)];
    const turnsMeanwhile = async () => {
      let done = false;
      const evaluations = Array.from({ length: 100 }, (_, k) => target.evaluate(places[k % 2]));
      void Promise.all(evaluations).then(() => (done = true));
      let turns = 0;
      for (; !done; turns++) await new Promise((resolve) => setImmediate(resolve));
      return turns;
    };
    // A busy machine may leave the loop's own thread hardly a turn, but not each time.
    await expect.poll(turnsMeanwhile, { interval: 1 }).toBeGreaterThan(10);
  });

  test('survives gradients that are transferred away meanwhile', async () => {
    const target = makeTarget(restraints);
    const gradients = new Float64Array(3 * atomCount);
    const evaluation = target.evaluate(sites, gradients);
    structuredClone(gradients.buffer, { transfer: [gradients.buffer] });
    await expect(evaluation).rejects.toMatchObject({ code: 'ARGUMENT' });
  });
});

describe('restraints', () => {
  test('are copied: changing them later changes nothing', () => {
    const bonds = structuredClone(restraints.bonds!);
    const radius = nonbondedAtoms.radius.slice();
    const target = makeTarget({ ...restraints, bonds, nonbonded: { ...nonbondedAtoms, radius } });
    bonds.ideal.fill(99);
    bonds.iSeqs.fill(1_000_000);
    radius.fill(50);
    expect(target.evaluateSync(sites)).toEqual(makeTarget(restraints).evaluateSync(sites));
  });

  test('may be absent: no atoms, no terms, no energy', () => {
    const nothing = {
      energy: 0,
      terms: {
        bond: 0,
        angle: 0,
        dihedral: 0,
        chirality: 0,
        planarity: 0,
        parallelity: 0,
        position: 0,
        map: 0,
        nonbonded: 0,
      },
    };
    expect(makeTarget({ atomCount: 0 }).evaluateSync(new Float64Array(0))).toEqual(nothing);
    expect(makeTarget({ atomCount: 2 }).evaluateSync(new Float64Array(6))).toEqual(nothing);
    const atoms = {
      radius: new Float64Array(0),
      hydrogenBond: new Uint8Array(0),
      conformer: new Int32Array(0),
    };
    const empty = makeTarget({ atomCount: 0, nonbonded: { ...atoms, bonded: new Int32Array(0) } });
    expect(empty.evaluateSync(new Float64Array(0))).toEqual(nothing);
    expect(empty.nonbondedPairs(new Float64Array(0)).vdw).toHaveLength(0);
  });
});

describe('deltas', () => {
  test.each(['bond', 'angle', 'chirality'] as const)('%s: Σ weight · delta² is the energy', (term) => {
    const columns = {
      bond: restraints.bonds!,
      angle: restraints.angles!,
      chirality: restraints.chiralities!,
    }[term];
    const target = makeTarget(restraints);
    const deltas = target.deltas(term, sites);
    const sum = deltas.reduce((total, delta, k) => total + columns.weight[k] * delta * delta, 0);
    expect(sum).toBeCloseTo(target.evaluateSync(sites).terms[term], 8);
    expect(Array.from(deltas)).toEqual(
      Array.from(target.measure(term, sites).model, (model, k) =>
        expect.closeTo(columns.ideal[k] - model, 9),
      ),
    );
  });

  test('dihedral: wrapped into half a period', () => {
    const { periodicity } = restraints.dihedrals!;
    makeTarget(restraints)
      .deltas('dihedral', sites)
      .forEach((delta, k) => expect(Math.abs(delta)).toBeLessThanOrEqual(180 / Math.max(1, periodicity[k])));
  });

  test('planarity: one per atom, weighted squares are the energy', () => {
    const target = makeTarget(restraints);
    const deltas = target.deltas('planarity', sites);
    const { weight } = restraints.planes!;
    expect(deltas).toHaveLength(weight.length);
    const sum = deltas.reduce((total, delta, k) => total + weight[k] * delta * delta, 0);
    expect(sum).toBeCloseTo(target.evaluateSync(sites).terms.planarity, 8);
  });

  test('nonbonded: the overlap of each pair', () => {
    const target = makeTarget(restraints);
    const overlaps = target.deltas('nonbonded', sites);
    const sum = overlaps.reduce((total, overlap) => total + 100 * Math.max(0, overlap) ** 4, 0);
    expect(sum).toBeCloseTo(target.evaluateSync(sites).terms.nonbonded, 8);
    const fixed = makeTarget(withPairs);
    expect(fixed.deltas('nonbonded', sites)).toHaveLength(withPairs.nonbonded.pairs.vdw.length);
    const { distance } = fixed.nonbondedPairs(sites, { cutoff: 3 });
    expect(distance.length).toBeGreaterThan(0);
    expect(distance.every((d) => d <= 3)).toBe(true);
  });
});

describe('close', () => {
  test('twice, and nothing works afterwards', async () => {
    const target = makeTarget(restraints);
    target.close();
    target.close();
    const closed = { code: 'ARGUMENT', message: 'the target is closed' };
    expect(() => target.evaluateSync(sites)).toThrow(expect.objectContaining(closed));
    expect(() => target.nonbondedPairs(sites)).toThrow(expect.objectContaining(closed));
    expect(() => target.deltas('bond', sites)).toThrow(expect.objectContaining(closed));
    await expect(target.evaluate(sites)).rejects.toMatchObject(closed);
  });

  test('while evaluations run: they finish', async () => {
    const target = makeTarget(restraints);
    const expected = target.evaluateSync(sites);
    const evaluations = Array.from({ length: 8 }, () => target.evaluate(sites));
    target.close();
    for (const evaluation of await Promise.all(evaluations)) expect(evaluation).toEqual(expected);
  });
});

describe('worker threads', () => {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { GeometryCore } = require(workerData.addon);
    const core = new GeometryCore(workerData.restraints, workerData.threads);
    const energies = new Float64Array(workerData.termCount);
    for (let k = 0; k < 50; k++) core.evaluateSync(workerData.sites, undefined, energies);
    const pending = Array.from({ length: 20 }, () => core.evaluate(workerData.sites, undefined, new Float64Array(energies.length)));
    if (!workerData.endEarly) Promise.all(pending).then(() => parentPort.postMessage(energies));
    else parentPort.postMessage('busy');
  `;
  const addon = new URL('../../build/Release/geomin.node', import.meta.url).pathname;
  // Large enough for two threads to share.
  const large = loadCctbx('2hhb');
  const start = (endEarly: boolean) =>
    new Worker(source, {
      eval: true,
      workerData: {
        addon,
        sites: large.sites,
        endEarly,
        termCount: TERMS.length,
        restraints: toNative({ ...large.restraints, nonbonded: large.nonbondedAtoms }, TERMS),
        threads: 2,
      },
    });
  const evaluateHere = () =>
    makeTarget({ ...large.restraints, nonbonded: large.nonbondedAtoms }).evaluateSync(large.sites);
  const message = (worker: Worker) =>
    new Promise<unknown>((resolve, reject) => worker.once('message', resolve).once('error', reject));

  test('each loads the core for itself and gets the same digits', async () => {
    const expected = Object.values(evaluateHere().terms);
    const energies = await Promise.all(Array.from({ length: 4 }, () => message(start(false))));
    for (const found of energies) expect(Array.from(found as Float64Array)).toEqual(expected);
  });

  test('one that ends while evaluations run takes nothing with it', async () => {
    for (let k = 0; k < 5; k++) {
      const worker = start(true);
      await message(worker);
      await worker.terminate();
    }
    expect(evaluateHere().energy).toBeGreaterThan(0);
  });
});
