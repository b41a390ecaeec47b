import type { ScaleMatrix } from './crystal-frame.js';
import { decimalField, isBlank, textField } from './fields.js';
import type { AtomAddress, CisPeptide, Connection, Model } from './model.js';
import { lineEnd, RecordKind, type PdbLines } from './pdb-lines.js';
import { readSerialPairs, type SerialPair } from './pdb-conect.js';
import { residuePlace } from './pdb-residue-fields.js';

/** What the records around the coordinates say, for all models of a file. */
export interface PdbRecords {
  readonly connections: readonly Connection[];
  /** With the number of the model that each is about, 0 for all. */
  readonly cisPeptides: readonly { readonly peptide: CisPeptide; readonly modelNumber: number }[];
  readonly crystal: Pick<Model, 'unitCell' | 'spaceGroup' | 'scale'>;
  /** What CONECT records join: which atoms these are, each model has to say. */
  readonly serialPairs: readonly SerialPair[];
}

/** Wide enough for every field that is read here, so that trimmed lines need no care. */
const RECORD_WIDTH = 80;
const IDENTITY_OPERATOR = '1555';

/** Reads SSBOND, LINK, CISPEP, CRYST1, SCALE1-3 and CONECT. A record that makes no sense is passed over: it must not stop the reading. */
export function readRecords(lines: PdbLines): PdbRecords {
  const connections: Connection[] = [];
  const cisPeptides: { peptide: CisPeptide; modelNumber: number }[] = [];
  const scaleRows: number[][] = [];
  let crystal: PdbRecords['crystal'] = {};
  for (let line = 0; line < lines.count; line++) {
    const kind = lines.kinds[line];
    if (kind < RecordKind.crystal || kind === RecordKind.connectivity) continue;
    const record = paddedRecord(lines, line);
    if (kind === RecordKind.crystal) crystal = readCrystal(record);
    else if (kind === RecordKind.scale) readScaleRow(record, scaleRows);
    else if (kind === RecordKind.cisPeptide) addValid(cisPeptides, readCisPeptide(record, line));
    else
      addValid(connections, kind === RecordKind.link ? readLink(record, line) : readDisulfide(record, line));
  }
  const crystalAndScale = { ...crystal, ...scaleOf(scaleRows) };
  return { connections, cisPeptides, crystal: crystalAndScale, serialPairs: readSerialPairs(lines) };
}

function addValid<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}

function paddedRecord(lines: PdbLines, line: number): Buffer {
  const record = Buffer.alloc(RECORD_WIDTH, ' ');
  lines.bytes.copy(
    record,
    0,
    lines.starts[line],
    Math.min(lineEnd(lines, line), lines.starts[line] + RECORD_WIDTH),
  );
  return record;
}

/** a, b, c in columns 7-33, angles in 34-54, space group in 56-66. A unit cube or an empty cell says there is no crystal. */
function readCrystal(record: Buffer): PdbRecords['crystal'] {
  const fields = [6, 15, 24, 33, 40, 47, 54];
  const values = fields.slice(0, 6).map((start, i) => decimalField(record, start, fields[i + 1]));
  const [a, b, c, alpha, beta, gamma] = values;
  const isDummy = a === 1 && b === 1 && c === 1;
  if (isDummy || !values.every((value) => value > 0)) return {};
  const spaceGroup = textField(record, 55, 66) || undefined;
  return { unitCell: { a, b, c, alpha, beta, gamma }, spaceGroup };
}

/** The row's number in column 6, three elements of the matrix in columns 11-40, one of the vector in 46-55. */
function readScaleRow(record: Buffer, rows: number[][]): void {
  const fields = [10, 20, 30, 45];
  const values = fields.map((start) => decimalField(record, start, start + 10));
  const row = decimalField(record, 5, 6);
  if (values.every((value) => !Number.isNaN(value))) rows[row - 1] = values;
}

function scaleOf(rows: readonly (readonly number[] | undefined)[]): { scale?: ScaleMatrix } {
  const [first, second, third] = rows;
  if (!first || !second || !third) return {};
  const complete = [first, second, third];
  return {
    scale: { matrix: complete.flatMap((row) => row.slice(0, 3)), vector: complete.map((row) => row[3]) },
  };
}

function readDisulfide(record: Buffer, line: number): Connection | undefined {
  const from = { atomName: 'SG', altloc: '', ...residueAddress(record, 11, 14, 17) };
  const to = { atomName: 'SG', altloc: '', ...residueAddress(record, 25, 28, 31) };
  return connection('disulfide', from, to, record, line);
}

function readLink(record: Buffer, line: number): Connection | undefined {
  return connection('link', linkEnd(record, 12), linkEnd(record, 42), record, line);
}

/** Atom name, altloc, residue name, chain id, number, insertion code, laid out as in an atom record. */
function linkEnd(record: Buffer, start: number): AtomAddress {
  return {
    atomName: textField(record, start, start + 4),
    altloc: textField(record, start + 4, start + 5),
    ...residueAddress(record, start + 5, start + 8, start + 10),
  };
}

/** Byte offsets of the residue name, of the chain id's two columns and of the residue number. */
function residueAddress(record: Buffer, name: number, chainId: number, number: number): CisPeptide['from'] {
  return {
    residueName: textField(record, name, name + 3),
    chainId: textField(record, chainId, chainId + 2),
    ...residuePlace(record, number),
  };
}

/** Both kinds keep their symmetry operators in columns 60-65 and 67-72, and their length in columns 74-78. */
function connection(
  kind: Connection['kind'],
  from: AtomAddress,
  to: AtomAddress,
  record: Buffer,
  line: number,
): Connection | undefined {
  if (from.atomName === '' || to.atomName === '' || !isPlace(from) || !isPlace(to)) return undefined;
  const operators = [symmetryOperator(record, 59), symmetryOperator(record, 66)] as const;
  const distance = decimalField(record, 73, 78);
  return {
    kind,
    record: kind === 'disulfide' ? 'SSBOND' : 'LINK',
    from,
    to,
    sameAsymmetricUnit: operators[0] === operators[1],
    ...(!isBlank(record, 59, 72) && { operators }),
    ...(distance > 0 ? { distance } : {}),
    line: line + 1,
  };
}

function symmetryOperator(record: Buffer, start: number): string {
  return textField(record, start, start + 6).replace('_', '') || IDENTITY_OPERATOR;
}

function readCisPeptide(
  record: Buffer,
  line: number,
): { peptide: CisPeptide; modelNumber: number } | undefined {
  const from = residueAddress(record, 11, 14, 17);
  const to = residueAddress(record, 25, 28, 31);
  if (!isPlace(from) || !isPlace(to)) return undefined;
  const modelNumber = decimalField(record, 42, 46) || 0;
  return { peptide: { from, to, line: line + 1 }, modelNumber };
}

function isPlace(address: CisPeptide['from']): boolean {
  return address.residueName !== '' && !Number.isNaN(address.number);
}
