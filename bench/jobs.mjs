// Whole models as jobs: a batch on one core and on two, the same over Redis, and how much memory submitting takes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { formatModel, parseModel, shakeSites } from '../dist/index.js';
import { startRedis } from './redis-server.mjs';

const MODELS = 40;
const SUBMITTED = 100_000;
const METHOD = [
  '--optimizer',
  'lbfgs',
  '--max-iterations',
  '500',
  '--convergence',
  '0',
  '--no-monomer-library',
];

/** A batch of one job at a time would have its garbage collected and its JavaScript compiled on the other core. */
const ONE_CORE = process.platform === 'linux' ? ['taskset', '--cpu-list', '0'] : [];

const peak = new URL('./peak-memory.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** @returns { models, local: { 1: s, 2: s }, redis: s, submitting: { jobs, seconds, peakBytes }, load } */
export async function measureJobs() {
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'geomin-jobs-'));
  const redis = await startRedis();
  try {
    const models = shakenModels(folder, 'models', 0, MODELS);
    const local = {
      1: await timed(models, ['--jobs', '1'], ONE_CORE),
      2: await timed(models, ['--jobs', '2']),
    };
    const overRedis = await overWorkers(models, shakenModels(folder, 'others', MODELS, 4), redis.url);
    const figures = {
      models: MODELS,
      local,
      redis: overRedis,
      submitting: await submit(folder, redis.url),
      load,
    };
    console.log(figures);
    return figures;
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of the same batch by a worker for two jobs at once, which has done some others before. */
async function overWorkers(models, others, url) {
  const worker = spawn(process.execPath, [program, 'worker', '--redis', url, '--concurrency', '2'], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  await once(worker.stderr, 'data');
  worker.stderr.resume();
  await timed(others, ['--redis', url]);
  const seconds = await timed(models, ['--redis', url]);
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  return seconds;
}

/** Submits very many small models, no two of them alike, and nobody does them. */
async function submit(folder, url) {
  const small = join(folder, 'small');
  mkdirSync(small);
  for (let k = 0; k < SUBMITTED; k++) {
    const x = (k / 1000).toFixed(3).padStart(8);
    writeFileSync(
      join(small, `${k}.pdb`),
      `ATOM      1  CA  GLY A   1    ${x}   0.000   0.000  1.00  0.00           C\n`,
    );
  }
  const args = ['--import', peak, program, 'batch', `${small}/*.pdb`, '--redis', url, '--detach', '--quiet'];
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`submitting ended with ${code}: ${said}`);
  const peakBytes = 1024 * Number(/^peak (\d+)$/m.exec(said)[1]);
  return { jobs: SUBMITTED, seconds: (performance.now() - start) / 1000, peakBytes };
}

/** Haemoglobin without its haems, shaken differently by 0.1 Å, in a folder of that name. */
function shakenModels(folder, name, firstSeed, count) {
  const text = gunzipSync(readFileSync(new URL('../test/reference/models/2hhb.ent.gz', import.meta.url)))
    .toString('latin1')
    .split('\n')
    .filter(
      (line) =>
        !/^(ATOM|HETATM|ANISOU|LINK|CONECT)/.test(line) || (/^A/.test(line) && line.slice(17, 20) !== 'HEM'),
    )
    .join('\n');
  const model = parseModel(text);
  const models = join(folder, name);
  mkdirSync(models);
  for (let k = firstSeed; k < firstSeed + count; k++) {
    const sitesCart = shakeSites(model.sitesCart, 0.1, k);
    writeFileSync(join(models, `2hhb-${k}.pdb`), formatModel({ ...model, sitesCart }));
  }
  return models;
}

/** Seconds of a whole `geomin batch`. */
async function timed(models, args, before = []) {
  const out = mkdtempSync(join(tmpdir(), 'geomin-jobs-out-'));
  const batch = [program, 'batch', `${models}/*.pdb`, '--output-dir', out, '--quiet', ...METHOD, ...args];
  const [command, ...rest] = [...before, process.execPath, ...batch];
  const start = performance.now();
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`geomin batch ${args.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - start) / 1000;
  rmSync(out, { recursive: true, force: true });
  return seconds;
}
