// What minimization makes of real models, and how long it takes: prints the table of the README.
// `npm run build && node bench/models.mjs`
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildRestraints,
  GeometryMinimizer,
  GeometryTarget,
  geometryStatistics,
  parseModel,
} from '../dist/index.js';

const models = [
  { name: '1ubq, ubiquitin', file: '1ubq.pdb' },
  { name: '1d3z, NMR, all hydrogens', file: '1d3z.pdb.gz' },
  { name: '4hg7, altlocs, no ligand', file: 'altloc.pdb' },
  { name: '133d, DNA, without C34', file: '133d.pdb', without: 'C34' },
  { name: '2hhb, haemoglobin, without haem', file: '2hhb.ent.gz', without: 'HEM' },
];

console.log('| model | atoms | one evaluation | energy | L-BFGS | Adam | best | rmsd bonds, angles (Adam) |');
console.log('|---|---|---|---|---|---|---|---|');
for (const { name, file, without } of models) {
  const model = parseModel(textOf(file, without));
  const restraints = buildRestraints(model, { symmetry: false });
  const target = new GeometryTarget(restraints);
  const each = millisecondsEach(target, model.sitesCart);
  const lbfgs = await minimized(target, model, 'lbfgs');
  const adam = await minimized(target, model, 'adam');
  const best = await minimized(target, model, 'best');
  const { energy } = target.evaluateSync(model.sitesCart);
  const { bond, angle } = geometryStatistics(adam.sitesCart, restraints).terms;
  const outcome = (result) => `${result.energy.toFixed(0)} in ${(1e3 * result.totalTime).toFixed(0)} ms`;
  const rmsd = `${bond.rmsd.toFixed(4)} Å, ${angle.rmsd.toFixed(2)}°`;
  const cells = [
    name,
    model.atomCount,
    `${each.toFixed(3)} ms`,
    energy.toFixed(0),
    outcome(lbfgs),
    outcome(adam),
    outcome(best),
    rmsd,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  target.close();
}

function textOf(file, without) {
  const bytes = readFileSync(new URL(`../test/reference/models/${file}`, import.meta.url));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  if (without === undefined) return text;
  const isKept = (line) => !/^(ATOM|HETATM|ANISOU)/.test(line) || line.slice(17, 20) !== without;
  return text.split('\n').filter(isKept).join('\n');
}

/** Median of some batches. */
function millisecondsEach(target, sitesCart) {
  const gradients = new Float64Array(sitesCart.length);
  const batches = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let k = 0; k < 100; k++) target.evaluateSync(sitesCart, gradients);
    return (performance.now() - start) / 100;
  });
  return batches.sort((a, b) => a - b)[4];
}

function minimized(target, { sitesCart }, optimizer) {
  return new GeometryMinimizer({
    target,
    sitesCart,
    optimizer,
    backend: 'wasm', // of Adam
  }).minimize();
}
