// Puts figures into the marked parts of docs/performance.md, and draws docs/images/cost.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { drawCost } from './cost-picture.mjs';
import { methodRow } from './minimizers.mjs';
import { compareWithTargets } from './targets.mjs';

const page = new URL('../docs/performance.md', import.meta.url);
const picture = new URL('../docs/images/cost.svg', import.meta.url);
const TERMS = ['bond', 'angle', 'dihedral', 'chirality', 'planarity', 'nonbonded'];

export async function writePage(results) {
  const parts = {
    machine: `Measured on ${results.date}: ${results.machine}.`,
    targets: targetTable({ ...results, roundtrip: undefined, 'fan-out': undefined, reading: undefined }),
    evaluations: evaluationTable(results),
    terms: termTable(results),
    calls: callTable(results),
    lbfgs: lbfgsTable(results),
    minimizers: minimizerTable(results),
    reading: readingTables(results),
    command: commandTable(results),
    roundtrip: roundTripTables(results),
    'fan-out': fanOutTables(results),
  };
  let text = readFileSync(page, 'utf8');
  for (const [name, content] of Object.entries(parts)) {
    if (content === undefined) continue;
    const part = new RegExp(`<!-- ${name} -->[^]*?<!-- /${name} -->`);
    if (!part.test(text)) throw new Error(`docs/performance.md has no part ${name}`);
    text = text.replace(part, () => `<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->`);
  }
  const config = await resolveConfig(page.pathname);
  writeFileSync(page, await format(text, { ...config, parser: 'markdown' }));
  if (results.evaluations) writeFileSync(picture, drawCost(results.evaluations));
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function targetTable(results) {
  const rows = compareWithTargets(results).map(({ target, measured, met }) => [
    target,
    measured,
    met ? 'met' : '**missed**',
  ]);
  return rows.length > 0 ? table(['target', 'measured', ''], rows) : undefined;
}

const ms = (seconds) => (1e3 * seconds).toPrecision(3);
const ratio = (a, b) => (b === undefined ? '–' : (a / b).toFixed(a / b < 10 ? 2 : 1));

function evaluationTable({ evaluations }) {
  return (
    evaluations &&
    table(
      [
        '',
        'atoms',
        'ms',
        'two threads',
        'energies only',
        'of the floor',
        'cctbx, ms',
        'against cctbx',
        'list, ns an atom',
        'B an atom',
      ],
      evaluations.map(({ isa, atoms, all, list, bytesPerAtom }) => [
        isa,
        atoms,
        ms(all.geomin),
        ms(all.twoThreads),
        ms(all.energiesOnly),
        ratio(all.geomin, all.floor),
        all.cctbx ? ms(all.cctbx) : '–',
        all.cctbx ? `${ratio(all.cctbx, all.geomin)} times` : '–',
        ((1e9 * list) / atoms).toFixed(0),
        bytesPerAtom.toFixed(0),
      ]),
    )
  );
}

function termTable({ evaluations }) {
  const cell = ({ count, geomin, floor, cctbx }) => {
    const ns = (seconds) => ((1e9 * seconds) / count).toFixed(1);
    return `${ns(geomin)} / ${ns(floor)} / ${cctbx ? ns(cctbx) : '–'}`;
  };
  return (
    evaluations &&
    table(
      ['', 'atoms', ...TERMS],
      evaluations.map(({ isa, atoms, terms }) => [isa, atoms, ...TERMS.map((term) => cell(terms[term]))]),
    )
  );
}

function callTable({ calls }) {
  return (
    calls &&
    table(
      [
        'atoms',
        '`evaluateSync`, µs',
        '`evaluate`, µs',
        'more',
        "libuv's round trip",
        'call itself',
        'longest block',
      ],
      calls.sizes.map(({ atoms, sync, async: promised, roundTrip, call, block }) =>
        [atoms, sync, promised, promised - sync, roundTrip, call, block].map((x) => x.toFixed(0)),
      ),
    )
  );
}

function lbfgsTable({ lbfgs }) {
  const run = ({ seconds, energy, evaluations }) =>
    `${ms(seconds)} ms, ${evaluations} evaluations, energy ${energy.toPrecision(6)}`;
  return (
    lbfgs &&
    table(
      ['atoms', 'iterations', 'geomin', 'scitbx at -O2, fixed list', 'ratio'],
      lbfgs.map(({ atoms, iterations, geomin, cctbx }) => [
        atoms,
        iterations,
        run(geomin),
        cctbx ? run(cctbx) : '–',
        cctbx ? `${ratio(cctbx.seconds, geomin.seconds)} times` : '–',
      ]),
    )
  );
}

function minimizerTable({ minimizers }) {
  return minimizers
    ?.map(({ name, atoms, goals, trapped, starts, methods }) => {
      const head = [
        'method',
        ...goals.map((goal) => `energy ${goal}`),
        'final energy',
        `above ${trapped}`,
        'time',
      ];
      const rows = methods.map((method) => methodRow(method, starts));
      return `${name}, ${atoms} atoms, ${starts} starts:\n\n${table(head, rows)}`;
    })
    .join('\n\n');
}

function readingTables({ reading }) {
  if (!reading) return undefined;
  const { gemmi, dictionary, sizes, load } = reading;
  const pair = ({ read, restraints }) => `${ms(read)} + ${ms(restraints)}`;
  const sum = ({ read, restraints }) => read + restraints;
  const kB = (bytes, atoms) => (bytes / atoms / 1e3).toFixed(2);
  const rows = sizes.map(({ atoms, warm, gemmi: theirs, cold, memory }) => [
    atoms,
    pair(warm),
    theirs ? pair(theirs) : '–',
    theirs ? ratio(sum(warm), sum(theirs)) : '–',
    pair(cold),
    `${kB(memory.afterReading, atoms)}, ${kB(memory.afterRestraints, atoms)}`,
    theirs ? `${kB(theirs.memory.afterReading, atoms)}, ${kB(theirs.memory.afterTopology, atoms)}` : '–',
  ]);
  const head = ['atoms', 'geomin, ms', 'gemmi, ms', 'ratio', 'first time, ms', 'kB an atom', 'of gemmi'];
  const library = dictionary.gemmi ? `, gemmi's library in ${ms(dictionary.gemmi)} ms` : '';
  return [
    targetTable({ reading }),
    table(head, rows),
    `The built-in dictionary is ready in ${ms(dictionary.geomin)} ms${library}. ` +
      `${gemmi ? `gemmi is ${gemmi}. ` : ''}The machine's load when that began was ${load.toFixed(1)}.`,
  ].join('\n\n');
}

function commandTable({ command }) {
  return (
    command &&
    table(
      ['command', 'time', 'against version 0.1.0'],
      command.map(({ name, seconds, ratio: times }) => [
        name,
        `${seconds.toFixed(2)} s`,
        times ? `${times.toFixed(2)} times as fast` : '–',
      ]),
    )
  );
}

function roundTripTables({ roundtrip }) {
  if (!roundtrip) return undefined;
  const { sizes, throughput, load } = roundtrip;
  const rows = sizes.map(({ atoms, real, floor, compute, counts }) => [
    atoms,
    ms(real),
    ms(floor),
    ms(compute),
    ratio(real, floor + compute),
    counts.real.total.toFixed(2),
    (counts.real.bytes / 1e3).toFixed(0),
  ]);
  const head = ['atoms', 'through an agent, ms', 'floor', 'computation', 'ratio', 'commands', 'kB'];
  const callers = [1, 2, 4];
  const rates = [1, 2].map((agents) => [
    agents,
    ...callers.map((count) =>
      throughput.find((row) => row.agents === agents && row.callers === count).perSecond.toFixed(0),
    ),
  ]);
  const rateHead = ['agents', ...callers.map((count) => `${count} minimizer${count > 1 ? 's' : ''}`)];
  return [
    targetTable({ roundtrip }),
    table(head, rows),
    `Evaluations a second, 660 atoms:\n\n${table(rateHead, rates)}`,
    `The machine's load when that began was ${load.toFixed(1)}.`,
  ].join('\n\n');
}

function fanOutTables({ 'fan-out': fanOut }) {
  if (!fanOut) return undefined;
  const { alone, summed, coordinated, processors, load } = fanOut;
  const rows = [
    ['one agent', alone, processors.alone],
    ['two specialists, summed by who asks', summed, processors.summed],
    ['two specialists, through a coordinator', coordinated, processors.coordinated],
  ].map(([name, time, used]) => {
    const total = Object.values(used).reduce((sum, seconds) => sum + seconds, 0);
    const each = Object.values(used).map((seconds) => (1e3 * seconds).toFixed(2));
    return [name, ms(time), ratio(time, alone), ...each, (1e3 * total).toFixed(2)];
  });
  const whose = Object.keys(processors.alone);
  return [
    targetTable({ 'fan-out': fanOut }),
    table(['', 'ms', 'ratio', ...whose, 'all'], rows),
    `The machine's load when that began was ${load.toFixed(1)}.`,
  ].join('\n\n');
}
