import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/job-queue.js';
import { JOB_STATES, type JobState } from '../../src/jobs/job-data.js';
import { openRedis, type RedisClient } from '../../src/redis/connection.js';
import { geomin, projectFile, scratchFolder } from '../e2e/run.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

const METHOD = ['--optimizer', 'lbfgs', '--max-iterations', '20'];
const ENDLESS = ['--optimizer', 'adam', '--convergence', '0', '--max-iterations', '100000000'];

describeWithRedis('jobs over Redis', () => {
  let redis: TestRedis;
  let worker: WorkerProcess;
  let folder: string;
  let client: RedisClient;
  let queue: JobQueue;
  const run = (...args: string[]) => geomin(args, { env: { GEOMIN_REDIS_URL: redis.url } });
  const counts = () => queue.counts();
  const list = (...states: JobState[]) => queue.list(states.length > 0 ? states : JOB_STATES, 100);
  const jobOf = async (model: string) => (await list()).find(({ data }) => data.name === model)!;
  const path = (name: string) => join(folder, name);

  beforeAll(async () => {
    redis = await startRedis();
    client = openRedis({ url: redis.url });
    queue = new JobQueue(client, '');
    folder = scratchFolder();
    mkdirSync(path('models'));
    mkdirSync(path('out'));
    for (const name of ['a', 'b']) {
      const text = readFileSync(projectFile('data/models/1ubq.pdb'), 'utf8');
      writeFileSync(path(`models/${name}.pdb`), `REMARK 999 ${name}\n${text}`);
    }
  });
  afterAll(async () => {
    await queue.close();
    client.disconnect();
  });

  it('wait for a worker, the same however often they are submitted', async () => {
    const detached = await run('batch', path('models/*.pdb'), ...METHOD, '--detach');
    expect(detached).toMatchObject({ code: 0, stderr: '' });
    expect((await run('batch', path('models/*.pdb'), ...METHOD, '--detach')).stdout).toBe(detached.stdout);
    expect(await counts()).toMatchObject({ pending: 2, 'in progress': 0, completed: 0 });
    const listed = (await run('jobs')).stdout;
    expect(listed).toMatch(/^2 pending, 0 in progress, 0 completed, 0 failed, 0 abandoned\n/);
    expect(listed).toMatch(/^job-[0-9a-f]{20}  pending  .*models\/b\.pdb$/m);
  });

  it(
    'outlive their submitter, who finds them again and writes what minimize would',
    { timeout: 180_000 },
    async () => {
      const args = [projectFile('dist/cli/main.js'), 'batch', path('models/*.pdb'), ...METHOD];
      const out = ['--redis', redis.url, '--output-dir', path('out')];
      const submitter = spawn(process.execPath, [...args, ...out], { stdio: 'ignore' });
      setTimeout(() => submitter.kill('SIGKILL'), 500);
      await once(submitter, 'exit');
      worker = startWorker(redis.url, ['--concurrency', '2']);
      const { code, stdout } = await run(
        'batch',
        path('models/*.pdb'),
        ...METHOD,
        '--output-dir',
        path('out'),
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(/a\.pdb  energy .* 20 iterations, max-iterations\n/);
      await run(
        'minimize',
        path('models/a.pdb'),
        ...METHOD,
        '--quiet',
        '--redis',
        '',
        '-o',
        path('alone.pdb'),
      );
      expect(readFileSync(path('out/a_minimized.pdb'))).toEqual(readFileSync(path('alone.pdb')));
      expect(await counts()).toMatchObject({ pending: 0, completed: 2, failed: 0 });
      expect(await jobOf(path('models/a.pdb'))).toMatchObject({
        attempts: 1,
        result: { models: [{ iterations: 20 }] },
      });
    },
  );

  it('are fetched by whoever wants their models', async () => {
    mkdirSync(path('fetched'));
    const { code, stdout } = await run('jobs', 'fetch', '--output-dir', path('fetched'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/job-\w+  .*b\.pdb  written  .*fetched\/b_minimized\.pdb\n/);
    expect(readFileSync(path('fetched/a_minimized.pdb'))).toEqual(readFileSync(path('alone.pdb')));
  });

  it('end within a second once they are cancelled, and leave their best coordinates', async () => {
    await run('batch', path('models/a.pdb'), ...ENDLESS, '--detach');
    await expect.poll(async () => (await list('in progress'))[0]?.progress).toBeTruthy();
    const [{ id: job }] = await list('in progress');
    const begun = Date.now();
    expect((await run('jobs', 'cancel', job)).code).toBe(0);
    const cancelled = Date.now();
    await worker.said('a job is abandoned');
    // On a machine that is so busy that a command takes longer than a third of a second, so may this.
    expect(Date.now() - cancelled).toBeLessThan(Math.max(1000, 3 * (cancelled - begun)));
    await expect.poll(async () => (await counts()).abandoned).toBe(1);
    const [abandoned] = await list('abandoned');
    expect(abandoned).toMatchObject({ id: job, result: { models: [{ reason: 'aborted' }] } });
    expect((await run('jobs', 'fetch', job, '--output-dir', path('fetched'))).code).toBe(0);
    expect(readFileSync(path('fetched/a_minimized.pdb'))).not.toEqual(readFileSync(path('alone.pdb')));
    expect((await run('jobs', 'cancel', job)).stderr).toBe(`note: ${job} had ended already\n`);
  });

  it('fail alone where a model is bad, and say why', async () => {
    copyFileSync(projectFile('data/models/1ubq.pdb'), path('models/good.pdb'));
    writeFileSync(path('models/poison.pdb'), 'no atoms\n');
    const { code, stdout, stderr } = await run(
      'batch',
      path('models/*o*.pdb'),
      ...METHOD,
      '--output-dir',
      path('out'),
      '--json',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/poison\.pdb: no atoms/);
    expect(stdout).toContain('"state":"completed"');
    expect(readdirSync(path('out'))).toContain('good_minimized.pdb');
    expect(await jobOf(path('models/poison.pdb'))).toMatchObject({
      state: 'failed',
      attempts: 1,
      fault: { code: 'MODEL', message: expect.stringContaining('no atoms') },
    });
    const listed = await run('jobs', 'list', '--state', 'failed');
    expect(listed.stdout).toMatch(/poison\.pdb  .*no atoms: there are no ATOM or HETATM records/);
  });

  it('are done anew, or taken off the list', async () => {
    const poison = (await jobOf(path('models/poison.pdb'))).id;
    expect((await run('jobs', 'retry', poison)).code).toBe(0);
    const isPoison = (line: Record<string, unknown>) => line.job_id === poison;
    await expect
      .poll(() => worker.lines.filter((line) => line.msg === 'a job has failed' && isPoison(line)).length)
      .toBe(2);
    const good = (await jobOf(path('models/good.pdb'))).id;
    expect((await run('jobs', 'retry', good)).stderr).toMatch(/is completed/);
    expect((await run('jobs', 'remove', good)).code).toBe(0);
    expect(await run('jobs', 'show', good)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no job'),
    });
  });

  it('are shown on a page', async () => {
    const args = [projectFile('dist/cli/main.js'), 'jobs', 'board', '--port', '0', '--redis', redis.url];
    const board = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [address] = (await once(board.stdout, 'data')) as [Buffer];
    const page = await fetch(`${address.toString().trim()}api/queues`);
    expect(await page.json()).toMatchObject({ queues: [{ name: 'jobs', counts: { failed: 1 } }] });
    board.kill('SIGTERM');
    expect(await once(board, 'exit')).toEqual([0, null]);
  });

  it('are what a worker finishes before it stops', async () => {
    await worker.kill('SIGTERM');
    expect(worker.lines.at(-1)).toMatchObject({ msg: 'the worker stops' });
    expect((await counts())['in progress']).toBe(0);
  });

  it('are waited for until a signal comes, also while Redis is away', async () => {
    const args = [
      'batch',
      path('models/a.pdb'),
      '--redis',
      redis.url,
      '--output-dir',
      path('out'),
      '--shake',
      '0.5',
    ];
    const child = spawn(process.execPath, [projectFile('dist/cli/main.js'), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    while ((await counts()).pending === 0) await pause(20);
    await redis.stop();
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(said).toContain('note: what was submitted goes on');
    await redis.restart();
  });
});
