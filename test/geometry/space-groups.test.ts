import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { crystalOf, unitCell } from './crystals.js';

/** Atoms in each crystal of the figures. */
const ATOMS = 6;

const figures = readFileSync(new URL('../reference/space-groups.cctbx.txt', import.meta.url), 'utf8');
const settings = figures
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [symbol, cell, seed, , energy, gradients] = line.split('|');
    return { symbol, cell, seed: Number(seed), energy: Number(energy), gradients: Number(gradients) };
  });

/** Park and Miller's generator, which takes one line in any language; its first numbers still show the seed. */
function fractionsOf(seed: number): number[] {
  let state = seed;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let k = 0; k < 10; k++) next();
  return Array.from({ length: 3 * ATOMS }, () => 1.5 * next() - 0.25);
}

test('the figures have all 230 space groups', () => {
  expect(settings.length).toBeGreaterThan(230);
});

test.each(settings)('$symbol: energy and gradients of cctbx', ({ symbol, cell, seed, energy, gradients }) => {
  const { sites, nonbonded } = crystalOf(symbol, unitCell(cell), fractionsOf(seed));
  expect(nonbonded.symmetry.siteSymmetry).toHaveLength(0);
  const target = new GeometryTarget({ atomCount: ATOMS, nonbonded });
  const found = new Float64Array(sites.length);
  const evaluation = target.evaluateSync(sites, found);
  target.close();
  expect(Math.abs(evaluation.energy / energy - 1)).toBeLessThanOrEqual(1e-9);
  const sum = found.reduce((total, value, x) => total + (Math.floor(x / 3) + 1) * ((x % 3) + 1) * value, 0);
  const size = found.reduce((total, value) => total + Math.abs(value), 0);
  expect(Math.abs(sum - gradients)).toBeLessThanOrEqual(1e-9 * size);
});
