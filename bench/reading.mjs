// Reading PDB and making restraints, beside gemmi: its C++ through its Python module, given the same bytes, in alternating rounds.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { buildRestraints, parseModel } from '../dist/index.js';
import { GemmiPeer } from './gemmi-peer.mjs';
import { modelFile } from './reading-models.mjs';

const COLD = fileURLToPath(new URL('reading-cold.mjs', import.meta.url));
const COLD_RUNS = 5;
/** s before the first round: by then Node.js has compiled what it will. */
const WARM_UP = 3;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const roundsOf = (atoms) => Math.max(3, Math.min(41, Math.round(1e6 / atoms)));

/** @returns { gemmi: its version or undefined, load, dictionary, sizes }; all times in s, memory in bytes */
export async function measureReading(sizes) {
  const peer = await GemmiPeer.start();
  if (!peer) console.log('gemmi is not measured: see docs/performance.md for what it needs');
  try {
    const load = loadavg()[0];
    const results = { gemmi: peer?.version, load, dictionary: await measureDictionary(peer), sizes: [] };
    console.log(results);
    for (const size of sizes) {
      results.sizes.push({ ...(await measureSize(size, peer)), ...measureCold(size) });
      console.log(line(results.sizes.at(-1)));
    }
    return results;
  } finally {
    peer?.close();
  }
}

/** Until every component, link, modification and energy type that 2hhb asks for is there. */
async function measureDictionary(peer) {
  const file = modelFile({ name: '2hhb', copies: 1 });
  const runs = Array.from({ length: COLD_RUNS }, () => cold('dictionary', file).seconds);
  const theirs = [];
  for (let run = 0; peer && run < COLD_RUNS; run++) theirs.push((await peer.ask('library', file)).seconds);
  return { geomin: median(runs), gemmi: peer && median(theirs) };
}

async function measureSize(size, peer) {
  const file = modelFile(size);
  const bytes = readFileSync(file);
  const own = { read: [], restraints: [] };
  const theirs = { read: [], restraints: [] };
  warmUp(bytes);
  for (let round = 0; round < roundsOf(size.atoms); round++) {
    const counts = measureOwn(bytes, own);
    if (peer) await measurePeer(peer, file, counts, theirs);
  }
  const medians = ({ read, restraints }) => ({ read: median(read), restraints: median(restraints) });
  return {
    atoms: size.atoms,
    warm: medians(own),
    gemmi: peer && { ...medians(theirs), memory: await GemmiPeer.memory(file) },
  };
}

function warmUp(bytes) {
  const end = performance.now() + 1e3 * WARM_UP;
  for (let run = 0; run < 2 || performance.now() < end; run++) buildRestraints(parseModel(bytes));
}

function measureOwn(bytes, { read, restraints }) {
  const start = performance.now();
  const model = parseModel(bytes);
  const between = performance.now();
  const made = buildRestraints(model);
  restraints.push((performance.now() - between) / 1e3);
  read.push((between - start) / 1e3);
  return { atoms: model.atomCount, bonds: made.bonds.ideal.length, angles: made.angles.ideal.length };
}

/** @throws Error where the peer read something else than we did */
async function measurePeer(peer, file, counts, { read, restraints }) {
  const reading = await peer.ask('read', file);
  const topology = await peer.ask('topology', file);
  read.push(reading.seconds);
  restraints.push(topology.seconds);
  for (const [name, count] of Object.entries({ atoms: reading.atoms, ...topology })) {
    if (name !== 'seconds' && count !== counts[name]) {
      throw new Error(`${file}: gemmi has ${count} ${name}, geomin ${counts[name]}`);
    }
  }
}

/** In processes that do nothing else: before anything is compiled, and what memory they take at most. */
function measureCold(size) {
  const file = modelFile(size);
  const runs = Array.from({ length: size.atoms > 1e5 ? 1 : COLD_RUNS }, () => cold('model', file));
  const medianOf = (name) => median(runs.map((run) => run[name]));
  return {
    cold: { read: medianOf('read'), restraints: medianOf('restraints') },
    memory: { afterReading: medianOf('afterReading'), afterRestraints: medianOf('afterRestraints') },
  };
}

function cold(what, file) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [COLD, what, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function line({ atoms, warm, gemmi, cold: first, memory }) {
  const ms = ({ read, restraints }) =>
    `${(1e3 * read).toPrecision(3)} + ${(1e3 * restraints).toPrecision(3)} ms`;
  const sum = ({ read, restraints }) => read + restraints;
  const rival = gemmi ? `, gemmi ${ms(gemmi)} (${(sum(warm) / sum(gemmi)).toFixed(2)})` : '';
  const perAtom = (bytes) => `${(bytes / atoms).toFixed(0)} B`;
  return (
    `${String(atoms).padStart(7)} atoms: ${ms(warm)}${rival}; cold ${ms(first)}; ` +
    `an atom takes ${perAtom(memory.afterReading)}, with restraints ${perAtom(memory.afterRestraints)}` +
    (gemmi ? `; gemmi ${perAtom(gemmi.memory.afterReading)}, ${perAtom(gemmi.memory.afterTopology)}` : '')
  );
}
