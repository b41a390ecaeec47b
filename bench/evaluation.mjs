// What an evaluation costs in one thread, for each set of instructions that this CPU has: ns per restraint of each term,
// ms for all terms and their energies, and ns per atom to make the pair list.
// `npm run build && node bench/evaluation.mjs [another build/Release/geomin.node …]`
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const MODELS = [
  { file: '1ubq.pdb', rounds: 200 },
  { file: '2hhb.ent.gz', without: 'HEM', rounds: 40 },
];
const TERMS = ['bond', 'angle', 'dihedral', 'chirality', 'planarity', 'nonbonded'];
const self = fileURLToPath(import.meta.url);

if (process.env.GEOMIN_BENCH_ADDON) await measure(process.env.GEOMIN_BENCH_ADDON);
else await compare();

/** One process per addon and set of instructions, since the choice is made once. */
async function compare() {
  const own = fileURLToPath(new URL('../build/Release/geomin.node', import.meta.url));
  console.log(`| addon | model | ${TERMS.join(' | ')} | all, ms | energies only, ms | list, ns per atom |`);
  console.log(`|${'---|'.repeat(TERMS.length + 5)}`);
  for (const addon of [...process.argv.slice(2).map((path) => resolve(path)), own]) {
    for (const isa of ['scalar', 'avx2', 'avx512']) {
      const env = { ...process.env, GEOMIN_ISA: isa, GEOMIN_BENCH_ADDON: addon };
      try {
        process.stdout.write(
          execFileSync(process.execPath, [self], { env, stdio: ['ignore', 'pipe', 'ignore'] }),
        );
      } catch {
        console.log(`| ${isa} | not on this CPU |`);
      }
    }
  }
}

async function measure(addon) {
  const { GeometryCore } = createRequire(import.meta.url)(addon);
  const { buildRestraints, parseModel } = await import('../dist/index.js');
  const { toNative } = await import('../dist/geometry/native-restraints.js');
  for (const { file, without, rounds } of MODELS) {
    const model = parseModel(textOf(file, without));
    const restraints = buildRestraints(model);
    const sites = model.sitesCart;
    const gradients = new Float64Array(sites.length);
    const energies = new Float64Array(TERMS.length);
    const coreOf = (terms) => new GeometryCore(toNative(restraints, terms), 1);
    const cost = (core, out) => millisecondsEach(rounds, () => core.evaluateSync(sites, out, energies));
    const nothing = cost(coreOf([]), gradients);
    const perRestraint = TERMS.map((term) => {
      const core = coreOf([term]);
      const count =
        term === 'nonbonded'
          ? listedPairs(core, restraints, sites)
          : core.measure(TERMS.indexOf(term), sites).energy.length;
      return (1e6 * (cost(core, gradients) - nothing)) / count;
    });
    const all = coreOf(TERMS);
    const cells = [
      `${process.env.GEOMIN_ISA}`,
      `${file}, ${model.atomCount} atoms`,
      ...perRestraint.map((ns) => ns.toFixed(1)),
      cost(all, gradients).toFixed(4),
      cost(all, undefined).toFixed(4),
      listCost(coreOf(['nonbonded']), sites, rounds, energies).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** The core's list reaches 1 Å beyond the largest van der Waals distance. */
function listedPairs(core, { nonbonded }, sites) {
  const cutoff = 2 * nonbonded.radius.reduce((most, r) => (r > most ? r : most), 0.5) + 1;
  return core.pairs(sites, cutoff).vdw.length;
}

/** What evaluations cost more where every atom has moved further than the list allows for. */
function listCost(core, sites, rounds, energies) {
  const places = [sites, sites.map((x) => x + 2)];
  let turn = 0;
  const afresh = millisecondsEach(Math.ceil(rounds / 10), () =>
    core.evaluateSync(places[turn++ % 2], undefined, energies),
  );
  const kept = millisecondsEach(rounds, () => core.evaluateSync(places[0], undefined, energies));
  return (3e6 * (afresh - kept)) / sites.length;
}

/** The least of some batches: other processes only ever add to it. */
function millisecondsEach(rounds, work) {
  const batches = Array.from({ length: 25 }, () => {
    const start = performance.now();
    for (let k = 0; k < rounds; k++) work();
    return (performance.now() - start) / rounds;
  });
  return Math.min(...batches);
}

function textOf(file, without) {
  const bytes = readFileSync(new URL(`../test/reference/models/${file}`, import.meta.url));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  if (without === undefined) return text;
  const isKept = (line) => !/^(ATOM|HETATM|ANISOU)/.test(line) || line.slice(17, 20) !== without;
  return text.split('\n').filter(isKept).join('\n');
}
