// npm run bench [-- options]: measures what docs/performance.md shows.
//   --only LIST     parts, with commas: evaluations, calls, lbfgs, minimizers, reading, command, roundtrip,
//                   fan-out, jobs. Default: all
//   --million       evaluations and reading of 999,719 atoms too
//   --against DIR   another build of geomin to time the command against
//   --write         puts the figures into docs/performance.md and draws its picture
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildNative, compilerVersion, directory, hasCctbx } from './build-native.mjs';
import { readReference } from './cctbx-restraints.mjs';
import { measureEvaluations, MILLION, problemOf, run, SIZES } from './evaluation.mjs';
import { compareWithTargets } from './targets.mjs';
import { writeRestraintsFile } from './restraints-file.mjs';

const PARTS = [
  'evaluations',
  'calls',
  'lbfgs',
  'minimizers',
  'reading',
  'command',
  'roundtrip',
  'fan-out',
  'jobs',
];
/** They need the core and cctbx compiled into programs of their own. */
const NATIVE_PARTS = ['evaluations', 'lbfgs'];
/** s per race of rivals. */
const BUDGET = 2;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    million: { type: 'boolean', default: false },
    against: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const parts = options.only.split(',');
const sizes = options.million ? [...SIZES, MILLION] : SIZES;
const unknown = parts.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);

mkdirSync(directory, { recursive: true });
const file = join(directory, 'results.json');
const machine = `${cpus()[0].model}, ${cpus().length} cores; Node ${process.version}; ${compilerVersion()}`;
console.log(machine);
if (!hasCctbx)
  console.log('cctbx is not measured: its headers are not here (Debian: apt install libcctbx-dev)');
if (parts.some((part) => NATIVE_PARTS.includes(part))) buildNative();
const results = { ...earlierResults(), machine, date: new Date().toISOString().slice(0, 10) };
for (const part of parts) {
  console.log(`\n== ${part}`);
  results[part] = await measure(part);
  writeFileSync(file, JSON.stringify(results, null, 1));
}
console.log('\n== targets');
for (const { target, measured, met } of compareWithTargets(results)) {
  console.log(`${met ? 'met   ' : 'MISSED'}  ${target}: ${measured}`);
}
if (options.write) {
  const { writePage } = await import('./page.mjs');
  await writePage(results);
}

function measure(part) {
  switch (part) {
    case 'evaluations':
      return measureEvaluations(sizes, BUDGET);
    case 'calls':
      return measureCalls();
    case 'lbfgs':
      return measureLbfgs();
    case 'minimizers':
      return import('./minimizers.mjs').then(({ measureMinimizers }) => measureMinimizers());
    case 'reading':
      return import('./reading.mjs').then(({ measureReading }) => measureReading(sizes));
    case 'roundtrip':
      return import('./roundtrip.mjs').then(({ measureRoundTrips }) => measureRoundTrips());
    case 'fan-out':
      return import('./fan-out.mjs').then(({ measureFanOut }) => measureFanOut());
    case 'jobs':
      return import('./jobs.mjs').then(({ measureJobs }) => measureJobs());
    default:
      return import('./command.mjs').then(({ measureCommand }) => measureCommand(options.against));
  }
}

async function measureCalls() {
  const { measureAsync, measureCall } = await import('./javascript.mjs');
  const figures = { call: await measureCall(), sizes: [] };
  for (const size of SIZES) figures.sizes.push(await measureAsync(size));
  console.log(figures);
  return figures;
}

function measureLbfgs() {
  const shaken = join(directory, 'shaken.bin');
  writeRestraintsFile(shaken, readReference('1ubq-shaken'));
  const large = join(directory, `${SIZES.at(-1).atoms}.bin`);
  writeRestraintsFile(large, problemOf(SIZES.at(-1)));
  return [
    [shaken, 500, 9],
    [large, 100, 1],
  ].map((args) => {
    const result = run('lbfgs', args);
    console.log(result);
    return result;
  });
}

function earlierResults() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
