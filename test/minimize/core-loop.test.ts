import { afterAll, describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Evaluation, Target } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import type { IterationProgress, MinimizationResult } from '../../src/minimize/result.js';
import { plateauSchedule } from '../../src/minimize/schedules.js';
import { loadCctbx } from '../reference/load.js';

const { restraints, nonbondedAtoms, sites } = loadCctbx('1ubq-shaken');
const target = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
afterAll(() => target.close());

/** What a target elsewhere would say: nothing of the core shows, so the loop is that in JavaScript. */
class Elsewhere implements Target {
  readonly atomCount = target.atomCount;
  evaluate(sitesCart: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    return target.evaluate(sitesCart, gradientsOut);
  }
  close(): void {}
}

/** Runs that do not end by themselves. */
const ENDLESS = { optimizer: 'lbfgs', maxIterations: 1e9, convergenceThreshold: 0, minProgress: 0 } as const;

function minimizer(options: Partial<MinimizerOptions>): GeometryMinimizer {
  return new GeometryMinimizer({ target, sitesCart: sites, backend: 'native', ...options });
}

/** All that is the same whenever the same is computed. */
function digits({ totalTime, ...rest }: MinimizationResult): Omit<MinimizationResult, 'totalTime'> {
  expect(totalTime).toBeGreaterThan(0);
  return rest;
}

describe.each([
  ['lbfgs', {}],
  ['adam', {}],
  ['adam', { schedule: 'constant', learningRate: 0.02 }],
  ['adam', { schedule: 'plateau' }],
  ['sgd', { learningRate: 2e-5 }],
  ['sgd', { momentum: 0, schedule: 'cosine' }],
] as const)('%s with %o', (optimizer, options) => {
  async function run(more: Partial<MinimizerOptions>): Promise<[object, IterationProgress[]]> {
    const told: IterationProgress[] = [];
    const onIteration = (progress: IterationProgress) => told.push(progress);
    const m = minimizer({ optimizer, maxIterations: 300, ...options, ...more, onIteration });
    const first = digits(await m.minimize());
    // Goes on from there, by a step of its own at first.
    await m.step();
    return [
      { first, second: digits(await m.minimize()), forward: await m.forward(), backward: await m.backward() },
      told,
    ];
  }

  test('the loop in the core and that in JavaScript agree to the last digit, and so do their reports', async () => {
    const [inCore, toldInCore] = await run({});
    const [elsewhere, toldElsewhere] = await run({ target: new Elsewhere() });
    expect(inCore).toEqual(elsewhere);
    expect(toldInCore).toEqual(toldElsewhere);
  });
});

test('threads and runs at the same time change no digit', async () => {
  const runs = [1, 1, 2, 4].map(async (threads) => {
    const own = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms }, { threads });
    const result = await minimizer({ target: own, optimizer: 'lbfgs', maxIterations: 200 }).minimize();
    own.close();
    return digits(result);
  });
  const [first, ...others] = await Promise.all(runs);
  for (const other of others) expect(other).toEqual(first);
});

test('more steps than rates are handed over at a time come out all the same', async () => {
  const options = { optimizer: 'sgd', learningRate: 1e-7, maxIterations: 20_500, minProgress: 0 } as const;
  const result = await minimizer(options).minimize();
  expect(result).toMatchObject({ iterations: 20_500, evaluations: 20_501, reason: 'max-iterations' });
  const rates = result.iterationHistory.slice(1).map((record) => record.learningRate!);
  expect(rates[12_000]).toBe(1e-7);
  expect(rates[16_400] / 1e-7).toBeCloseTo(0.5, 6);
  expect(rates[20_499] / 1e-7).toBeCloseTo(0, 6);
});

test("a schedule of the caller's own is asked for each step, with the energy before it", async () => {
  const energies: number[] = [];
  const plateau = plateauSchedule();
  const schedule = {
    next: (energy: number) => (energies.push(energy), plateau.next(energy)),
    get settled() {
      return plateau.settled;
    },
  };
  const { iterationHistory } = await minimizer({ optimizer: 'adam', schedule, maxIterations: 20 }).minimize();
  expect(energies).toEqual(iterationHistory.map((record) => record.energy));
});

