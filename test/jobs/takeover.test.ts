import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RedisBundleStore } from '../../src/bundles/redis-bundle-store.js';
import type { JobView } from '../../src/jobs/job-data.js';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { openRedis, type RedisClient } from '../../src/redis/connection.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { geomin, projectFile, scratchFolder } from '../e2e/run.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

const MODEL = projectFile('data/models/1ubq.pdb');
const ITERATIONS = 60_000;

/** Long enough to be interrupted; another seed makes it another job. */
function method(seed: number): string[] {
  const long = ['--optimizer', 'adam', '--backend', 'native', '--convergence', '0'];
  return [...long, '--max-iterations', String(ITERATIONS), '--shake', '0.1', '--seed', String(seed)];
}

describeWithRedis('a worker that was stopped until another took its job over', () => {
  let redis: TestRedis;
  let client: RedisClient;
  let queue: JobQueue;
  let transport: RedisTransport;
  let folder: string;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    client = openRedis({ url: redis.url });
    queue = new JobQueue(client, '');
    transport = await RedisTransport.connect({ url: redis.url });
    folder = scratchFolder();
    mkdirSync(join(folder, 'alone'));
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGKILL')));
  });
  afterAll(async () => {
    await transport.close();
    await queue.close();
    client.disconnect();
  });

  /** A job that a worker is in the midst of. */
  async function begunJob(seed: number): Promise<string> {
    const args = ['batch', MODEL, ...method(seed), '--detach', '--redis', redis.url];
    const [id] = (await geomin(args)).stdout.split('  ');
    const iteration = async () => (await queue.get(id)).progress?.iteration ?? 0;
    await expect.poll(iteration, { timeout: 60_000 }).toBeGreaterThan(0);
    return id;
  }

  /** So patient that it loses nothing on a busy machine, unless it is stopped. */
  function start(claimAfter = 3): WorkerProcess {
    const worker = startWorker(redis.url, ['--concurrency', '1', '--claim-after', String(claimAfter)]);
    workers.push(worker);
    return worker;
  }

  async function expectUndisturbed(id: string, seed: number): Promise<void> {
    const alone = [
      'minimize',
      MODEL,
      ...method(seed),
      '--quiet',
      '--redis',
      '',
      '-o',
      join(folder, 'alone.pdb'),
    ];
    expect(await geomin(alone)).toMatchObject({ code: 0 });
    const fetch = ['jobs', 'fetch', id, '--output-dir', folder, '--redis', redis.url];
    expect(await geomin(fetch)).toMatchObject({ code: 0 });
    const [fetched, expected] = ['1ubq_minimized.pdb', 'alone.pdb'].map((name) =>
      readFileSync(join(folder, name)),
    );
    expect(fetched.equals(expected)).toBe(true);
  }

  /** All that is kept of a job. */
  async function kept(id: string): Promise<unknown> {
    const ids: string[] = [];
    for await (const bundle of new RedisBundleStore(client).list()) ids.push(bundle.id);
    const view: JobView = await queue.get(id);
    return { view, written: await transport.registry.written(id), bundles: ids.sort() };
  }

  const wakings = [
    { when: 'is done', seed: 1, message: 'a job is completed' },
    { when: 'is at it', seed: 2, message: 'a job is begun' },
  ];
  it.each(wakings)(
    'writes nothing when it wakes up while that one $when',
    { timeout: 180_000 },
    async ({ seed, message }) => {
      const first = start();
      const id = await begunJob(seed);
      first.signal('SIGSTOP', 'all');
      const second = start();
      await second.said(message);
      const before = message === 'a job is completed' ? await kept(id) : undefined;
      first.signal('SIGCONT', 'all');
      await first.said('a job was lost to another worker');
      await second.said('a job is completed');

      if (before !== undefined) expect(await kept(id)).toEqual(before);
      expect(first.lines.map(({ msg }) => msg)).not.toContain('a job is completed');
      expect(await queue.get(id)).toMatchObject({ state: 'completed', fault: undefined });
      expect(JSON.stringify(await kept(id))).not.toContain('checkpoint_');
      await expectUndisturbed(id, seed);
    },
  );

  it(
    'and whose process went on leaves what that made to the other, which waits for it',
    { timeout: 180_000 },
    async () => {
      const first = start(15);
      const id = await begunJob(3);
      first.signal('SIGSTOP', 'worker');
      const second = start(15);
      const written = () => transport.registry.written(id);
      await expect.poll(written, { timeout: 60_000 }).toBeDefined();
      const made = await written();
      await second.said('a job is completed');
      expect(await written()).toEqual(made);
      first.signal('SIGCONT', 'worker');
      await first.said('a job was lost to another worker');
      expect(await queue.get(id)).toMatchObject({ state: 'completed', fault: undefined });
      await expectUndisturbed(id, 3);
    },
  );
});
