import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { loadCctbx } from '../reference/load.js';

describe('shakeSites', () => {
  it('moves 1ubq to the sites that numpy shook it to (RandomState(42), 0.3 Å)', () => {
    const still = loadCctbx('1ubq').sites;
    const shaken = loadCctbx('1ubq-shaken').sites;
    const sites = shakeSites(still, 0.3, 42);
    const worst = sites.reduce((w, x, i) => Math.max(w, Math.abs(x - shaken[i])), 0);
    expect(worst).toBeLessThan(1e-12);
  });

  it('leaves its input alone, and repeats itself', () => {
    const still = Float64Array.of(1, 2, 3, 4, 5, 6);
    const once = shakeSites(still, 0.1, 7);
    expect([...still]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shakeSites(still, 0.1, 7)).toEqual(once);
    expect(shakeSites(still, 0.1, 8)).not.toEqual(once);
  });

  it.each([
    [-1, 0],
    [NaN, 0],
    [0.3, -1],
    [0.3, 1.5],
    [0.3, 2 ** 32],
  ])('refuses sigma %d with seed %d', (sigma, seed) => {
    expect(() => shakeSites(new Float64Array(3), sigma, seed)).toThrow(GeominError);
  });
});
