import { describe, expect, test } from 'vitest';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { resultToJson } from '../../src/minimize/result-json.js';
import { quadratic, type EnergyFunction } from './analytic-targets.js';
import { CENTER, minimizer, START } from './counted-minimizer.js';
import { norm, rms } from './norms.js';

const OPTIMIZERS = ['lbfgs', 'adam', 'sgd'] as const;

describe.each(OPTIMIZERS)('with %s', (optimizer) => {
  const learningRate = optimizer === 'sgd' ? 2e-3 : 0.1;

  test('minimize converges and says all about it', async () => {
    const before = START.slice();
    const { target, minimizer: m } = minimizer({ optimizer, learningRate, convergenceThreshold: 1e-4 });
    const result = await m.minimize();
    expect(result).toMatchObject({ converged: true, reason: 'converged', evaluations: target.evaluations });
    expect(result.rmsGradient).toBeLessThanOrEqual(1e-4);
    const gradients = new Float64Array(START.length);
    expect(quadratic(CENTER, 50)(result.sitesCart, gradients)).toBe(result.energy);
    expect(result.rmsGradient / rms(gradients)).toBeCloseTo(1, 14);
    expect(result.bestGradientNorm / norm(gradients)).toBeCloseTo(1, 14);
    expect(result.terms.bond).toBe(result.energy);
    expect(result.iterationHistory).toHaveLength(result.iterations + 1);
    expect(result.iterationHistory.map((record) => record.iteration)).toEqual([
      ...result.iterationHistory.keys(),
    ]);
    expect(result.totalTime).toBeGreaterThan(0);
    expect(START).toEqual(before);
  });

  test('an iteration costs one evaluation, or little more', async () => {
    const { minimizer: m } = minimizer({
      optimizer,
      learningRate,
      maxIterations: 30,
      convergenceThreshold: 0,
    });
    const { iterations, evaluations, reason } = await m.minimize();
    expect({ iterations, reason }).toEqual({ iterations: 30, reason: 'max-iterations' });
    expect(evaluations).toBeGreaterThanOrEqual(31);
    expect(evaluations).toBeLessThanOrEqual(optimizer === 'lbfgs' ? 36 : 31);
  });

  test('forward, backward and step in a loop take the way that minimize takes, with as many evaluations', async () => {
    const options = { optimizer, learningRate, maxIterations: 12, convergenceThreshold: 0 };
    const { target, minimizer: byHand } = minimizer(options);
    const energies: number[] = [];
    for (let i = 0; i < 12; i++) {
      energies.push(await byHand.forward());
      const gradients = await byHand.backward();
      expect(norm(gradients)).toBeGreaterThan(0);
      expect(await byHand.step()).toBe(true);
    }
    energies.push(await byHand.forward());
    byHand.close();
    const result = await minimizer(options).minimizer.minimize();
    expect(energies).toEqual(result.iterationHistory.map((record) => record.energy));
    expect(target.evaluations).toBe(result.evaluations);
    expect(byHand.getBestCoordinates()).toEqual(result.sitesCart);
  });

  test('no iterations: the start is evaluated, nothing else', async () => {
    const { target, minimizer: m } = minimizer({ optimizer, maxIterations: 0 });
    const result = await m.minimize();
    expect(result).toMatchObject({
      reason: 'max-iterations',
      iterations: 0,
      evaluations: 1,
      converged: false,
    });
    expect(result.sitesCart).toEqual(START);
    expect(target.evaluations).toBe(1);
  });

  test('a start that is converged stays as it is', async () => {
    const result = await minimizer({ optimizer, sitesCart: CENTER }).minimizer.minimize();
    expect(result).toMatchObject({ reason: 'converged', iterations: 0, evaluations: 1 });
  });

  test('an abort ends it after the iteration in hand, with the best sites so far', async () => {
    const controller = new AbortController();
    const onIteration = ({ iteration }: { iteration: number }) => iteration === 3 && controller.abort();
    const { minimizer: m } = minimizer({ optimizer, learningRate, signal: controller.signal, onIteration });
    const result = await m.minimize();
    expect(result).toMatchObject({ reason: 'aborted', iterations: 3, converged: false });
    expect(result.energy).toBe(Math.min(...result.iterationHistory.map((record) => record.energy)));
  });

  test('a timer gets its turn between iterations', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const shallow: EnergyFunction = (sites, gradients) => (
      gradients.fill(-1e-3),
      -1e-3 * sites.reduce((a, b) => a + b)
    );
    const options = {
      optimizer,
      signal: controller.signal,
      maxIterations: 1e6,
      convergenceThreshold: 0,
      minProgress: 0,
    };
    expect((await minimizer(options, shallow).minimizer.minimize()).reason).toBe('aborted');
  });

  test('an energy that stops being a number ends in "stalled", with the last good sites', async () => {
    const cliff: EnergyFunction = (sites, gradients) => {
      const isOver = sites[0] < CENTER[0] + 0.6;
      return isOver ? (gradients.fill(NaN), NaN) : quadratic(CENTER.with(0, 0), 50)(sites, gradients);
    };
    const result = await minimizer({ optimizer, maxIterations: 400 }, cliff).minimizer.minimize();
    expect(result.reason).toBe('stalled');
    expect(Number.isFinite(result.energy)).toBe(true);
    expect(result.sitesCart.every(Number.isFinite)).toBe(true);
    expect(result.sitesCart[0]).toBeGreaterThanOrEqual(CENTER[0] + 0.6);
  });
});

