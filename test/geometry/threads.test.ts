import { describe, expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { shakeSites } from '../../src/minimize/shake.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';

/** More atoms than one thread would take for itself. */
const COPIES = 5;

const single = loadCctbx('2hhb');
const sites = repeated(single.sites, (x, copy, k) => x + (k % 3 === 0 ? 120 * copy : 0));
const { nonbonded, ...covalent } = single.restraints;
const withPairs: Restraints = {
  ...(repeatedColumns(covalent) as typeof covalent),
  atomCount: COPIES * single.atomCount,
  planes: { ...repeatedColumns(covalent.planes!), offsets: repeatedOffsets(covalent.planes!.offsets) },
  nonbonded: { pairs: repeatedColumns(nonbonded.pairs) },
};
const nonbondedAtoms = repeatedColumns(single.nonbondedAtoms);

type Column = Float64Array | Int32Array | Uint8Array;

/** A column once for each copy. */
function repeated<T extends Column>(column: T, shifted: (x: number, copy: number, k: number) => number): T {
  const length = column.length;
  const Kind = column.constructor as new (length: number) => T;
  const all = new Kind(COPIES * length);
  for (let k = 0; k < all.length; k++)
    all[k] = shifted(column[k % length], Math.floor(k / length), k % length);
  return all;
}

/** All columns of a section, or of sections in it, i_seqs counted on from copy to copy. */
function repeatedColumns<T extends object>(section: T): T {
  const entries = Object.entries(section).map(([name, column]: [string, unknown]) => {
    if (!ArrayBuffer.isView(column)) return [name, isSection(column) ? repeatedColumns(column) : column];
    const step = name === 'iSeqs' || name === 'bonded' ? single.atomCount : 0;
    return [name, repeated(column as Column, (x, copy) => x + step * copy)];
  });
  return Object.fromEntries(entries) as T;
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function repeatedOffsets(offsets: Int32Array): Int32Array {
  const end = offsets[offsets.length - 1];
  return Int32Array.of(0, ...repeated(offsets.subarray(1), (x, copy) => x + end * copy));
}

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
