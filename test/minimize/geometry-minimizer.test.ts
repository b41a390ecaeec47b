import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/geometry/target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import { resultToJson } from '../../src/minimize/result-json.js';
import { norm, rms } from '../../src/minimize/vectors.js';
import { AnalyticTarget, farFromOrigin, quadratic, type EnergyFunction } from './analytic-targets.js';

const CENTER = farFromOrigin(5);
const START = CENTER.map((x, i) => x + Math.sin(2 * i + 1));

/** Counts what it is asked. */
class CountingTarget extends AnalyticTarget {
  evaluations = 0;
  override evaluate(sites: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    this.evaluations++;
    return super.evaluate(sites, gradientsOut);
  }
}

function minimizer(
  options: Partial<MinimizerOptions> = {},
  energyFunction: EnergyFunction = quadratic(CENTER, 50),
) {
  const target = new CountingTarget(CENTER.length / 3, energyFunction);
  const all: MinimizerOptions = { target, sitesCart: START, backend: 'wasm', ...options };
  return { target, minimizer: new GeometryMinimizer(all) };
}

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
    expect(rms(gradients)).toBe(result.rmsGradient);
    expect(norm(gradients)).toBe(result.bestGradientNorm);
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

test('minimize called again goes on from where it was', async () => {
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 });
  const first = await m.minimize();
  const second = await m.minimize();
  expect(second.iterations).toBe(6);
  expect(second.energy).toBeLessThan(first.energy);
});

test('a result keeps its history when minimize is called again', async () => {
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 });
  const first = await m.minimize();
  await m.minimize();
  expect(first.iterationHistory).toHaveLength(4);
});

test('calls that are not awaited wait for each other', async () => {
  const options = { optimizer: 'lbfgs', maxIterations: 3, convergenceThreshold: 0 } as const;
  const { target, minimizer: m } = minimizer(options);
  const [energy, gradients, first, second] = await Promise.all([
    m.forward(),
    m.backward(),
    m.minimize(),
    m.minimize(),
  ]);
  expect([first.iterations, second.iterations]).toEqual([3, 6]);
  expect(second.evaluations).toBe(target.evaluations);
  expect(first.iterationHistory[0].energy).toBe(energy);
  expect(norm(gradients)).toBeGreaterThan(0);
  const { minimizer: awaited } = minimizer(options);
  await awaited.minimize();
  expect((await awaited.minimize()).iterationHistory).toEqual(second.iterationHistory);
});

test('a call that fails does not hold up the next', async () => {
  let calls = 0;
  const once: EnergyFunction = (sites, gradients) =>
    calls++ === 0 ? NaN : quadratic(CENTER, 50)(sites, gradients);
  const { minimizer: m } = minimizer({ optimizer: 'lbfgs' }, once);
  const [failed, next] = await Promise.allSettled([m.forward(), m.forward()]);
  expect(failed.status).toBe('rejected');
  expect(next.status).toBe('fulfilled');
});

/** No step from the start lowers the energy, whatever the gradients say. */
const wayless: EnergyFunction = (sites, gradients) => (
  gradients.fill(1),
  sites.every((x, i) => x === START[i]) ? 0 : 5
);

test.each([
  ['flat', () => 1],
  ['without a way down', wayless],
] as const)(
  'on a target that is %s, step says so each time and evaluates nothing more',
  async (_, energy) => {
    const { target, minimizer: m } = minimizer({ optimizer: 'lbfgs' }, energy);
    expect(await m.step()).toBe(false);
    const { evaluations } = target;
    expect([await m.step(), await m.step()]).toEqual([false, false]);
    expect(target.evaluations).toBe(evaluations);
    expect(m.iterationHistory).toHaveLength(1);
  },
);

test('a start whose energy is no number is refused', async () => {
  await expect(minimizer({}, () => NaN).minimizer.minimize()).rejects.toMatchObject({ code: 'SITES' });
});

test("the target's own errors reach the caller, and the best sites so far are there", async () => {
  let calls = 0;
  const failing: EnergyFunction = (sites, gradients) => {
    if (++calls > 5) throw new Error('connection lost');
    return quadratic(CENTER, 50)(sites, gradients);
  };
  const { minimizer: m } = minimizer({ optimizer: 'adam' }, failing);
  await expect(m.minimize()).rejects.toThrow('connection lost');
  expect(m.getBestCoordinates()).not.toEqual(START);
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
