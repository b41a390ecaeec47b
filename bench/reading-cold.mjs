// One thing done for the first time in a process, for bench/reading.mjs: node reading-cold.mjs model|dictionary FILE
import { readFileSync } from 'node:fs';
import { builtInDictionary, buildRestraints, readModel } from '../dist/index.js';

const [what, file] = process.argv.slice(2);
const KILOBYTE = 1024;
/** Bytes resident at most so far. What getrusage says may be the parent's. */
const peak = () => KILOBYTE * Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]);
const seconds = (since) => (performance.now() - since) / 1e3;

console.log(JSON.stringify(what === 'dictionary' ? await openDictionary() : await restrainModel()));

async function restrainModel() {
  const before = peak();
  const start = performance.now();
  const model = await readModel(file);
  const read = seconds(start);
  const afterReading = peak() - before;
  const between = performance.now();
  buildRestraints(model);
  const restraints = seconds(between);
  return { read, restraints, afterReading, afterRestraints: peak() - before };
}

async function openDictionary() {
  const { atoms, residues } = await readModel(file);
  const names = new Set(residues.map(({ name }) => name));
  const start = performance.now();
  const dictionary = builtInDictionary();
  for (const name of names)
    for (const { energyType } of dictionary.comp(name).atoms) dictionary.energyType(energyType);
  for (const { sides } of dictionary.links()) {
    for (const { modification } of sides) dictionary.modification(modification);
  }
  for (const element of new Set(atoms.element)) dictionary.energyType(element);
  return { seconds: seconds(start) };
}
