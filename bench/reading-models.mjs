// Models to read: 1ubq, and copies of 2hhb (without haem) side by side, as PDB files of today's form in build/bench.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseModel } from '../dist/index.js';
import { directory } from './build-native.mjs';

const FILES = { '1ubq': '1ubq.pdb', '2hhb': '2hhb.ent.gz' };
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Å between copies. */
const GAP = 20;

/** @returns path of the file of a model of bench/evaluation.mjs's sizes, which is made if it is not there */
export function modelFile(size) {
  const path = join(directory, `${size.name}-${size.copies}.pdb`);
  if (!existsSync(path)) writeFileSync(path, pdbText(size));
  return path;
}

function pdbText({ name, copies }) {
  const { lines, chains, extent } = original(name);
  const perEdge = Math.ceil(Math.cbrt(copies));
  const shift = (copy, axis) => (Math.floor(copy / perEdge ** axis) % perEdge) * extent[axis];
  const text = [];
  let serial = 0;
  for (let copy = 0; copy < copies; copy++) {
    for (const { record, site, chain } of lines) {
      const columns = site.map((x, axis) => (x + shift(copy, axis)).toFixed(3).padStart(8)).join('');
      const id = copies === 1 ? ` ${record[21]}` : pair(chains * copy + chain);
      const head = record.slice(0, 6) + hybrid36(++serial) + record.slice(11, 20) + id + record.slice(22, 30);
      text.push(record.startsWith('TER') ? head.trimEnd() : head + columns + record.slice(54));
    }
  }
  return [...text, 'END', ''].join('\n');
}

/** Atom records of 80 columns, with the element in its place, and TER records. */
function original(name) {
  const bytes = readFileSync(new URL(`../test/reference/models/${FILES[name]}`, import.meta.url));
  const all = (FILES[name].endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n');
  const records = all.filter((record) => /^(ATOM|HETATM|TER)/.test(record) && record.slice(17, 20) !== 'HEM');
  const { sitesCart, atoms, atomCount } = parseModel(records.join('\n'));
  const extent = [0, 1, 2].map((axis) => {
    const coordinates = Array.from({ length: atomCount }, (_, i) => sitesCart[3 * i + axis]);
    return Math.max(...coordinates) - Math.min(...coordinates) + GAP;
  });
  const chains = [...new Set(records.map((record) => record[21]))];
  let iSeq = 0;
  const lines = records.map((record) => {
    const chain = chains.indexOf(record[21]);
    if (record.startsWith('TER')) return { record, chain, site: [] };
    const site = [...sitesCart.subarray(3 * iSeq, 3 * iSeq + 3)];
    const element = atoms.element[iSeq++].padStart(2);
    return { record: `${record.slice(0, 66).padEnd(76)}${element}  `, chain, site };
  });
  return { lines, chains: chains.length, extent };
}

/** A chain id of two characters. */
function pair(number) {
  return DIGITS[Math.floor(number / 36)] + DIGITS[number % 36];
}

/** Serial numbers of five columns: decimal up to 99999, then A0000 and on. */
function hybrid36(serial) {
  const text = serial < 1e5 ? String(serial) : (serial - 1e5 + 10 * 36 ** 4).toString(36).toUpperCase();
  return text.padStart(5);
}
