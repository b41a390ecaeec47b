import { expect, test } from 'vitest';
import {
  cosineSchedule,
  makeSchedule,
  plateauSchedule,
  type Schedule,
} from '../../src/minimize/schedules.js';

const factors = (schedule: Schedule, steps: number) => Array.from({ length: steps }, () => schedule.next(1));

test('constant stays at the full rate', () => {
  const schedule = makeSchedule('constant', 100);
  expect(new Set(factors(schedule, 200))).toEqual(new Set([1]));
  expect(schedule.settled).toBe(true);
});

test('cosine falls from the full rate through one half to zero', () => {
  const schedule = makeSchedule('cosine', 100);
  const values = factors(schedule, 102);
  expect(values[0]).toBe(1);
  expect(values[50]).toBeCloseTo(0.5, 12);
  expect(values[25]).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
  expect(values[100]).toBeCloseTo(0, 12);
  expect(values[101]).toBeCloseTo(0, 12);
  expect(schedule.settled).toBe(false);
});

test('the default holds the full rate for 60% of the steps, then falls', () => {
  const values = factors(makeSchedule('hold-cosine', 1000), 1000);
  expect(values.slice(0, 601)).toEqual(new Array(601).fill(1));
  expect(values[800]).toBeCloseTo(0.5, 12);
  expect(values[999]).toBeLessThan(1e-4);
  for (let i = 601; i < 1000; i++) expect(values[i]).toBeLessThan(values[i - 1]);
});

test('a schedule of no steps, or constant to its end, has no numbers that are none', () => {
  expect(factors(cosineSchedule(0), 2)).toEqual([0, 0]);
  expect(factors(cosineSchedule(3, 1), 4)).toEqual([1, 1, 1, 0]);
});

test('plateau halves the rate each time the energy has not fallen for so many steps', () => {
  const schedule = plateauSchedule({ factor: 0.5, patience: 3, tolerance: 0.01, floor: 0.2 });
  const energies = [100, 90, 89.5, 89.9, 95, 80, 80, 80, 80, 80, 80, 80];
  const values = energies.map((energy) => schedule.next(energy));
  expect(values).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2]);
  expect(schedule.settled).toBe(true);
});

test('plateau is not settled while the rate can still fall', () => {
  const schedule = plateauSchedule();
  expect(schedule.settled).toBe(false);
  factors(schedule, 1000);
  expect(schedule.settled).toBe(true);
  expect(schedule.next(1)).toBe(1e-3);
});
