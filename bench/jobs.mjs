// Whole models as jobs: a batch on one core and on two, the same over Redis, and how much memory submitting takes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { formatModel, parseModel, shakeSites } from '../dist/index.js';

const MODELS = 40;
const METHOD = [
  '--optimizer',
  'lbfgs',
  '--max-iterations',
  '500',
  '--convergence',
  '0',
  '--no-monomer-library',
];

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** @returns { local: { 1: s, 2: s }, … , load } */
export async function measureJobs() {
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'geomin-jobs-'));
  try {
    const models = shakenModels(folder);
    const local = {};
    for (const cores of [1, 2]) local[cores] = await timed(models, ['--jobs', String(cores)]);
    const figures = { models: MODELS, local, load };
    console.log(figures);
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Haemoglobin without its haems, shaken differently by 0.1 Å. */
function shakenModels(folder) {
  const text = gunzipSync(readFileSync(new URL('../test/reference/models/2hhb.ent.gz', import.meta.url)))
    .toString('latin1')
    .split('\n')
    .filter(
      (line) =>
        !/^(ATOM|HETATM|ANISOU|LINK|CONECT)/.test(line) || (/^A/.test(line) && line.slice(17, 20) !== 'HEM'),
    )
    .join('\n');
  const model = parseModel(text);
  const models = join(folder, 'models');
  mkdirSync(models);
  for (let k = 0; k < MODELS; k++) {
    const sitesCart = shakeSites(model.sitesCart, 0.1, k);
    writeFileSync(join(models, `2hhb-${k}.pdb`), formatModel({ ...model, sitesCart }));
  }
  return models;
}

/** Seconds of a whole `geomin batch`. */
async function timed(models, args) {
  const out = mkdtempSync(join(tmpdir(), 'geomin-jobs-out-'));
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [program, 'batch', `${models}/*.pdb`, '--output-dir', out, '--quiet', ...METHOD, ...args],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`geomin batch ${args.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - start) / 1000;
  rmSync(out, { recursive: true, force: true });
  return seconds;
}
