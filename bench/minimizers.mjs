// How far minimizers get from shaken starts, and at what cost: models with cctbx's restraints, each coordinate moved by
// 0.3 Å times the normal deviates of numpy's RandomState(seed).
import { GeometryMinimizer, GeometryTarget, shakeSites } from '../dist/index.js';
import { readReference } from './cctbx-restraints.mjs';

/** Not those that options were tuned on. */
const FIRST_SEED = 1011;
const SIGMA = 0.3;
/** What is still above `trapped` sits in a knot, or is far from done; of the larger model fewer starts are tried. */
const MODELS = [
  { name: '1ubq', goals: [470, 425], trapped: 600, starts: 25 },
  { name: '2hhb', goals: [4500, 4000], trapped: 4600, starts: 5 },
];
const METHODS = [
  { name: 'L-BFGS, 500 iterations', optimizer: 'lbfgs', maxIterations: 500 },
  { name: 'L-BFGS, 5,000 iterations', optimizer: 'lbfgs', maxIterations: 5000 },
  { name: 'Adam, 4,000 iterations', optimizer: 'adam', backend: 'native', maxIterations: 4000 },
  { name: 'best, 500 iterations', optimizer: 'best', maxIterations: 500 },
  { name: 'best, 1,000 iterations', optimizer: 'best', maxIterations: 1000 },
];

/** @returns one record per model */
export async function measureMinimizers() {
  const results = [];
  for (const model of MODELS) results.push(await compare(model));
  return results;
}

async function compare({ name, goals, trapped, starts }) {
  const { restraints, sites } = readReference(name);
  const target = new GeometryTarget(restraints, { threads: 1 });
  const methods = [];
  for (const { name: method, ...options } of METHODS) {
    const runs = [];
    for (let k = 0; k < starts; k++) runs.push(await run({ target, sites, goals, options }, FIRST_SEED + k));
    methods.push({ name: method, ...summary(runs, goals, trapped) });
    console.log(name, methodRow(methods.at(-1), starts).join(' | '));
  }
  target.close();
  return { name, atoms: restraints.atomCount, goals, trapped, starts, methods };
}

function summary(runs, goals, trapped) {
  const finals = runs.map(({ energy }) => energy);
  return {
    goals: goals.map((_, g) => medians(runs.map(({ reached }) => reached[g]).filter(Boolean))),
    energy: median(finals),
    worst: Math.max(...finals),
    trapped: finals.filter((energy) => energy > trapped).length,
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
  };
}

function medians(reached) {
  const keys = reached.length === 0 ? [] : ['iteration', 'evaluations', 'milliseconds', 'worth'];
  const entries = keys.map((key) => [key, median(reached.map((one) => one[key]))]);
  return { count: reached.length, ...Object.fromEntries(entries) };
}

/** Cells of a table. */
export function methodRow({ name, goals, energy, worst, trapped, milliseconds }, starts) {
  const goalCells = goals.map(({ count, iteration, evaluations, milliseconds: ms, worth }) => {
    if (count === 0) return `0 of ${starts}`;
    const cost = `${ms.toFixed(1)} ms, worth ${worth.toFixed(0)} evaluations`;
    return `${count} of ${starts}, ${iteration} iterations, ${evaluations} evaluations, ${cost}`;
  });
  const final = `${energy.toFixed(1)}, worst ${worst.toFixed(1)}`;
  return [name, ...goalCells, final, `${trapped}`, `${milliseconds.toFixed(1)} ms`];
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
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