test('the best iterate counts, not the last one', async () => {
  const { minimizer: m } = minimizer({
    optimizer: 'adam',
    learningRate: 1,
    schedule: 'constant',
    maxIterations: 40,
  });
  const { energy, iterationHistory, finalGradientNorm, bestGradientNorm } = await m.minimize();
  const energies = iterationHistory.map((record) => record.energy);
  expect(energy).toBe(Math.min(...energies));
  expect(energies.at(-1)).toBeGreaterThan(energy);
  expect(finalGradientNorm).not.toBe(bestGradientNorm);
});

test('Adam at a constant rate that wins no more is stalled; with the rate still to fall it goes on', async () => {
  const options = {
    optimizer: 'adam',
    maxIterations: 600,
    convergenceThreshold: 0,
    learningRate: 0.5,
  } as const;
  const rough: EnergyFunction = (sites, gradients) => {
    const energy = 100 + quadratic(CENTER, 50)(sites, gradients);
    gradients.forEach((g, i) => (gradients[i] = Math.sign(g)));
    return energy;
  };
  const constant = await minimizer({ ...options, schedule: 'constant' }, rough).minimizer.minimize();
  expect(constant.reason).toBe('stalled');
  const falling = await minimizer(options, rough).minimizer.minimize();
  expect(falling).toMatchObject({ reason: 'max-iterations', iterations: 600 });
  expect(falling.energy).toBeLessThan(constant.energy);
});

test('L-BFGS that wins next to nothing in 50 iterations is stalled, unless told to go on', async () => {
  const slope: EnergyFunction = (sites, gradients) => (gradients.fill(1e-8), 1e3 + 1e-8 * sites[0]);
  const options = { optimizer: 'lbfgs', convergenceThreshold: 0 } as const;
  const result = await minimizer(options, slope).minimizer.minimize();
  expect(result).toMatchObject({ reason: 'stalled', converged: false });
  expect(result.iterations).toBeLessThan(150);
  const patient = await minimizer(
    { ...options, minProgress: 0, maxIterations: 200 },
    slope,
  ).minimizer.minimize();
  expect(patient).toMatchObject({ reason: 'max-iterations', iterations: 200 });
});

test('progress is told with the start as iteration 0 and the rate of each step', async () => {
  const seen: unknown[] = [];
  const schedule = 'cosine' as const;
  const { minimizer: m } = minimizer({
    maxIterations: 2,
    schedule,
    onIteration: (progress) => seen.push(progress),
  });
  await m.minimize();
  expect(seen).toHaveLength(3);
  expect(seen[0]).toMatchObject({ iteration: 0, evaluations: 1, maxIterations: 2, learningRate: undefined });
  expect(seen[1]).toMatchObject({ iteration: 1, evaluations: 2, learningRate: 0.1 });
  expect(seen[2]).toMatchObject({ iteration: 2, evaluations: 3, learningRate: 0.05 });
});

test('a start whose energy is no number is refused', async () => {
  await expect(minimizer({}, () => NaN).minimizer.minimize()).rejects.toMatchObject({ code: 'SITES' });
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ optimizer: 'newton' }, /optimizer is newton/],
  [{ schedule: 'linear' }, /schedule is linear/],
  [{ schedule: {} }, /schedule is an object without next/],
  [{ backend: 'webgl' }, /backend is webgl/],
  [{ maxIterations: -1 }, /maxIterations is -1/],
  [{ maxIterations: 1.5 }, /maxIterations is 1.5/],
  [{ learningRate: NaN }, /learningRate is NaN/],
  [{ learningRate: 0 }, /learningRate is 0/],
  [{ learningRate: Infinity }, /learningRate is Infinity/],
  [{ momentum: 1 }, /momentum is 1/],
  [{ convergenceThreshold: -0.1 }, /convergenceThreshold is -0.1/],
  [{ minProgress: NaN }, /minProgress is NaN/],
  [{ maxSeconds: -1 }, /maxSeconds is -1/],
  [{ sitesCart: new Float64Array(4) }, /sitesCart.length is 4.*/],
  [{ sitesCart: [1, 2, 3] }, /sitesCart/],
  [{ target: undefined }, /target is undefined/],
])('%o is refused by name', (options, message) => {
  const make = () => minimizer(options as Partial<MinimizerOptions>);
  expect(make).toThrow(message);
  expect(make).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
});

test('the JSON form says everything in snake_case', async () => {
  const result = await minimizer({ maxIterations: 3 }).minimizer.minimize();
  const json = JSON.parse(JSON.stringify(resultToJson(result)));
  expect(Object.keys(json)).toEqual([
    'optimizer',
    'converged',
    'reason',
    'iterations',
    'evaluations',
    'energy',
    'terms',
    'rms_gradient',
    'final_gradient_norm',
    'best_gradient_norm',
    'total_time',
    'iteration_history',
    'sites_cart',
  ]);
  expect(json).toMatchObject({
    energy: result.energy,
    evaluations: 4,
    rms_gradient: result.rmsGradient,
    final_gradient_norm: result.finalGradientNorm,
    best_gradient_norm: result.bestGradientNorm,
    total_time: result.totalTime,
    sites_cart: [...result.sitesCart],
  });
  expect(json.iteration_history[1]).toEqual({
    iteration: 1,
    energy: result.iterationHistory[1].energy,
    rms_gradient: result.iterationHistory[1].rmsGradient,
    learning_rate: 0.1,
  });
});
