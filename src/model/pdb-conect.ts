import type { ReadAtoms } from './atom-store.js';
import { isHydrogen } from './element.js';
import { textField } from './fields.js';
import { decodeHybrid36 } from './hybrid36.js';
import type { AtomAddress, Connection } from './model.js';
import { SERIAL, SERIAL_WIDTH } from './pdb-columns.js';
import { lineEnd, RecordKind, type PdbLines } from './pdb-lines.js';

/** Two serial numbers that a CONECT record joins. */
export interface SerialPair {
  readonly from: string;
  readonly to: string;
  /** From 1. */
  readonly line: number;
}

/** Serial numbers of up to four bonded atoms; what old files have behind them are hydrogen bonds and salt bridges. */
const BONDED = 4;

/** Å. Serial numbers that several atoms bear are taken for those that are nearest to each other, up to this distance. */
const LONGEST_BOND = 3.5;

/** The bonds of all CONECT records, as their serial numbers stand there. */
export function readSerialPairs(lines: PdbLines): SerialPair[] {
  const pairs: SerialPair[] = [];
  for (let line = 0; line < lines.count; line++) {
    if (lines.kinds[line] !== RecordKind.connectivity) continue;
    const start = lines.starts[line] + SERIAL;
    const end = lineEnd(lines, line);
    const serial = (k: number): string => serialAt(lines.bytes, start + k * SERIAL_WIDTH, end);
    for (let k = 1; k <= BONDED; k++) {
      if (serial(0) !== '' && serial(k) !== '')
        pairs.push({ from: serial(0), to: serial(k), line: line + 1 });
    }
  }
  return pairs;
}

/** A serial number as its field has it, `''` where there is none: also for those that have overflowed (`*****`). */
function serialAt(bytes: Buffer, start: number, end: number): string {
  if (start >= end) return '';
  const field = bytes.toString('latin1', start, Math.min(start + SERIAL_WIDTH, end)).padEnd(SERIAL_WIDTH);
  return Number.isNaN(decodeHybrid36(field))
    ? ''
    : textField(bytes, start, Math.min(start + SERIAL_WIDTH, end));
}

/**
 * The bonds between residues that CONECT records state, each once. Bonds within a residue are its component's business.
 * Serial numbers wrap in large files: where several atoms bear one, those meant are the ones within bonding distance.
 *
 * @param known what other records state already: a CONECT that repeats it is left out
 */
export function conectConnections(
  lines: PdbLines,
  model: ReadAtoms,
  pairs: readonly SerialPair[],
  known: readonly Connection[],
): Connection[] {
  if (pairs.length === 0) return [];
  const atoms = atomsBySerial(lines, model, pairs);
  const stated = new Set(known.flatMap(({ from, to }) => [pairKey(from, to), pairKey(to, from)]));
  const seen = new Set<string>();
  const connections: Connection[] = [];
  for (const { from, to, line } of pairs) {
    const pair = meantAtoms(model, atoms.get(from), atoms.get(to));
    if (!pair || !joinsResidues(model, pair)) continue;
    const [first, second] = pair.map((iSeq) => addressOf(model, iSeq));
    if (stated.has(pairKey(first, second)) || seen.has(pair.join(' '))) continue;
    seen.add(pair.join(' ')).add([...pair].reverse().join(' '));
    connections.push({
      kind: 'link',
      record: 'CONECT',
      from: first,
      to: second,
      sameAsymmetricUnit: true,
      line,
    });
  }
  return connections;
}

/** i_seqs of the atoms that bear each serial number which is asked about. */
function atomsBySerial(
  { bytes }: PdbLines,
  { atomCount, lineOffsets }: ReadAtoms,
  pairs: readonly SerialPair[],
): Map<string, number[]> {
  const bySerial = new Map<string, number[]>();
  for (const { from, to } of pairs) bySerial.set(from, []).set(to, []);
  for (let iSeq = 0; iSeq < atomCount; iSeq++) {
    const start = lineOffsets[iSeq] + SERIAL;
    bySerial.get(textField(bytes, start, start + SERIAL_WIDTH))?.push(iSeq);
  }
  return bySerial;
}

function meantAtoms(
  { sitesCart }: ReadAtoms,
  from: readonly number[] = [],
  to: readonly number[] = [],
): [number, number] | undefined {
  if (from.length === 1 && to.length === 1) return [from[0], to[0]];
  let best: [number, number] | undefined;
  let shortest = LONGEST_BOND;
  for (const i of from) {
    for (const j of to) {
      const distance = Math.hypot(
        ...[0, 1, 2].map((axis) => sitesCart[3 * i + axis] - sitesCart[3 * j + axis]),
      );
      if (distance >= shortest) continue;
      shortest = distance;
      best = [i, j];
    }
  }
  return best;
}

function joinsResidues({ atoms }: ReadAtoms, [i, j]: readonly [number, number]): boolean {
  return (
    atoms.residue[i] !== atoms.residue[j] && !isHydrogen(atoms.element[i]) && !isHydrogen(atoms.element[j])
  );
}

function addressOf({ atoms, residues }: ReadAtoms, iSeq: number): AtomAddress {
  const { name, chainId, number, insertionCode } = residues[atoms.residue[iSeq]];
  return {
    atomName: atoms.name[iSeq],
    altloc: atoms.altloc[iSeq],
    residueName: name,
    chainId,
    number,
    insertionCode,
  };
}

/** Without altlocs: a record may name an atom without saying in which conformer. */
function pairKey(from: AtomAddress, to: AtomAddress): string {
  return [from, to]
    .map((end) => `${end.chainId} ${end.number}${end.insertionCode} ${end.residueName} ${end.atomName}`)
    .join(' - ');
}
