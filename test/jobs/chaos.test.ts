import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { minimizeModels } from '../../src/jobs/minimize-models.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { parseModel, readModel } from '../../src/model/read-model.js';
import { formatModel } from '../../src/model/write-model.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { geomin, scratchFolder } from '../e2e/run.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

/** 20, or as the environment says. */
const JOBS = Number(process.env.GEOMIN_CHAOS_JOBS ?? 20);
const WORKERS = 4;
/** The first so many are killed again and again. */
const MORTAL = 2;
const ITERATIONS = 200;

const METHOD = ['--optimizer', 'lbfgs', '--max-iterations', String(ITERATIONS), '--convergence', '0'];

/** Models, each shaken differently. */
async function shakenModels(folder: string): Promise<string[]> {
  const model = await readModel('data/models/1ubq.pdb');
  mkdirSync(join(folder, 'models'));
  return Array.from({ length: JOBS }, (_, seed) => {
    const sitesCart = shakeSites(model.sitesCart, 0.1, seed);
    const path = join(folder, `models/${seed}.pdb`);
    writeFileSync(path, formatModel({ ...model, sitesCart }));
    return path;
  });
}

/** What nothing disturbed makes of a model. */
async function undisturbed(path: string): Promise<Buffer> {
  const model = parseModel(readFileSync(path));
  const settings = {
    optimizer: 'lbfgs',
    maxIterations: ITERATIONS,
    convergenceThreshold: 0,
    seed: 0,
    restrain: {},
    dictionaries: [],
  } as const;
  await minimizeModels([model], settings, builtInDictionary(), {});
  return Buffer.from(formatModel(model));
}

async function killAtRandom(
  workers: WorkerProcess[],
  redis: TestRedis,
  isOver: () => boolean,
): Promise<number> {
  let kills = 0;
  // Whoever submits has no patience with a Redis that is not there to begin with.
  const isBegun = () => workers.some(({ lines }) => lines.some(({ msg }) => msg === 'a job is begun'));
  while (!isOver() && !isBegun()) await sleep(50);
  while (!isOver()) {
    const k = kills % MORTAL;
    await Promise.race([workers[k].said('a job is begun'), sleep(5000)]);
    await sleep(300 * Math.random());
    await workers[k].kill('SIGKILL');
    kills += 1;
    workers.push(workers[k]);
    workers[k] = startWorker(redis.url, ['--concurrency', '1', '--max-deaths', '100']);
    if (kills !== MORTAL) continue;
    await redis.kill();
    await redis.restart();
  }
  return kills;
}

describeWithRedis('where workers are killed at random, and Redis once', () => {
  it(
    `each of ${JOBS} jobs is done once, as if nothing had been`,
    { timeout: 60_000 + 6000 * JOBS },
    async () => {
      const redis = await startRedis({ appendOnly: true });
      const folder = scratchFolder();
      mkdirSync(join(folder, 'out'));
      const paths = await shakenModels(folder);
      const workers = Array.from({ length: WORKERS }, () =>
        startWorker(redis.url, ['--concurrency', '1', '--max-deaths', '100']),
      );
      let isOver = false;
      const killing = killAtRandom(workers, redis, () => isOver);
      const batch = [
        'batch',
        ...paths,
        ...METHOD,
        '--output-dir',
        join(folder, 'out'),
        '--json',
        '--redis',
        redis.url,
      ];
      const { code, stdout, stderr } = await geomin(batch);
      isOver = true;
      const kills = await killing;
      expect([code, stderr]).toEqual([0, `${JOBS} of ${JOBS} completed\n`]);

      const outcomes = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { input: string; job: string });
      expect(new Set(outcomes.map(({ input }) => input))).toEqual(new Set(paths));
      expect(outcomes).toHaveLength(JOBS);
      for (const path of paths) {
        const written = readFileSync(
          join(folder, 'out', `${path.split('/').at(-1)!.slice(0, -4)}_minimized.pdb`),
        );
        expect(written.equals(await undisturbed(path))).toBe(true);
      }
      const completed = workers.flatMap(({ lines }) =>
        lines.filter(({ msg }) => msg === 'a job is completed').map(({ job_id }) => job_id),
      );
      expect(new Set(completed).size).toBe(completed.length);
      console.log(`${JOBS} jobs, ${kills} workers killed`);
    },
  );
});
