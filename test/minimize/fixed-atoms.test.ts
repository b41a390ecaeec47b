import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { selectAtoms } from '../../src/model/selection.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import type { Restraints } from '../../src/restraints/restraints.js';

const model = await readModel('data/models/1ubq.pdb');
const restraints = buildRestraints(model);
const moving = selectAtoms(model, 'residue 20:30 and chain A');
const fixed = moving.map((isMoving) => 1 - isMoving);
const movingCount = moving.reduce((sum, isMoving) => sum + isMoving, 0);
const start = shakeSites(model.sitesCart, 0.3, 7, fixed);

function evaluate(of: Restraints, sites: Float64Array, threads?: number) {
  const target = new GeometryTarget(of, { threads });
  const gradients = new Float64Array(sites.length).fill(NaN);
  const evaluation = target.evaluateSync(sites, gradients);
  const count = target.movingCount;
  target.close();
  return { ...evaluation, gradients, count };
}

async function minimize(of: Restraints, sitesCart: Float64Array, options: Partial<MinimizerOptions>) {
  const target = new GeometryTarget(of);
  try {
    return await new GeometryMinimizer({ target, sitesCart, ...options }).minimize();
  } finally {
    target.close();
  }
}

/** What restraints of these atoms alone cost, restraint by restraint. */
function energyAmong(mask: Uint8Array, target: GeometryTarget, sites: Float64Array): number {
  const { bonds, angles, dihedrals, chiralities, planes } = restraints;
  const sum = (iSeqsOf: (k: number) => Int32Array, energy: Float64Array) =>
    energy.reduce((total, e, k) => total + (iSeqsOf(k).every((i) => mask[i] === 1) ? e : 0), 0);
  const arity = (iSeqs: Int32Array, n: number) => (k: number) => iSeqs.subarray(n * k, n * k + n);
  const pairs = target.nonbondedPairs(sites);
  return (
    sum(arity(bonds.iSeqs, 2), target.measure('bond', sites).energy) +
    sum(arity(angles.iSeqs, 3), target.measure('angle', sites).energy) +
    sum(arity(dihedrals.iSeqs, 4), target.measure('dihedral', sites).energy) +
    sum(arity(chiralities.iSeqs, 4), target.measure('chirality', sites).energy) +
    sum(
      (k) => planes.iSeqs.subarray(planes.offsets[k], planes.offsets[k + 1]),
      target.measure('planarity', sites).energy,
    ) +
    sum(arity(pairs.iSeqs, 2), pairs.residual)
  );
}

/** The bytes of those atoms' sites. */
function bytes(sites: Float64Array, mask: Uint8Array): string {
  return Buffer.from(
    Float64Array.from(sites.filter((_, x) => mask[Math.floor(x / 3)] === 1)).buffer,
  ).toString('hex');
}

