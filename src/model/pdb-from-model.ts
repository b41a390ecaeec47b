import { ByteSink } from './byte-sink.js';
import { encodeHybrid36 } from './hybrid36.js';
import type { Model } from './model.js';
import { decimalColumns, nameColumns, placeColumns } from './pdb-fields.js';
import { pdbHead } from './pdb-head.js';
import { requireRoom } from './pdb-room.js';
import { coordinateColumns } from './pdb-writer.js';

const RECORD_BYTES = 81;
const SERIAL_WIDTH = 5;

/**
 * Models of another format as a PDB file: atoms, crystal, links and cis peptides. Of the rest of their file nothing is in it.
 *
 * @param models of one file
 * @throws GeominError `SITES` for a coordinate that is not finite, `MODEL` for what its columns cannot hold
 */
export function pdbFromModels(models: readonly Model[]): Buffer {
  models.forEach(requireRoom);
  const atomCount = models.reduce((sum, model) => sum + model.atomCount, 0);
  const sink = new ByteSink(RECORD_BYTES * (atomCount + 200));
  sink.write(pdbHead(models));
  const isOneOfSeveral = models.length > 1 || models[0].modelNumber !== 1;
  for (const model of models) {
    if (isOneOfSeveral) sink.write(`${`MODEL     ${String(model.modelNumber).padStart(4)}`.padEnd(80)}\n`);
    writeAtoms(model, sink);
    if (isOneOfSeveral) sink.write(`${'ENDMDL'.padEnd(80)}\n`);
  }
  sink.write(`${'END'.padEnd(80)}\n`);
  return sink.finish();
}

function writeAtoms(model: Model, sink: ByteSink): void {
  const ends = lastAtomsOfPolymers(model);
  let serial = 0;
  for (let iSeq = 0; iSeq < model.atomCount; iSeq++) {
    sink.write(atomRecord(model, iSeq, serialColumns(++serial)));
    if (ends.has(iSeq)) sink.write(terRecord(model, iSeq, serialColumns(++serial)));
  }
}

/** Behind these a TER record stands. */
function lastAtomsOfPolymers({ chains, residues }: Model): Set<number> {
  const last = new Set<number>();
  for (const { first, end, terminated } of chains) {
    if (terminated)
      last.add(residues.slice(first, end).reduce((most, { iSeqs }) => Math.max(most, iSeqs.at(-1)!), 0));
  }
  return last;
}

/** More than that the five columns cannot count; nobody needs these numbers but CONECT records. */
function serialColumns(serial: number): string {
  return encodeHybrid36(serial, SERIAL_WIDTH) ?? '*****';
}

function atomRecord(model: Model, iSeq: number, serial: string): string {
  const { name, element, altloc, charge, occupancy, bIso, hetero } = model.atoms;
  const symbol = element[iSeq] === 'X' ? '' : element[iSeq];
  return [
    hetero[iSeq] === 1 ? 'HETATM' : 'ATOM  ',
    serial,
    ' ',
    nameColumns(name[iSeq], symbol),
    altloc[iSeq].padEnd(1),
    residueColumns(model, iSeq),
    '   ',
    coordinateColumns(model, iSeq, 0),
    coordinateColumns(model, iSeq, 1),
    coordinateColumns(model, iSeq, 2),
    decimalColumns(occupancy[iSeq], 6, 2),
    decimalColumns(bIso[iSeq], 6, 2),
    '          ',
    symbol.padStart(2),
    chargeColumns(charge[iSeq]),
    '\n',
  ].join('');
}

function terRecord(model: Model, iSeq: number, serial: string): string {
  return `${`TER   ${serial}      ${residueColumns(model, iSeq)}`.padEnd(80)}\n`;
}

/** Columns 18-27. */
function residueColumns({ atoms, residues }: Model, iSeq: number): string {
  const { name, chainId, number, insertionCode } = residues[atoms.residue[iSeq]];
  return name.padStart(3) + chainId.padStart(2) + placeColumns(number, insertionCode);
}

/** `2+`, `1-`. */
function chargeColumns(charge: number): string {
  return charge === 0 ? '  ' : `${Math.abs(charge)}${charge < 0 ? '-' : '+'}`;
}
