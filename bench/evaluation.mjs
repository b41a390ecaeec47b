// What an evaluation costs: each term and all of them, beside the floor and cctbx at -O2, for each set of instructions and size.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readReference, tiled } from './cctbx-restraints.mjs';
import { directory } from './build-native.mjs';
import { writeRestraintsFile } from './restraints-file.mjs';

/** Copies of 2hhb (without haem) side by side; 1ubq is the small one. */
export const SIZES = [
  { atoms: 660, name: '1ubq', copies: 1 },
  { atoms: 4607, name: '2hhb', copies: 1 },
  { atoms: 50677, name: '2hhb', copies: 11 },
  { atoms: 202708, name: '2hhb', copies: 44 },
];
export const MILLION = { atoms: 999719, name: '2hhb', copies: 217 };
const ISAS = ['avx512', 'avx2', 'scalar'];

export function problemOf({ name, copies }) {
  const reference = readReference(name);
  return copies === 1 ? reference : tiled(reference, copies);
}

/** @returns one record per set of instructions that this CPU has, and size */
export function measureEvaluations(sizes, seconds) {
  const results = [];
  for (const size of sizes) {
    const file = join(directory, `${size.atoms}.bin`);
    writeRestraintsFile(file, problemOf(size));
    for (const isa of ISAS) {
      try {
        const json = run('evaluation', [file, seconds], { GEOMIN_ISA: isa });
        results.push({ isa, ...json });
        console.log(line(results.at(-1)));
      } catch {
        console.log(`${isa}: not on this CPU`);
      }
    }
  }
  return results;
}

/** What a program of build/bench prints. */
export function run(program, args, env = {}) {
  const options = { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  return JSON.parse(execFileSync(join(directory, program), args.map(String), options));
}

function line({ isa, atoms, all, list }) {
  const ms = (seconds) => `${(1e3 * seconds).toPrecision(3)} ms`;
  const rival = all.cctbx ? `, ${(all.cctbx / all.geomin).toFixed(1)} times cctbx` : '';
  return (
    `${isa.padEnd(7)} ${String(atoms).padStart(7)} atoms: ${ms(all.geomin)}, two threads ${ms(all.twoThreads)}, ` +
    `floor ${ms(all.floor)} (${(all.geomin / all.floor).toFixed(2)})${rival}; list ${((1e9 * list) / atoms).toFixed(0)} ns an atom`
  );
}