describe('fixed atoms', () => {
  test('have no gradients; energies and all other gradients stay as they are, to the bit', () => {
    const free = evaluate(restraints, start);
    const held = evaluate({ ...restraints, fixed }, start);
    expect(held.energy).toBe(free.energy);
    expect(held.terms).toEqual(free.terms);
    expect(held.count).toBe(movingCount);
    free.gradients.forEach((g, x) => {
      expect(held.gradients[x]).toBe(fixed[Math.floor(x / 3)] === 1 ? 0 : g);
    });
  });

  test('are none where the mask is empty of them', () => {
    expect(evaluate({ ...restraints, fixed: new Uint8Array(model.atomCount) }, start)).toEqual(
      evaluate(restraints, start),
    );
  });

  test('have no gradients in a model of several chunks, whatever the threads', () => {
    const [copies, n] = [12, model.atomCount];
    const sites = new Float64Array(3 * n * copies);
    const iSeqs = new Int32Array(2 * n * copies);
    for (let i = 0; i < n * copies; i++) {
      for (let axis = 0; axis < 3; axis++) sites[3 * i + axis] = start[3 * (i % n) + axis];
      // Bonds that cross every border of chunks.
      iSeqs.set([i, (i + 2500) % (n * copies)], 2 * i);
    }
    const many: Restraints = {
      atomCount: n * copies,
      bonds: {
        iSeqs,
        ideal: new Float64Array(n * copies).fill(3),
        weight: new Float64Array(n * copies).fill(2),
      },
      fixed: Uint8Array.from({ length: n * copies }, (_, i) => (i % 3) & 1),
    };
    const one = evaluate(many, sites, 1);
    expect(evaluate(many, sites, 4)).toEqual(one);
    one.gradients.forEach((g, x) => expect(g === 0).toBe(many.fixed![Math.floor(x / 3)] === 1));
  });

  test.each<Partial<MinimizerOptions>>([
    { optimizer: 'best' },
    { optimizer: 'lbfgs' },
    { optimizer: 'adam', backend: 'native' },
    { optimizer: 'sgd', backend: 'native' },
    { optimizer: 'adam', backend: 'wasm' },
    { optimizer: 'sgd', backend: 'cpu' },
  ])('are where they were, to the bit, after $optimizer $backend', async (options) => {
    const result = await minimize({ ...restraints, fixed }, start, { ...options, maxIterations: 150 });
    expect(bytes(result.sitesCart, fixed)).toBe(bytes(start, fixed));
    expect(bytes(result.sitesCart, moving)).not.toBe(bytes(start, moving));
    expect(result.energy).toBeLessThan(0.9 * result.iterationHistory[0].energy);
  });

  test('stay where a knot is untied beside them', async () => {
    // The mirror image of a residue: centers of the wrong hand, which the optimizer turns.
    const mirrored = start.slice();
    for (let x = 0; x < mirrored.length; x += 3) {
      if (moving[x / 3]) mirrored[x] = 2 * start[3 * moving.indexOf(1)] - mirrored[x];
    }
    const options = { optimizer: 'best', maxIterations: 400 } as const;
    const result = await minimize({ ...restraints, fixed }, mirrored, options);
    expect(bytes(result.sitesCart, fixed)).toBe(bytes(start, fixed));
  });

  test('do not count in the rms gradient', async () => {
    const held = await minimize({ ...restraints, fixed }, start, { optimizer: 'lbfgs', maxIterations: 0 });
    const { gradients } = evaluate({ ...restraints, fixed }, start);
    expect(held.rmsGradient).toBeCloseTo(Math.hypot(...gradients) / Math.sqrt(3 * movingCount), 8);
  });

  test('have an energy of their own: that of all restraints among them', async () => {
    const ruin = shakeSites(start, 0.5, 3, moving);
    const held = { ...restraints, fixed };
    const target = new GeometryTarget(held);
    const fixedEnergy = target.fixedEnergy(ruin);
    const { energy } = target.evaluateSync(ruin);
    expect(Math.abs(fixedEnergy - energyAmong(fixed, target, ruin))).toBeLessThan(1e-9 * energy);
    target.close();
  });

  test('do not make progress look small', async () => {
    // Atom 1, far from its place, stays; atom 0 gets a tenth nearer to its own in 50 steps.
    const positions = {
      iSeqs: Int32Array.of(0, 1),
      ideal: Float64Array.of(0, 0, 0, 1000, 0, 0),
      weight: Float64Array.of(1, 1),
    };
    const held = { atomCount: 2, positions, fixed: Uint8Array.of(0, 1) };
    const options = { optimizer: 'sgd', momentum: 0, learningRate: 5e-4, schedule: 'constant' } as const;
    const more = { backend: 'native', maxIterations: 300 } as const;
    const at = Float64Array.of(1, 0, 0, 0, 0, 0);
    expect((await minimize(held, at, { ...options, ...more })).reason).toBe('max-iterations');
    const ignorant = new GeometryTarget(held);
    const wrapped = { atomCount: 2, evaluate: ignorant.evaluate.bind(ignorant), close: () => undefined };
    const stalled = await new GeometryMinimizer({
      target: wrapped,
      sitesCart: at,
      ...options,
      ...more,
    }).minimize();
    ignorant.close();
    expect(stalled).toMatchObject({ reason: 'stalled', iterations: 99 });
  });

  test('are what a hand-cut problem has for walls', async () => {
    // The same energy as a function of the moving atoms alone.
    const whole = new GeometryTarget(restraints);
    const places = [...moving.keys()].filter((i) => moving[i] === 1);
    const expanded = start.slice();
    const gradients = new Float64Array(start.length);
    const cut = {
      atomCount: places.length,
      evaluate: async (sites: Float64Array, out?: Float64Array) => {
        places.forEach((i, p) => expanded.set(sites.subarray(3 * p, 3 * p + 3), 3 * i));
        const evaluation = whole.evaluateSync(expanded, gradients);
        places.forEach((i, p) => out?.set(gradients.subarray(3 * i, 3 * i + 3), 3 * p));
        return evaluation;
      },
      close: () => undefined,
    };
    const sitesCart = Float64Array.from(places.flatMap((i) => [...start.subarray(3 * i, 3 * i + 3)]));
    const options = {
      optimizer: 'lbfgs',
      maxIterations: 4000,
      convergenceThreshold: 1e-3,
      minProgress: 0,
    } as const;
    const byHand = await new GeometryMinimizer({ target: cut, sitesCart, ...options }).minimize();
    whole.close();
    const held = await minimize({ ...restraints, fixed }, start, options);
    expect(held.converged && byHand.converged).toBe(true);
    expect(Math.abs(held.energy - byHand.energy)).toBeLessThan(1e-6 * byHand.energy);
    const best = await minimize({ ...restraints, fixed }, start, { ...options, optimizer: 'best' });
    expect(best.converged).toBe(true);
    expect(best.energy).toBeLessThan(1.01 * byHand.energy);
    expect(best.iterations).toBeLessThan(held.iterations);
  });

  test('may be all of them: nothing moves, and nothing breaks', async () => {
    const all = new Uint8Array(model.atomCount).fill(1);
    for (const optimizer of ['best', 'lbfgs', 'adam'] as const) {
      const result = await minimize({ ...restraints, fixed: all }, start, { optimizer, backend: 'native' });
      expect(result).toMatchObject({ reason: 'stalled', rmsGradient: 0, iterations: 0 });
    }
  });

  test.each([
    [new Uint8Array(3), /^fixed must have 660 values/],
    [new Uint8Array(model.atomCount).fill(2), /^fixed\[0\] must be from 0 to 1/],
    [[1] as unknown as Uint8Array, /^fixed must be a Uint8Array/],
  ])('are refused where the mask is none', (mask, message) => {
    expect(() => new GeometryTarget({ ...restraints, fixed: mask })).toThrow(message);
  });
});
