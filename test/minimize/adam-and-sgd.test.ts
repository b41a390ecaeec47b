import { describe, expect, test } from 'vitest';
import { CoreOptimizer } from '../../src/minimize/core-optimizer.js';
import type { Optimizer } from '../../src/minimize/optimizer.js';
import { constantSchedule, cosineSchedule, type Schedule } from '../../src/minimize/schedules.js';
import { TfOptimizer, type TfOptimizerOptions } from '../../src/minimize/tf-optimizer.js';
import { longestAtomVector } from '../../src/minimize/vectors.js';
import { farFromOrigin, quadratic, type EnergyFunction } from './analytic-targets.js';
import { availableBackends } from './backends.js';
import { rms } from './norms.js';

const CENTER = farFromOrigin(20);
const START = CENTER.map((x, i) => x + Math.sin(3 * i));

function settings(options: Partial<TfOptimizerOptions>): TfOptimizerOptions {
  return { method: 'adam', learningRate: 0.05, momentum: 0.9, schedule: constantSchedule(), ...options };
}

/** Runs an optimizer for so many steps and returns its sites. */
function run(optimizer: Optimizer, energyFunction: EnergyFunction, steps: number): Float64Array {
  const gradients = new Float64Array(START.length);
  for (let step = 0; step < steps; step++) {
    const energy = energyFunction(optimizer.ask(), gradients);
    expect(optimizer.tell(energy, gradients)).toEqual({ accepted: true, stalled: false });
  }
  const sites = optimizer.ask().slice();
  optimizer.dispose();
  return sites;
}

/** Kingma & Ba (2015), algorithm 1, in float64, with TensorFlow.js's epsilon. */
function adamInFloat64(
  energyFunction: EnergyFunction,
  steps: number,
  rate: number,
  schedule: Schedule,
): Float64Array {
  const sites = START.slice();
  const [m, v, g] = [
    new Float64Array(sites.length),
    new Float64Array(sites.length),
    new Float64Array(sites.length),
  ];
  for (let step = 1; step <= steps; step++) {
    const factor = schedule.next(energyFunction(sites, g));
    for (let i = 0; i < sites.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      const correctedV = v[i] / (1 - 0.999 ** step);
      sites[i] -= (factor * rate * m[i]) / (1 - 0.9 ** step) / (Math.sqrt(correctedV) + 1e-7);
    }
  }
  return sites;
}

function momentumInFloat64(energyFunction: EnergyFunction, steps: number, rate: number, momentum: number) {
  const sites = START.slice();
  const [velocity, g] = [new Float64Array(sites.length), new Float64Array(sites.length)];
  for (let step = 0; step < steps; step++) {
    energyFunction(sites, g);
    for (let i = 0; i < sites.length; i++) {
      velocity[i] = momentum * velocity[i] + g[i];
      sites[i] -= rate * velocity[i];
    }
  }
  return sites;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i])), 0);
}

type Make = (options: Partial<TfOptimizerOptions>, start?: Float64Array) => Optimizer;

const backends = await availableBackends();
const makers: [string, Make][] = backends.map(([name, backend]) => [
  name,
  (options, start = START) => new TfOptimizer(start, backend, settings(options)),
]);
makers.push([
  'native',
  (options, start = START) => new CoreOptimizer(start, settings(options), settings(options)),
]);

