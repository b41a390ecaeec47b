import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geomin-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A process in the middle of writing a file. */
async function writing(...args: string[]) {
  const child = spawn(process.execPath, [
    'test/model/unfinished-write.mjs',
    join(folder, 'out.pdb'),
    ...args,
  ]);
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  expect(readdirSync(folder)[0]).toMatch(/^\.geomin-.*\.tmp$/);
  // The file is there a moment before what watches over it.
  await new Promise((resolve) => setTimeout(resolve, 200));
  return child;
}

describe('a file that is being written when a signal comes', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'is gone after %s, which ends the process',
    async (signal) => {
      const child = await writing();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('goes on where somebody waits for the signal, and is gone after a second one', async () => {
    const child = await writing('once');
    child.kill('SIGTERM');
    await once(child.stdout, 'data');
    expect(readdirSync(folder)).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(readdirSync(folder)).toEqual([]);
  });
});
