/**
 * Does a long minimization leak? `npm run build:ts && node --expose-gc bench/soak.mjs [iterations]` runs Adam and SGD on
 * every backend that there is, and L-BFGS and best, on data/models/1ubq.pdb, prints memory and tensors ten times on the way, and
 * fails where tensors, or memory beyond the iteration history, grow after the first fifth.
 */
import { GeometryTarget } from '../dist/geometry/geometry-target.js';
import { TF_BACKENDS } from '../dist/minimize/backends.js';
import { GeometryMinimizer } from '../dist/minimize/geometry-minimizer.js';
import { shakeSites } from '../dist/minimize/shake.js';
import { loadBackend } from '../dist/minimize/tf-backend.js';
import { readModel } from '../dist/model/read-model.js';
import { buildRestraints } from '../dist/restraints/build-restraints.js';

const MEGABYTE = 2 ** 20;
/** What the history takes: a record of four numbers with its place in the list. */
const HISTORY_BYTES = 150;
const TOLERANCE = 20 * MEGABYTE;

const iterations = Number(process.argv[2] ?? 100_000);
const model = await readModel(new URL('../data/models/1ubq.pdb', import.meta.url).pathname);
const target = new GeometryTarget(buildRestraints(model));

function memory(backend) {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const tensors = backend?.run?.((tf) => tf.memory().numTensors) ?? 0;
  return { rss, heapUsed, arrayBuffers, tensors };
}

function describe({ rss, heapUsed, arrayBuffers, tensors }) {
  const [a, b, c] = [rss, heapUsed, arrayBuffers].map((bytes) => (bytes / MEGABYTE).toFixed(1).padStart(7));
  return `rss ${a} MB  heap ${b} MB  buffers ${c} MB  tensors ${tensors}`;
}

/** A minimum is reached long before the end, so L-BFGS starts from a new shake each time it stops. */
async function soak(optimizer, backend) {
  const samples = [];
  let done = 0;
  const onIteration = ({ iteration }) => {
    const total = done + iteration;
    if (iteration === 0 || total % (iterations / 10) !== 0) return;
    const sample = { total, ...memory(backend) };
    samples.push(sample);
    console.log(`  ${String(total).padStart(7)}  ${describe(sample)}`);
  };
  for (let seed = 1; done < iterations; seed++) {
    const minimizer = new GeometryMinimizer({
      target,
      sitesCart: shakeSites(model.sitesCart, 0.3, seed),
      optimizer,
      backend: backend?.name,
      maxIterations: iterations - done,
      convergenceThreshold: 0,
      minProgress: 0,
      onIteration,
    });
    const result = await minimizer.minimize();
    done += result.iterations;
    console.log(`  ${result.reason} at energy ${result.energy.toFixed(2)}, ${result.totalTime.toFixed(1)} s`);
  }
  return samples;
}

function hasLeak(samples) {
  const [first, last] = [samples[1], samples.at(-1)];
  const history = (last.total - first.total) * HISTORY_BYTES;
  return last.tensors !== first.tensors || last.rss - first.rss > history + TOLERANCE;
}

async function loadOrUndefined(name) {
  try {
    return await loadBackend(name);
  } catch (error) {
    console.log(error.message);
    return undefined;
  }
}

const backends = (await Promise.all(TF_BACKENDS.map(loadOrUndefined))).filter(Boolean);
const runs = [
  ['lbfgs'],
  ['best'],
  ...[{ name: 'native' }, ...backends].flatMap((backend) => [
    ['adam', backend],
    ['sgd', backend],
  ]),
];
for (const [optimizer, backend] of runs) {
  console.log(`${optimizer} ${backend?.name ?? ''}: ${iterations} iterations`);
  if (hasLeak(await soak(optimizer, backend))) {
    console.log('  leaks');
    process.exitCode = 1;
  }
}
