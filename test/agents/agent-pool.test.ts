import { afterEach, describe, expect, it } from 'vitest';
import { AgentPool } from '../../src/agents/agent-pool.js';
import { silentLogger } from '../../src/agents/logger.js';

const PATIENCE = { timeout: 30_000 };

describe('a pool of processes', { timeout: 180_000 }, () => {
  const pools: AgentPool[] = [];
  afterEach(async () => {
    for (const pool of pools.splice(0)) await pool.stop();
  });

  const run = (settings: object) => {
    const beats: string[] = [];
    const restarts: string[] = [];
    const pool = new AgentPool({
      id: 'p',
      size: 2,
      program: new URL('./pool-program.mjs', import.meta.url),
      settings,
      attempts: 3,
      longestPause: 10,
      logger: silentLogger,
      onBeat: (agentId) => beats.push(agentId),
      onRestart: (agentId) => restarts.push(agentId),
    });
    pools.push(pool);
    const ended = pool.run();
    ended.catch(() => undefined);
    return { pool, beats, restarts, ended };
  };

  it('has as many agents as it should, hears from all, and ends when it is told to', async () => {
    const { pool, beats, ended } = run({});
    await expect.poll(() => beats.sort(), PATIENCE).toEqual(['p-1', 'p-2']);
    expect(await pool.figures()).toEqual([[{ name: 'p-1' }], [{ name: 'p-2' }]]);
    await Promise.all([pool.stop(), pool.stop()]);
    await ended;
    expect(await pool.figures()).toEqual([[], []]);
  });

  it('gives up who dies at once ever again, and goes on without', async () => {
    const { pool, beats, restarts } = run({ die: ['p-1'] });
    await expect.poll(() => restarts, PATIENCE).toEqual(['p-1', 'p-1']);
    await expect.poll(() => beats, PATIENCE).toEqual(['p-2']);
    await expect.poll(() => pool.figures(), PATIENCE).toEqual([[], [{ name: 'p-2' }]]);
  });

  it('ends with what befell the first where none is left', async () => {
    await expect(run({ die: ['p-1', 'p-2'] }).ended).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'p-1 died 3 times in a row as soon as it was started, at last by SIGKILL',
    });
  });

  it('does not start again who could not start', async () => {
    const { ended, restarts } = run({ refuse: ['p-1', 'p-2'] });
    await expect(ended).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: 'p-1 may not',
      remedy: 'Let it.',
    });
    expect(restarts).toEqual([]);
  });
});
