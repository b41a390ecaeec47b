import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test, vi } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { loadCctbx } from '../reference/load.js';

const { restraints, sites } = loadCctbx('1ubq-shaken');
const { nonbonded, ...terms } = restraints;
const target = new GeometryTarget(restraints);
afterAll(() => target.close());

/** Starts a minimization that does not end by itself; `begun()` is called once it is under way. */
const ENDLESS = `
  function endless(addon, restraints, sites, begun) {
    const { GeometryCore, Minimization, Optimizer, Progress } = require(addon);
    const core = new GeometryCore(restraints, 1);
    const optimizer = new Optimizer(sites, { method: 'sgd', momentum: 0, threads: 1 });
    const progress = new Progress(sites.length, 0, 0, 1);
    const gradients = new Float64Array(sites.length).fill(1);
    progress.begin(Infinity, Infinity);
    progress.take(1e6, gradients, sites);
    const minimization = new Minimization(core, optimizer, progress, { gradients, untoldEnergy: 1e6 });
    minimization.run(new Float64Array(1e7).fill(1e-15), true, begun);
  }`;
const addon = fileURLToPath(new URL('../../build/Release/geomin.node', import.meta.url));

test('a worker thread that ends in the middle takes nothing with it', async () => {
  const source = `${ENDLESS}
    const { parentPort, workerData } = require('node:worker_threads');
    const { addon, restraints, sites } = workerData;
    endless(addon, restraints, sites, () => parentPort.postMessage('busy'));`;
  const workerData = { addon, sites, restraints: { ...terms, pairs: nonbonded.pairs } };
  for (let k = 0; k < 8; k++) {
    const worker = new Worker(source, { eval: true, workerData });
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
  }
  expect(target.evaluateSync(sites).energy).toBeGreaterThan(0);
});

test.each([
  ['exits', 'process.exit(3)', 3],
  ['fails', 'throw new Error("for no reason")', 1],
])('a process that %s in the middle does just that', (_, end, status) => {
  const bonds = '{ iSeqs: Int32Array.of(0, 1), ideal: Float64Array.of(1), weight: Float64Array.of(1) }';
  const restraints = `{ atomCount: 2, bonds: ${bonds} }`;
  const sites = 'Float64Array.of(0, 0, 0, 0.5, 0, 0)';
  const start = `endless(${JSON.stringify(addon)}, ${restraints}, ${sites}, () => { ${end} });`;
  const child = spawnSync(process.execPath, ['-e', ENDLESS + start], { timeout: 20_000, encoding: 'utf8' });
  expect(child).toMatchObject({ status, signal: null });
});

test('the core asks JavaScript for nothing', async () => {
  const evaluations = vi.spyOn(GeometryTarget.prototype, 'evaluateSync');
  for (const optimizer of ['lbfgs', 'adam', 'sgd'] as const) {
    evaluations.mockClear();
    const options = { target, sitesCart: sites, optimizer, backend: 'native', maxIterations: 20 } as const;
    await new GeometryMinimizer(options).minimize();
    expect(evaluations).not.toHaveBeenCalled();
  }
  evaluations.mockRestore();
});

test('a target with an evaluate of its own is asked for every energy', async () => {
  class Counted extends GeometryTarget {
    calls = 0;
    override evaluate(...args: Parameters<GeometryTarget['evaluate']>) {
      this.calls++;
      return super.evaluate(...args);
    }
    override evaluateSync(...args: Parameters<GeometryTarget['evaluateSync']>) {
      this.calls++;
      return super.evaluateSync(...args);
    }
  }
  const counted = new Counted(restraints);
  const options = { target: counted, sitesCart: sites, optimizer: 'lbfgs', maxIterations: 20 } as const;
  const { evaluations } = await new GeometryMinimizer(options).minimize();
  expect(counted.calls).toBe(evaluations);
  counted.close();
});

test('minimizers made, run and dropped leave nothing behind', { timeout: 120_000 }, async () => {
  const run = async (times: number) => {
    for (let k = 0; k < times; k++) {
      const optimizer = (['lbfgs', 'adam', 'sgd'] as const)[k % 3];
      const options = { target, sitesCart: sites, optimizer, backend: 'native', maxIterations: 3 } as const;
      const minimizer = new GeometryMinimizer(options);
      // Without minimize(), nobody closes the optimizer.
      if (k % 2 === 0) await minimizer.minimize();
      else await minimizer.step();
      if (k % 50 === 0) await setImmediate();
    }
  };
  await run(3000);
  const before = process.memoryUsage().rss;
  await run(3000);
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
});