describe.each(makers)('on the backend %s', (_, make) => {
  test('Adam keeps its moments when shifts are folded: it takes the steps of a float64 Adam', () => {
    const bowl = quadratic(CENTER, 100);
    for (const steps of [49, 50, 51, 260]) {
      const sites = run(make({}), bowl, steps);
      expect(largestDifference(sites, adamInFloat64(bowl, steps, 0.05, constantSchedule()))).toBeLessThan(
        2e-5,
      );
    }
  });

  test('a schedule changes the rate of every step and leaves the moments alone', () => {
    const bowl = quadratic(CENTER, 100);
    const optimizer = make({ schedule: cosineSchedule(200, 0.2) });
    const sites = run(optimizer, bowl, 150);
    expect(largestDifference(sites, adamInFloat64(bowl, 150, 0.05, cosineSchedule(200, 0.2)))).toBeLessThan(
      2e-5,
    );
    expect(optimizer.learningRate).toBeCloseTo((0.05 * (1 + Math.cos((Math.PI * 109) / 160))) / 2, 12);
  });

  test.each([0, 0.9])('gradient descent with momentum %d takes the steps of its float64 form', (momentum) => {
    const bowl = quadratic(CENTER, 100);
    const optimizer = make({ method: 'sgd', learningRate: 1e-3, momentum });
    const expected = momentumInFloat64(bowl, 230, 1e-3, momentum);
    expect(largestDifference(run(optimizer, bowl, 230), expected)).toBeLessThan(1e-5);
  });

  test('folded shifts reach an rms gradient that float32 coordinates cannot express', () => {
    const bowl = quadratic(CENTER, 1e4);
    const gradients = new Float64Array(CENTER.length);
    bowl(Float64Array.from(CENTER, Math.fround), gradients);
    expect(rms(gradients)).toBeGreaterThan(1e-3);
    const optimizer = make({ schedule: cosineSchedule(2000, 0.5) });
    bowl(run(optimizer, bowl, 2000), gradients);
    expect(rms(gradients)).toBeLessThan(1e-6);
  });

  test('two optimizers at once do not disturb each other', () => {
    const bowl = quadratic(CENTER, 100);
    const alone = run(make({}), bowl, 60);
    const first = make({});
    const second = make({ method: 'sgd' }, CENTER);
    const gradients = new Float64Array(START.length);
    for (let step = 0; step < 60; step++) {
      for (const optimizer of [first, second]) optimizer.tell(bowl(optimizer.ask(), gradients), gradients);
    }
    expect(first.ask()).toEqual(alone);
    first.dispose();
    second.dispose();
  });

  test('one step of gradient descent moves no atom by more than 0.5 Å, however steep the energy', () => {
    const optimizer = make({ method: 'sgd', learningRate: 1 });
    optimizer.tell(1e40, new Float64Array(START.length).fill(1e20));
    const shifts = optimizer.ask().map((x, i) => x - START[i]);
    expect(longestAtomVector(shifts)).toBeCloseTo(0.5, 5);
    optimizer.dispose();
  });

  test('Adam survives gradients beyond float32', () => {
    const optimizer = make({});
    const gradients = new Float64Array(START.length).fill(1);
    gradients[4] = 1e300;
    for (let step = 0; step < 3; step++) optimizer.tell(1, gradients);
    expect(optimizer.ask().every(Number.isFinite)).toBe(true);
    optimizer.dispose();
  });

  test.each([NaN, Infinity])('an energy of %d stalls it and leaves the sites as they are', (energy) => {
    const optimizer = make({});
    expect(optimizer.tell(energy, new Float64Array(START.length))).toEqual({
      accepted: false,
      stalled: true,
    });
    expect(optimizer.ask()).toEqual(START);
    optimizer.dispose();
  });
});

test.each(backends)('the number of tensors on %s is flat, and zero in the end', (_, backend) => {
  const count = () => backend.run((tf) => tf.memory().numTensors);
  const before = count();
  for (const method of ['adam', 'sgd'] as const) {
    for (const momentum of [0, 0.9]) {
      const optimizer = new TfOptimizer(START, backend, settings({ method, momentum, learningRate: 1e-4 }));
      const gradients = new Float64Array(START.length).fill(1);
      optimizer.tell(1, gradients);
      const during = count();
      for (let step = 0; step < 120; step++) optimizer.tell(1, gradients);
      expect(count()).toBe(during);
      optimizer.dispose();
      optimizer.dispose();
      expect(count()).toBe(before);
    }
  }
});
