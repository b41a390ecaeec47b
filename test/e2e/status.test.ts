import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AgentClient } from '../../src/agents/agent-client.js';
import { openRedis } from '../../src/redis/connection.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { startWorker } from '../jobs/worker-process.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents } from './agent-process.js';
import { geomin, projectFile } from './run.js';

interface Status {
  readonly agents: { agent_id: string; state: string; stats: { requests_processed: number } }[];
  readonly streams: { stream: string; length: number | null; groups: object[] }[];
  readonly dead_letters: object[];
  readonly jobs: Record<string, number>;
  readonly requests_per_second: number | null;
}

describeWithRedis('geomin status', () => {
  let redis: TestRedis;
  let transport: RedisTransport;
  const status = (...args: string[]) => geomin(['status', ...args], { env: { GEOMIN_REDIS_URL: redis.url } });
  const json = async (...args: string[]) => JSON.parse((await status('--json', ...args)).stdout) as Status;

  beforeAll(async () => {
    redis = await startRedis();
    transport = await RedisTransport.connect({ url: redis.url });
  });
  afterAll(() => transport.close());

  it('says so where there is nothing yet', async () => {
    const { code, stdout, stderr } = await status();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('no agent is alive; `geomin agent` starts one\n');
    expect(stdout).toMatch(/^geometry_requests {2,}– {2,}–/m);
    const jobs = { pending: 0, 'in progress': 0, completed: 0, failed: 0, abandoned: 0 };
    expect(await json()).toMatchObject({ agents: [], requests_per_second: null, jobs });
    expect(stdout).toMatch(/^jobs +pending +in progress +completed +failed +abandoned +workers\n( +0){6}$/m);
    // Whoever looks leaves nothing behind, such as an empty queue.
    const client = openRedis({ url: redis.url });
    expect(await client.keys('*')).toEqual([]);
    client.disconnect();
  });

  it('tells what waits for nobody', async () => {
    await transport.send('geometry_requests:high', { request: '?' });
    const { streams } = await json();
    expect(streams[0]).toEqual({ stream: 'geometry_requests:high', length: 1, groups: [] });
    expect((await status()).stdout).toMatch(/^geometry_requests:high {2,}1 {2,}– +– +– +–$/m);
  });

  it('tells who is alive, what was done and what was given up', async () => {
    const agents = await startAgents(['--instances', '2', '--id', 'a'], { GEOMIN_REDIS_URL: redis.url }, 2);
    const client = await AgentClient.open({ transport });
    await expect(client.ask({ macromolecule_bundle_id: 'none' })).rejects.toMatchObject({ code: 'BUNDLE' });
    await transport.registry.announce('odd\x1b', '{"stats":{"requests_processed":"many"}}', 60);
    const { agents: known, streams, dead_letters } = await json();
    expect(known.map(({ agent_id, state }) => [agent_id, state])).toEqual([
      ['a-1', 'running'],
      ['a-2', 'running'],
      ['odd\x1b', undefined],
    ]);
    expect(streams.map(({ stream }) => stream)).toEqual([
      'geometry_requests:high',
      'geometry_requests',
      'geometry_requests:low',
      'geometry_requests_responses',
      'geometry_requests_control',
    ]);
    expect(streams[1].groups).toMatchObject([{ name: 'geometry_agents', lag: 0, pending: 0 }]);
    expect(dead_letters[0]).toEqual({ stream: 'geometry_requests:high_dead', count: 1 });
    const { stdout } = await status();
    expect(stdout).toMatch(/^a-1 {2,}running {2,}/m);
    expect(stdout).toMatch(/^odd\ufffd {2,}– /m);
    expect(stdout).toMatch(/^geometry_requests {2,}\d+ {2,}geometry_agents {2,}0 {2,}0 {2,}\d$/m);
    expect(stdout).toMatch(/^geometry_requests:high_dead {2,}1$/m);
    await client.close();
    agents.kill('SIGTERM');
    await agents.ended();
  });

  it('counts jobs, and who does them', async () => {
    const env = { GEOMIN_REDIS_URL: redis.url };
    const model = projectFile('data/models/1ubq.pdb');
    const submitted = await geomin(['batch', model, '--max-iterations', '2', '--detach'], { env });
    expect(submitted).toMatchObject({ code: 0 });
    expect((await json()).jobs).toMatchObject({ pending: 1, completed: 0 });
    expect((await status()).stdout).toMatch(/^ +1 +0 +0 +0 +0 +0$/m);
    const worker = startWorker(redis.url);
    await expect.poll(async () => (await json()).jobs, { timeout: 30_000 }).toMatchObject({ completed: 1 });
    expect((await status()).stdout).toMatch(/^ +0 +0 +1 +0 +0 +1$/m);
    await worker.kill('SIGTERM');
  });

  it('looks again and again, and tells the requests a second', async () => {
    const env = { GEOMIN_REDIS_URL: redis.url };
    const agents = await startAgents(['--health-check-interval', '0.2'], env);
    const client = await AgentClient.open({ transport });
    const looks = watch(env);
    let rate: number | null = null;
    while (rate === null || rate === 0) {
      await client.ask({ macromolecule_bundle_id: 'none' }).catch(() => undefined);
      rate = looks.latest()?.requests_per_second ?? null;
    }
    expect(rate).toBeGreaterThan(0);
    expect(await looks.end()).toBe(0);
    await client.close();
    agents.kill('SIGTERM');
    await agents.ended();
  });

  it('ends when nobody reads it any more', async () => {
    const looks = watch({ GEOMIN_REDIS_URL: redis.url });
    expect(await looks.closed()).toBe(0);
  });

  it('tells what is in the way', async () => {
    expect((await status('--watch', 'soon')).code).toBe(2);
    const { code, stderr } = await status('--redis', 'nonsense');
    expect([code, stderr]).toEqual([1, expect.stringContaining('not a URL of Redis')]);
  });
});

/** `geomin status --watch --json` as a process of its own. */
function watch(env: NodeJS.ProcessEnv) {
  const args = [projectFile('dist/cli/main.js'), 'status', '--watch', '0.1', '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return {
    latest(): Status | undefined {
      const line = printed.split('\n').at(-2);
      return line === undefined ? undefined : (JSON.parse(line) as Status);
    },
    /** Reads something, then no more. */
    async closed(): Promise<number | null> {
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
    async end(): Promise<number | null> {
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}
