import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { geomin, projectFile, scratchFolder } from '../e2e/run.js';
import { describeWithRedis, startRedis } from '../redis.js';
import { startWorker } from './worker-process.js';

const METHOD = ['--optimizer', 'lbfgs', '--max-iterations', '20'];
const HOOK = pathToFileURL(projectFile('test/jobs/kill-process.mjs')).href;

/** A machine that is busy for a second must not look like a dead worker. */
const NOTHING_LOST = ['--claim-after', '30'];

describeWithRedis('a model that ends its process', () => {
  it('fails alone, as often as it may, and says how', { timeout: 120_000 }, async () => {
    const redis = await startRedis();
    const folder = scratchFolder();
    for (const name of ['models', 'out']) mkdirSync(join(folder, name));
    const text = readFileSync(projectFile('data/models/1ubq.pdb'), 'utf8');
    for (const name of ['a', 'exit', 'm', 'sigkill', 'z']) {
      writeFileSync(join(folder, `models/${name}.pdb`), `REMARK 999 ${name}\n${text}`);
    }
    const worker = startWorker(redis.url, ['--concurrency', '2', ...NOTHING_LOST], {
      NODE_OPTIONS: `--import=${HOOK}`,
    });
    const run = (...args: string[]) => geomin([...args, '--redis', redis.url]);
    const args = [join(folder, 'models/*.pdb'), ...METHOD, '--output-dir', join(folder, 'out'), '--json'];
    const { code, stdout, stderr } = await run('batch', ...args);

    expect(code).toBe(1);
    expect(stderr).toMatch(/3 of 5 completed, 2 failed\n$/);
    const written = readdirSync(join(folder, 'out')).sort();
    expect(written).toEqual(['a', 'm', 'z'].map((name) => `${name}_minimized.pdb`));
    const outcomes = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { input: string; job: string });
    for (const [name, how] of Object.entries({ exit: 'with exit code 3', sigkill: 'by SIGKILL' })) {
      const { job } = outcomes.find(({ input }) => input.endsWith(`${name}.pdb`))!;
      const shown = JSON.parse((await run('jobs', 'show', job, '--json')).stdout) as unknown;
      expect(shown).toMatchObject({
        state: 'failed',
        attempts: 3,
        error: { code: 'JOB', message: `its process ended ${how}` },
      });
    }
    expect(worker.lines.filter(({ msg }) => msg === 'a job is completed')).toHaveLength(3);
    await worker.kill('SIGTERM');
  });
});