test('iterations are told of while it goes on, in order, and an abort then ends it', async () => {
  const controller = new AbortController();
  const told: number[] = [];
  const onIteration = ({ iteration }: IterationProgress) => {
    told.push(iteration);
    if (iteration === 100) controller.abort();
  };
  const m = minimizer({ ...ENDLESS, signal: controller.signal, onIteration });
  const result = await m.minimize();
  expect(result).toMatchObject({ reason: 'aborted', converged: false });
  expect(result.iterations).toBeGreaterThanOrEqual(100);
  expect(told).toEqual([...result.iterationHistory.keys()]);
  expect(result.energy).toBe(Math.min(...result.iterationHistory.map(({ energy }) => energy)));
  expect(target.evaluateSync(result.sitesCart).energy).toBe(result.energy);
  expect(await m.forward()).toBe(result.iterationHistory.at(-1)!.energy);
});

test('aborted before it begins, it does not', async () => {
  const result = await minimizer({ ...ENDLESS, signal: AbortSignal.abort() }).minimize();
  expect(result).toMatchObject({ reason: 'aborted', iterations: 0, evaluations: 1 });
});

test('the event loop stays free, and best coordinates can be had meanwhile', async () => {
  const controller = new AbortController();
  const m = minimizer({ ...ENDLESS, signal: controller.signal });
  expect(m.getBestCoordinates()).toEqual(sites);
  const running = m.minimize();
  const energies: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    energies.push(target.evaluateSync(m.getBestCoordinates()).energy);
  }
  controller.abort();
  const { energy } = await running;
  expect(energies).toEqual([...energies].sort((a, b) => b - a));
  expect(energies[4]).toBeGreaterThanOrEqual(energy);
  expect(energies[4]).toBeLessThan(target.evaluateSync(sites).energy);
});

test.each([
  ['in the core', {}],
  ['in JavaScript', { target: new Elsewhere() }],
])('a loop %s ends when its time is up', async (_, where) => {
  const result = await minimizer({ ...ENDLESS, ...where, maxSeconds: 0.05 }).minimize();
  expect(result).toMatchObject({ reason: 'time-limit', converged: false });
  expect(result.totalTime).toBeGreaterThanOrEqual(0.05);
  expect(result.iterations).toBeGreaterThan(0);
  const none = await minimizer({ ...ENDLESS, ...where, maxSeconds: 0 }).minimize();
  expect(none).toMatchObject({ reason: 'time-limit', iterations: 0, evaluations: 1 });
});

test('what onIteration throws ends it and reaches the caller; it can go on afterwards', async () => {
  let calls = 0;
  const onIteration = ({ iteration }: IterationProgress) => {
    calls++;
    if (iteration === 5) throw new Error('no more paper');
  };
  const m = minimizer({ ...ENDLESS, maxIterations: 400, onIteration });
  await expect(m.minimize()).rejects.toThrow('no more paper');
  expect(calls).toBe(6);
  const { energy } = m.iterationHistory.at(-1)!;
  expect(await m.forward()).toBe(energy);
  const { iterations } = await m.minimize();
  expect(iterations).toBeGreaterThan(400);
});

test('a target that is closed meanwhile is kept until the end', async () => {
  const own = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
  const running = minimizer({ ...ENDLESS, target: own, maxIterations: 300 }).minimize();
  await new Promise((resolve) => setImmediate(resolve));
  own.close();
  expect(await running).toMatchObject({ reason: 'max-iterations', iterations: 300 });
});

test('a target that is closed before is an error, as ever', async () => {
  const own = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
  const m = minimizer({ ...ENDLESS, target: own });
  own.close();
  await expect(m.minimize()).rejects.toMatchObject({ code: 'ARGUMENT' });
});

test.each([
  ['in the core', {}],
  ['in JavaScript', { target: new Elsewhere() }],
])('an atom that a huge rate sends out of all measure is named by a loop %s', async (_, where) => {
  const m = minimizer({ optimizer: 'adam', learningRate: 1e10, schedule: 'constant', ...where });
  await expect(m.minimize()).rejects.toMatchObject({ code: 'SITES' });
  expect(m.getBestCoordinates().every(Number.isFinite)).toBe(true);
});
