// How far minimizers get from shaken starts, and at what cost: 1ubq with cctbx's restraints, each coordinate moved by
// 0.3 Å times the normal deviates of numpy's RandomState(seed).
// `npm run build && node bench/minimizers.mjs [first seed] [last seed]`; without seeds those of docs/performance.md.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { GeometryMinimizer, GeometryTarget, shakeSites } from '../dist/index.js';

const [firstSeed = 1011, lastSeed = 1035] = process.argv.slice(2).map(Number);
const SIGMA = 0.3;
const GOALS = [470, 425];
/** Above it a model is trapped in a knot. */
const TRAPPED = 600;
const METHODS = [
  { name: 'L-BFGS, 500 iterations', optimizer: 'lbfgs', maxIterations: 500 },
  { name: 'L-BFGS, 5,000 iterations', optimizer: 'lbfgs', maxIterations: 5000 },
  { name: 'Adam, 4,000 iterations', optimizer: 'adam', backend: 'native', maxIterations: 4000 },
  { name: 'best, 500 iterations', optimizer: 'best', maxIterations: 500 },
  { name: 'best, 1,000 iterations', optimizer: 'best', maxIterations: 1000 },
];

const { restraints, sites } = readReference('1ubq');
const target = new GeometryTarget(restraints, { threads: 1 });
const seeds = Array.from({ length: lastSeed - firstSeed + 1 }, (_, k) => firstSeed + k);
console.log(`${seeds.length} starts, seeds ${firstSeed} to ${lastSeed}; one thread\n`);
console.log(`| method |${GOALS.map((goal) => ` energy ${goal} |`).join('')} final energy | trapped | time |`);
console.log(`|---|${'---|'.repeat(GOALS.length + 3)}`);
for (const method of METHODS) await measure(method);
target.close();

async function measure({ name, ...options }) {
  const runs = [];
  for (const seed of seeds) runs.push(await run(seed, options));
  const finals = runs.map(({ energy }) => energy);
  const cells = [
    name,
    ...GOALS.map((_, g) => describe(runs.map(({ reached }) => reached[g]).filter(Boolean))),
    `${median(finals).toFixed(1)}, worst ${Math.max(...finals).toFixed(1)}`,
    `${finals.filter((energy) => energy > TRAPPED).length}`,
    `${median(runs.map(({ milliseconds }) => milliseconds)).toFixed(1)} ms`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function describe(reached) {
  if (reached.length === 0) return `0 of ${seeds.length}`;
  const [iterations, evaluations, milliseconds, worth] = [
    ...['iteration', 'evaluations', 'milliseconds', 'worth'].map((key) => median(reached.map((r) => r[key]))),
  ];
  const cost = `${milliseconds.toFixed(1)} ms, worth ${worth.toFixed(0)} evaluations`;
  return `${reached.length} of ${seeds.length}, ${iterations} iterations, ${evaluations} evaluations, ${cost}`;
}

/** One start: to the end, and then as far as each goal, timed. */
async function run(seed, options) {
  const sitesCart = shakeSites(sites, SIGMA, seed);
  const crossings = GOALS.map(() => undefined);
  const onIteration = ({ iteration, evaluations, energy }) =>
    GOALS.forEach((goal, g) => {
      if (energy <= goal) crossings[g] ??= { iteration, evaluations };
    });
  const { energy } = await minimize(sitesCart, options, onIteration);
  const { totalTime } = await minimize(sitesCart, options);
  const evaluation = millisecondsPerEvaluation();
  const reached = [];
  for (const crossing of crossings) {
    if (!crossing) reached.push(undefined);
    else {
      const times = [];
      for (let k = 0; k < 3; k++) {
        // Adam's schedule hangs on the number of iterations: only its whole run can be timed.
        const maxIterations = options.optimizer === 'adam' ? options.maxIterations : crossing.iteration;
        times.push(1e3 * (await minimize(sitesCart, { ...options, maxIterations })).totalTime);
      }
      const milliseconds = Math.min(...times);
      reached.push({ ...crossing, milliseconds, worth: milliseconds / evaluation });
    }
  }
  return { energy, reached, milliseconds: 1e3 * totalTime };
}

/** All iterations, however little they win. */
function minimize(sitesCart, options, onIteration) {
  const endless = { convergenceThreshold: 0, minProgress: 0 };
  return new GeometryMinimizer({ target, sitesCart, ...endless, ...options, onIteration }).minimize();
}

/** The least of some batches: other processes only ever add to it. */
function millisecondsPerEvaluation() {
  const gradients = new Float64Array(sites.length);
  const batches = Array.from({ length: 20 }, () => {
    const start = performance.now();
    for (let k = 0; k < 20; k++) target.evaluateSync(sites, gradients);
    return (performance.now() - start) / 20;
  });
  return Math.min(...batches);
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** cctbx's restraints and sites of a model in test/reference. */
function readReference(name) {
  const bytes = readFileSync(new URL(`../test/reference/${name}.cctbx.json.gz`, import.meta.url));
  const { atom_count, sites_cart, proxies, nonbonded, atoms } = JSON.parse(gunzipSync(bytes));
  const columns = (list) => ({
    iSeqs: Int32Array.from(list.flatMap((proxy) => proxy.i_seqs)),
    ideal: Float64Array.from(list, (proxy) => proxy.ideal),
    weight: Float64Array.from(list, (proxy) => proxy.weight),
  });
  const { bond, angle, dihedral, chirality, planarity } = proxies;
  const offsets = [0];
  for (const { i_seqs } of planarity) offsets.push(offsets.at(-1) + i_seqs.length);
  const types = atoms.map((atom) => atom.at(-1).trim());
  const roles = { N: 0, D: 1, A: 2, B: 3, H: 4 };
  const restraints = {
    atomCount: atom_count,
    bonds: columns(bond),
    angles: columns(angle),
    dihedrals: { ...columns(dihedral), periodicity: Int32Array.from(dihedral, (proxy) => proxy.periodicity) },
    chiralities: {
      ...columns(chirality),
      bothSigns: Uint8Array.from(chirality, (proxy) => Number(proxy.both_signs)),
    },
    planes: {
      offsets: Int32Array.from(offsets),
      iSeqs: Int32Array.from(planarity.flatMap((proxy) => proxy.i_seqs)),
      weight: Float64Array.from(planarity.flatMap((proxy) => proxy.weights)),
    },
    nonbonded: {
      radius: Float64Array.from(types, (type) => nonbonded.radius_table[type] ?? NaN),
      hydrogenBond: Uint8Array.from(types, (type) => roles[nonbonded.donor_acceptor_table[type] ?? 'N']),
      conformer: Int32Array.from(nonbonded.conformer_indices),
      bonded: columns(bond).iSeqs,
    },
  };
  return { restraints, sites: Float64Array.from(sites_cart.flat()) };
}
