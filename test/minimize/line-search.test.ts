import { describe, expect, test } from 'vitest';
import { nativeAddon } from '../../src/geometry/native.js';

type Line = (step: number) => [energy: number, slope: number];

/** The functions 1 to 3 of Moré & Thuente (1994), section 5: concave at first, nearly flat, and wavy. */
const LINES: Record<string, Line> = {
  concave: (x) => [-x / (x * x + 2), (x * x - 2) / (x * x + 2) ** 2],
  flat: (x) => [(x + 0.004) ** 5 - 2 * (x + 0.004) ** 4, 5 * (x + 0.004) ** 4 - 8 * (x + 0.004) ** 3],
  wavy: (x) => {
    const [beta, waves] = [0.01, 39];
    const kink = Math.abs(1 - x) > beta ? Math.abs(1 - x) : ((x - 1) ** 2 / beta + beta) / 2;
    const kinkSlope = Math.abs(1 - x) > beta ? Math.sign(x - 1) : (x - 1) / beta;
    const phase = (waves * Math.PI * x) / 2;
    return [
      kink + ((2 * (1 - beta)) / (waves * Math.PI)) * Math.sin(phase),
      kinkSlope + (1 - beta) * Math.cos(phase),
    ];
  },
};

function runSearch(line: Line, firstStep: number, maxStep = 1e6, offset = 0) {
  const [energy0, slope0] = line(0);
  const search = new (nativeAddon().LineSearch)(energy0 + offset, slope0, firstStep, maxStep);
  const steps: number[] = [];
  for (;;) {
    steps.push(search.step);
    const [energy, slope] = line(search.step);
    const state = search.tell(energy + offset, slope);
    if (state !== 'searching')
      return { state, steps, change: energy - energy0, slope, slope0, step: search.step };
  }
}

describe.each(Object.entries(LINES))('the %s function of Moré and Thuente', (_, line) => {
  test.each([1e-3, 1e-1, 10, 1e3])(
    'from a first step of %d ends on the strong Wolfe conditions',
    (firstStep) => {
      const { state, steps, step, change, slope, slope0 } = runSearch(line, firstStep);
      expect(state).toBe('accepted');
      expect(steps.length).toBeLessThan(15);
      expect(change).toBeLessThanOrEqual(1e-4 * step * slope0);
      expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(slope0));
    },
  );
});

test('no step goes beyond the longest allowed, which is good enough where the energy still falls', () => {
  const { state, steps } = runSearch((x) => [-x, -1], 0.1, 2);
  expect(state).toBe('accepted');
  expect(Math.max(...steps)).toBe(2);
});

test('a step into energies that are no numbers is taken back', () => {
  const line: Line = (x) => (x > 0.3 ? [NaN, NaN] : [(x - 0.2) ** 2, 2 * (x - 0.2)]);
  const { state, step, slope } = runSearch(line, 1);
  expect(state).toBe('accepted');
  expect(step).toBeLessThanOrEqual(0.3);
  expect(Math.abs(slope)).toBeLessThan(0.4);
});

test('where no energy is a number the search gives up', () => {
  expect(runSearch((x) => (x > 0 ? [Infinity, 1] : [0, -1]), 1).state).toBe('failed');
});

test('slopes decide where the energies differ by their rounding alone', () => {
  const line: Line = (x) => [1e-9 * (x - 3) ** 2, 2e-9 * (x - 3)];
  const { state, slope, slope0 } = runSearch(line, 10, 1e6, 1e8);
  expect(state).toBe('accepted');
  expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(slope0));
});

test('a line that only rises, against its own slope, has no acceptable step', () => {
  expect(runSearch((x) => [x, x === 0 ? -1 : 1], 1).state).toBe('failed');
});
