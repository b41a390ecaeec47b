import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { toNative } from '../../src/geometry/native-restraints.js';
import { nativeAddon } from '../../src/geometry/native.js';
import { TERMS } from '../../src/restraints/restraints.js';
import { loadCctbx } from '../reference/load.js';

const { sites, restraints: withPairs, nonbondedAtoms } = loadCctbx('1ubq');
const restraints = { ...withPairs, nonbonded: nonbondedAtoms };

/** Bytes by which `work` grows the process, once its first run has warmed up. */
async function growth(work: () => Promise<void> | void): Promise<number> {
  await work();
  const before = process.memoryUsage().rss;
  await work();
  return process.memoryUsage().rss - before;
}

test('6,000 evaluations on both threads, walking so that pair lists come and go', async () => {
  const target = new GeometryTarget(restraints);
  const gradients = new Float64Array(sites.length);
  const elsewhere = sites.map((x, k) => x + (k % 7));
  const grown = await growth(async () => {
    for (let k = 0; k < 2_000; k++) {
      target.evaluateSync(k % 40 === 0 ? elsewhere : sites, gradients);
      if (k % 2 === 0) await target.evaluate(sites, gradients);
    }
  });
  target.close();
  expect(grown).toBeLessThan(20e6);
});

test('2,000 targets made and closed', async () => {
  const grown = await growth(() => {
    for (let k = 0; k < 1_000; k++) {
      const target = new GeometryTarget(restraints);
      target.evaluateSync(sites);
      target.close();
    }
  });
  expect(grown).toBeLessThan(20e6);
});

test('cores that nobody closes are collected, since the collector knows their size', async () => {
  const large = loadCctbx('2hhb');
  const native = toNative({ ...large.restraints, nonbonded: large.nonbondedAtoms }, TERMS);
  const grown = await growth(async () => {
    for (let k = 0; k < 300; k++) {
      new (nativeAddon().GeometryCore)(native, 1);
      if (k % 10 === 0) await setImmediate();
    }
  });
  expect(grown).toBeLessThan(100e6);
});
