import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../../src/bundles/checkpoint-codec.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Checkpoint } from '../../src/minimize/checkpoint.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import {
  CASES,
  checkpoint,
  checkpointsOf,
  closing,
  digits,
  interrupted,
  minimizer,
  some,
} from './checkpointed.js';

describe.each(CASES)('%s', (_, make) => {
  test('goes on from any checkpoint to the bytes of an undisturbed run', async () => {
    const of = await make();
    const undisturbed = digits(await minimizer(of).minimize());
    const taken = await checkpointsOf(of, 1);
    // The core's loop is faster than the event loop, which gets the latest.
    expect(taken.length).toBeGreaterThan(3);
    await fc.assert(
      fc.asyncProperty(fc.nat(taken.length - 1), async (k) => {
        const resumeFrom = decodeCheckpoint(taken[k]);
        expect(digits(await minimizer(of, { resumeFrom }).minimize())).toEqual(undisturbed);
      }),
      { numRuns: 8 },
    );
  });

  test('interrupted again and again, it comes to the same end', async () => {
    const of = await make();
    const undisturbed = digits(await minimizer(of).minimize());
    const done: number[] = [];
    let checkpoint: Checkpoint | undefined;
    for (;;) {
      const next = await interrupted(of, 10, checkpoint);
      if (next === undefined) break;
      checkpoint = next;
      done.push(checkpoint.iterations);
    }
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
    expect(digits(await minimizer(of, { resumeFrom: checkpoint }).minimize())).toEqual(undisturbed);
  });
});

test('killed, it goes on in another process', async () => {
  const model = await readModel('data/models/1ubq.pdb');
  const whole = new GeometryTarget(buildRestraints(model));
  closing.push(whole);
  const start = shakeSites(model.sitesCart, 0.3, 7);
  const undisturbed = await minimizer({
    target: whole,
    sitesCart: start,
    options: { optimizer: 'best' },
  }).minimize();
  const folder = await mkdtemp(join(tmpdir(), 'geomin-'));
  try {
    const command = ['test/minimize/checkpoint-process.mjs', join(folder, 'checkpoint')];
    await expect(promisify(execFile)('node', command)).rejects.toMatchObject({ signal: 'SIGKILL' });
    const { stdout } = await promisify(execFile)('node', command);
    const { resumedAt, ...end } = JSON.parse(stdout);
    const { iterations, evaluations, energy, sitesCart } = undisturbed;
    expect(end).toEqual({
      iterations,
      evaluations,
      energy,
      sites: Buffer.from(sitesCart.buffer).toString('hex'),
    });
    expect(resumedAt).toBeGreaterThanOrEqual(60);
    expect(resumedAt).toBeLessThan(iterations);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what was resumed tells its whole history, and counts on', async () => {
  const told: number[] = [];
  const resumed = minimizer(some, {
    resumeFrom: checkpoint,
    onIteration: ({ iteration }) => told.push(iteration),
  });
  expect(resumed.iterationHistory).toEqual(checkpoint.history);
  expect(await resumed.forward()).toBe(checkpoint.current.energy);
  const result = await resumed.minimize();
  expect(told[0]).toBe(checkpoint.iterations + 1);
  expect(result.iterationHistory.length).toBe(result.iterations + 1);
  expect(result.totalTime).toBeGreaterThan(checkpoint.seconds);
});

test('L-BFGS may go on for more iterations than were planned, from one step to the next', async () => {
  const longer = digits(await minimizer(some, { maxIterations: 310 }).minimize());
  const resumed = minimizer(some, { maxIterations: 310, resumeFrom: checkpoint });
  await resumed.step();
  expect(digits(await resumed.minimize())).toEqual(longer);
});

test('the time between checkpoints can be counted in seconds', async () => {
  let count = 0;
  const onCheckpoint = () => (count += 1);
  const endless = { convergenceThreshold: 0, minProgress: 0, maxIterations: 1e6, maxSeconds: 0.5 };
  await minimizer(some, { ...endless, onCheckpoint, checkpointSeconds: 0.1 }).minimize();
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(6);
});

test('what the listener throws ends the minimization', async () => {
  const onCheckpoint = () => {
    throw new Error('the disk is full');
  };
  const run = minimizer(some, { onCheckpoint, checkpointIterations: 5 }).minimize();
  await expect(run).rejects.toThrow('the disk is full');
});
