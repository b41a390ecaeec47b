// How far minimizers get from shaken starts, and at what cost: models with cctbx's restraints, each coordinate moved by
// 0.3 Å times the normal deviates of numpy's RandomState(seed).
// `npm run build && node bench/minimizers.mjs [first seed] [last seed]`; the default seeds were not used to tune anything.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { GeometryMinimizer, GeometryTarget, shakeSites } from '../dist/index.js';

const [firstSeed = 1011, lastSeed = 1035] = process.argv.slice(2).map(Number);
const SIGMA = 0.3;
/** What is still above `trapped` sits in a knot, or is far from done; of the larger model fewer starts are tried. */
const MODELS = [
  { name: '1ubq', goals: [470, 425], trapped: 600, share: 1 },
  { name: '2hhb', goals: [4500, 4000], trapped: 4600, share: 0.2 },
];
const METHODS = [
  { name: 'L-BFGS, 500 iterations', optimizer: 'lbfgs', maxIterations: 500 },
  { name: 'L-BFGS, 5,000 iterations', optimizer: 'lbfgs', maxIterations: 5000 },
  { name: 'Adam, 4,000 iterations', optimizer: 'adam', backend: 'native', maxIterations: 4000 },
  { name: 'best, 500 iterations', optimizer: 'best', maxIterations: 500 },
  { name: 'best, 1,000 iterations', optimizer: 'best', maxIterations: 1000 },
];

for (const model of MODELS) await compare(model);

async function compare({ name, goals, trapped, share }) {
  const { restraints, sites } = readReference(name);
  const target = new GeometryTarget(restraints, { threads: 1 });
  const count = Math.ceil(share * (lastSeed - firstSeed + 1));
  const seeds = Array.from({ length: count }, (_, k) => firstSeed + k);
  console.log(
    `\n${name}, ${restraints.atomCount} atoms: seeds ${firstSeed} to ${seeds.at(-1)}; one thread\n`,
  );
  console.log(
    `| method |${goals.map((goal) => ` energy ${goal} |`).join('')} final energy | above ${trapped} | time |`,
  );
  console.log(`|---|${'---|'.repeat(goals.length + 3)}`);
  for (const { name: method, ...options } of METHODS) {
    const runs = [];
    for (const seed of seeds) runs.push(await run({ target, sites, goals, options }, seed));
    const finals = runs.map(({ energy }) => energy);
    const cells = [
      method,
      ...goals.map((_, g) => describe(runs.map(({ reached }) => reached[g]))),
      `${median(finals).toFixed(1)}, worst ${Math.max(...finals).toFixed(1)}`,
      `${finals.filter((energy) => energy > trapped).length}`,
      `${median(runs.map(({ milliseconds }) => milliseconds)).toFixed(1)} ms`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  target.close();
}

/** How many starts reached a goal, and medians over these. */
function describe(all) {
  const reached = all.filter((one) => one !== undefined);
  if (reached.length === 0) return `0 of ${all.length}`;
  const of = (key) => median(reached.map((one) => one[key]));
  const cost = `${of('milliseconds').toFixed(1)} ms, worth ${of('worth').toFixed(0)} evaluations`;
  return `${reached.length} of ${all.length}, ${of('iteration')} iterations, ${of('evaluations')} evaluations, ${cost}`;
}

/** One start: to the end, and then as far as each goal, timed. */
async function run({ target, sites, goals, options }, seed) {
  const sitesCart = shakeSites(sites, SIGMA, seed);
  const crossings = goals.map(() => undefined);
  const onIteration = ({ iteration, evaluations, energy }) =>
    goals.forEach((goal, g) => {
      if (energy <= goal) crossings[g] ??= { iteration, evaluations };
    });
  const minimize = (more) => minimized({ target, sitesCart, ...options, ...more });
  const { energy } = await minimize({ onIteration });
  const { totalTime } = await minimize({});
  const evaluation = millisecondsPerEvaluation(target, sites);
  const reached = [];
  for (const crossing of crossings) {
    if (crossing === undefined) {
      reached.push(undefined);
      continue;
    }
    // Adam's schedule hangs on the number of iterations: only its whole run can be timed.
    const maxIterations = options.optimizer === 'adam' ? options.maxIterations : crossing.iteration;
    const times = [];
    for (let k = 0; k < 3; k++) times.push(1e3 * (await minimize({ maxIterations })).totalTime);
    const milliseconds = Math.min(...times);
    reached.push({ ...crossing, milliseconds, worth: milliseconds / evaluation });
  }
  return { energy, reached, milliseconds: 1e3 * totalTime };
}

/** All iterations, however little they win. */
function minimized(options) {
  return new GeometryMinimizer({ convergenceThreshold: 0, minProgress: 0, ...options }).minimize();
}

/** The least of some batches: other processes only ever add to it. */
function millisecondsPerEvaluation(target, sites) {
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
