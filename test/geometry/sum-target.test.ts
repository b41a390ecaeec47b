import { beforeAll, describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { SumTarget } from '../../src/geometry/sum-target.js';
import type { Evaluation, Target } from '../../src/geometry/target.js';
import type { Model } from '../../src/model/model.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import type { Restraints, Term } from '../../src/restraints/restraints.js';

const NONBONDED: readonly Term[] = ['nonbonded'];
const BONDED: readonly Term[] = ['bond', 'angle', 'dihedral', 'chirality', 'planarity'];

let model: Model;
let restraints: Restraints;
beforeAll(async () => {
  model = await readModel('data/models/1ubq.pdb');
  restraints = buildRestraints(model);
});

const part = (terms: readonly Term[]) => new GeometryTarget(restraints, { terms });

/** Answers after a while, or fails. */
class Slow implements Target {
  readonly atomCount: number;
  constructor(
    private readonly target: Target,
    private readonly answer: () => Promise<unknown>,
  ) {
    this.atomCount = target.atomCount;
  }
  async evaluate(sitesCart: Float64Array, gradients?: Float64Array): Promise<Evaluation> {
    await this.answer();
    return this.target.evaluate(sitesCart, gradients);
  }
  close(): void {
    this.target.close();
  }
}

const fails = (error: unknown) => new Slow(part(NONBONDED), () => Promise.reject(error));

async function gradientsOf(target: Target): Promise<Evaluation & { gradients: Float64Array }> {
  const gradients = new Float64Array(model.sitesCart.length);
  return { ...(await target.evaluate(model.sitesCart, gradients)), gradients };
}

describe('a sum of targets', () => {
  it('is the whole, to the last bits', async () => {
    const whole = await gradientsOf(new GeometryTarget(restraints));
    const sum = new SumTarget([
      { name: 'bonded', target: part(BONDED) },
      { name: 'nonbonded', target: part(NONBONDED) },
    ]);
    const summed = await gradientsOf(sum);
    expect(Math.abs(summed.energy / whole.energy - 1)).toBeLessThan(1e-12);
    expect(summed.terms).toEqual(whole.terms);
    const largest = Math.max(...whole.gradients.map(Math.abs));
    const off = Math.max(...whole.gradients.map((g, i) => Math.abs(g - summed.gradients[i])));
    expect(off / largest).toBeLessThan(1e-12);
    expect((await sum.evaluate(model.sitesCart)).energy).toBe(summed.energy);
    sum.close();
    await expect(sum.evaluate(model.sitesCart)).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  it('has the same digits whichever part is done first', async () => {
    const after = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms));
    const sumWith = (first: number, second: number) =>
      new SumTarget([
        { name: 'a', target: new Slow(part(BONDED), after(first)), weight: 0.3 },
        { name: 'b', target: new Slow(part(NONBONDED), after(second)), weight: 1.7 },
      ]);
    expect(await gradientsOf(sumWith(10, 0))).toEqual(await gradientsOf(sumWith(0, 10)));
  });

  it('weighs energies, terms and gradients', async () => {
    const one = await gradientsOf(part(BONDED));
    const half = await gradientsOf(new SumTarget([{ name: 'half', target: part(BONDED), weight: 0.5 }]));
    expect(half.energy).toBe(0.5 * one.energy);
    expect(half.terms.bond).toBe(0.5 * one.terms.bond);
    expect(half.gradients).toEqual(one.gradients.map((g) => 0.5 * g));
  });

  it('asks its parts under one correlation id, its own or that of who asks', async () => {
    const seen: (string | undefined)[] = [];
    const listening = (): Target => ({
      atomCount: model.atomCount,
      evaluate: (_sites, _gradients, context) => {
        seen.push(context?.correlationId);
        return Promise.resolve({ energy: 0, terms: {} as Evaluation['terms'] });
      },
      close() {},
    });
    const sum = new SumTarget(['one', 'other'].map((name) => ({ name, target: listening() })));
    await sum.evaluate(model.sitesCart);
    await sum.evaluate(model.sitesCart, undefined, { correlationId: 'mine' });
    expect(seen).toEqual([seen[0], seen[0], 'mine', 'mine']);
    expect(seen[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('knows the energy of fixed atoms: the sum of what its parts know, or what it is told', () => {
    const knowing = (energy: number) =>
      Object.assign(new Slow(part(BONDED), () => Promise.resolve()), { fixedEnergy: () => energy });
    const parts = [
      { name: 'one', target: knowing(3) },
      { name: 'half', target: knowing(4), weight: 0.5 },
      { name: 'unknowing', target: part(NONBONDED) },
    ];
    const { sitesCart } = model;
    expect(new SumTarget(parts).fixedEnergy(sitesCart)).toBe(5);
    expect(new SumTarget(parts, { fixedEnergy: 7 }).fixedEnergy(sitesCart)).toBe(7);
  });

  it('is of several evaluations at once, each into its own array', async () => {
    const sum = new SumTarget([
      { name: 'bonded', target: part(BONDED) },
      { name: 'nonbonded', target: part(NONBONDED) },
    ]);
    const expected = await gradientsOf(sum);
    for (const got of await Promise.all([1, 2, 3].map(() => gradientsOf(sum)))) expect(got).toEqual(expected);
  });

  it('names the part that failed, with its code', async () => {
    const target = fails(new GeominError('TIMEOUT', 'no agent answered', 'Start one.'));
    const sum = new SumTarget([
      { name: 'bonded', target: part(BONDED) },
      { name: 'nonbonded', target },
    ]);
    await expect(gradientsOf(sum)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'nonbonded: no agent answered',
      remedy: 'Start one.',
    });
  });

  it('does without parts that fail where that is allowed, and says so', async () => {
    const reasons: unknown[] = [];
    const error = new GeominError('TIMEOUT', 'no agent answered');
    const parts = [
      { name: 'nonbonded', target: fails(error) },
      { name: 'bonded', target: part(BONDED) },
    ];
    const sum = new SumTarget(parts, {
      allowPartial: true,
      onMissing: (name, why) => reasons.push(name, why),
    });
    const bonded = await gradientsOf(part(BONDED));
    expect(await gradientsOf(sum)).toMatchObject({ ...bonded, missing: ['nonbonded'] });
    expect(reasons).toMatchObject(['nonbonded', { code: 'TIMEOUT' }]);
    // Whoever evaluates has the last word.
    const strict = sum.evaluate(model.sitesCart, undefined, { allowPartial: false });
    await expect(strict).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('fails where all parts do, and where the question is at fault', async () => {
    const late = fails(new GeominError('TIMEOUT', 'no agent answered'));
    const alone = new SumTarget([{ name: 'nonbonded', target: late }], { allowPartial: true });
    await expect(gradientsOf(alone)).rejects.toMatchObject({ code: 'TIMEOUT' });
    const unusable = fails(new GeominError('SITES', 'the site of atom 1 is not finite'));
    const parts = [
      { name: 'bonded', target: part(BONDED) },
      { name: 'nonbonded', target: unusable },
    ];
    const sum = new SumTarget(parts, { allowPartial: true });
    await expect(gradientsOf(sum)).rejects.toMatchObject({ code: 'SITES' });
  });

  it('refuses parts that make no sum', () => {
    const target = part(BONDED);
    expect(() => new SumTarget([])).toThrow(/nothing to sum/);
    expect(() => new SumTarget([{ name: 'a', target, weight: NaN }])).toThrow(/weight/);
    const twice = [
      { name: 'a', target },
      { name: 'a', target },
    ];
    expect(() => new SumTarget(twice)).toThrow(/two parts/);
    const other = { atomCount: 1, evaluate: () => Promise.reject(new Error()), close() {} };
    const unlike = [
      { name: 'a', target },
      { name: 'b', target: other },
    ];
    expect(() => new SumTarget(unlike)).toThrow('b has 1 atoms, but a has 660');
  });
});
