import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { shakeSites } from '../../src/minimize/shake.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';

const { sites, restraints: withPairs, nonbondedAtoms } = loadCctbx('2hhb');

/** Energies and gradients to the last digit. */
function digits(target: GeometryTarget, at: Float64Array): string {
  const gradients = new Float64Array(at.length);
  const { energy, terms } = target.evaluateSync(at, gradients);
  expect(target.evaluateSync(at)).toEqual({ energy, terms });
  return Buffer.from(Float64Array.of(energy, ...Object.values(terms), ...gradients).buffer).toString('hex');
}

describe('the number of threads never changes a digit', () => {
  const kinds: Record<string, Restraints> = {
    'with a list of its own': { ...withPairs, nonbonded: nonbondedAtoms },
    'with a given list': withPairs,
  };
  // From one place to the next some pair lists last and some do not.
  const places = [sites, shakeSites(sites, 0.05, 1), shakeSites(sites, 0.6, 2), shakeSites(sites, 0.1, 3)];

  test.each(Object.entries(kinds))('%s', (_, restraints) => {
    const targets = [1, 2, 3, 8].map((threads) => new GeometryTarget(restraints, { threads }));
    for (const at of places) {
      const fresh = new GeometryTarget(restraints, { threads: 1 });
      const expected = digits(fresh, at);
      for (const target of targets) expect(digits(target, at)).toBe(expected);
      fresh.close();
    }
    targets.forEach((target) => target.close());
  });

  test('in evaluations that run at once', async () => {
    const target = new GeometryTarget(kinds['with a list of its own'], { threads: 2 });
    const expected = places.map((at) => target.evaluateSync(at));
    const together = await Promise.all([...places, ...places].map((at) => target.evaluate(at)));
    expect(together).toEqual([...expected, ...expected]);
    target.close();
  });
});
