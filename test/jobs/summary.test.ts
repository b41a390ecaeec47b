import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { openRedis, type RedisClient } from '../../src/redis/connection.js';
import { geomin, projectFile, scratchFolder } from '../e2e/run.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startWorker } from './worker-process.js';

const METHOD = ['--optimizer', 'lbfgs', '--max-iterations', '150', '--convergence', '0'];

describeWithRedis('the table of a batch whose submitter has gone', () => {
  let redis: TestRedis;
  let client: RedisClient;
  let queue: JobQueue;
  let folder: string;
  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => geomin([...args, '--redis', redis.url]);
  const batch = (pattern: string, ...args: string[]) =>
    run('batch', path(pattern), ...METHOD, '--output-dir', path('out'), ...args);

  beforeAll(async () => {
    redis = await startRedis();
    client = openRedis({ url: redis.url });
    queue = new JobQueue(client, '');
    folder = scratchFolder();
    for (const name of ['models', 'out']) mkdirSync(path(name));
    const text = readFileSync(projectFile('data/models/1ubq.pdb'), 'utf8');
    const models = { a: text, b: `REMARK 999\n${text}`, c: text, poison: 'no atoms\n' };
    for (const [name, content] of Object.entries(models)) writeFileSync(path(`models/${name}.pdb`), content);
    // The beginning of a gzipped file.
    writeFileSync(path('models/unread.pdb'), Buffer.from([0x1f, 0x8b]));
  });
  afterAll(async () => {
    await queue.close();
    client.disconnect();
  });

  /** Waits until a table is made, and fetches it. */
  async function table(id: string): Promise<string> {
    await expect.poll(async () => (await queue.get(id)).state, { timeout: 60_000 }).toBe('completed');
    expect((await run('jobs', 'fetch', id, '--output-dir', folder)).code).toBe(0);
    return readFileSync(path('table.tsv'), 'utf8');
  }

  it(
    'is made by a worker, whichever dies, as the submitter would make it',
    { timeout: 180_000 },
    async () => {
      const detached = await batch('models/*.pdb', '--detach', '--summary', 'table.tsv');
      expect(detached.code).toBe(1);
      expect(detached.stderr).toMatch(/unread\.pdb: .*\n/);
      const [, id] = /^(summary-[0-9a-f]{20}) {2}table\.tsv$/m.exec(detached.stdout)!;
      // Two batches may share a job.
      const other = await batch('models/a.pdb', '--detach', '--summary', 'table.tsv');
      const [, otherId] = /^(summary-\w+)/m.exec(other.stdout)!;
      expect((await run('jobs')).stdout).toMatch(/summary-\w+ +pending +table\.tsv +waits for the jobs/);

      const mortal = startWorker(redis.url, ['--concurrency', '1']);
      await mortal.said('a job is completed');
      await mortal.kill('SIGKILL');
      const worker = startWorker(redis.url, ['--concurrency', '2']);
      const made = await table(id);
      const rows = made.split('\n').map((row) => row.split('\t').slice(0, 2));
      expect(rows).toEqual([
        ['file', 'state'],
        ...['a', 'b', 'c'].map((name) => [path(`models/${name}.pdb`), 'completed']),
        ...['poison', 'unread'].map((name) => [path(`models/${name}.pdb`), 'failed']),
        [''],
      ]);
      expect(await table(otherId)).toBe(made.split('\n').slice(0, 2).join('\n') + '\n');

      await batch('models/*.pdb', '--summary', path('waited.tsv'));
      expect(made).toBe(readFileSync(path('waited.tsv'), 'utf8'));
      await worker.kill('SIGTERM');
    },
  );

  it('is made anew for the same batch, and tells of jobs that are gone', { timeout: 120_000 }, async () => {
    rmSync(path('models/unread.pdb'));
    const submit = () => batch('models/*.pdb', '--detach', '--summary', 'table.tsv', '--json');
    const lines = (await submit()).stdout.trimEnd().split('\n');
    const listed = lines.map((line) => JSON.parse(line) as { input?: string; job: string });
    const { job: id } = listed.at(-1)!;
    const worker = startWorker(redis.url, ['--concurrency', '1']);
    const before = await table(id);
    expect(before).toMatch(/b\.pdb\tcompleted\t/);
    await run('jobs', 'remove', listed.find(({ input }) => input === path('models/b.pdb'))!.job);
    expect((await run('jobs', 'retry', id)).code).toBe(0);
    await expect.poll(() => table(id)).toMatch(/b\.pdb\tfailed\t.*\tjob job-\w+ is not kept any more\n/);
    await submit();
    await expect.poll(() => table(id)).toBe(before);
    const models = await run('jobs', 'fetch', '--output-dir', path('out'));
    expect(models.stdout).not.toContain('summary-');
    await worker.kill('SIGTERM');
  });

  it('cannot be cancelled, but taken off the list', async () => {
    const waiting = await batch('models/a.pdb', '--detach', '--summary', 'x.tsv', '--seed', '5');
    const [, id] = /^(summary-\w+)/m.exec(waiting.stdout)!;
    expect(await run('jobs', 'cancel', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('waits for other jobs'),
    });
    expect((await run('jobs', 'show', id)).stdout).toMatch(/^table +x\.tsv$/m);
    expect((await run('jobs', 'remove', id)).code).toBe(0);
    expect((await run('jobs', 'show', id)).code).toBe(1);
  });
});
