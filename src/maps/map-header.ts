import { GeominError } from '../errors.js';
import { operatorOfText, type SymmetryOperator } from '../model/symmetry-operator.js';
import { cellVolume, type UnitCell } from '../model/unit-cell.js';
import type { DensityMap, Triple } from './density-map.js';

/** Of CCP4 and MRC files: https://www.ccpem.ac.uk/mrc-format/mrc2014/. Words are numbered from 1. */
export const HEADER_BYTES = 1024;

/** Bytes of a value, by mode: int8, int16, float32, uint16, float16. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 4, 6: 2, 12: 2 };
/** Of an operator in the extended header. */
export const LISTED_BYTES = 80;
const COMPLEX_MODES = [3, 4];
/** First byte of a machine stamp: numbers are big-endian. */
const BIG_STAMP = 0x11;
const MOST_POINTS = 2 ** 31 - 1;
/** Å. */
const LONGEST_EDGE = 1e6;
/** Å or steps. */
const FARTHEST = 1e6;

/** What the header of a map says. */
export interface MapHeader extends Omit<DensityMap, 'values'> {
  readonly littleEndian: boolean;
  readonly mode: number;
  /** Axes of columns (fastest), rows and sections, a being 0. */
  readonly axes: Triple;
  readonly valueBytes: number;
  /** Where the values begin. */
  readonly dataOffset: number;
}

/**
 * Reads a header, and checks that the file holds what it says.
 *
 * @param name what messages call the file
 * @throws GeominError `MAP`
 */
export function readMapHeader(bytes: Buffer, name: string): MapHeader {
  const fail = (what: string, remedy: string) => new GeominError('MAP', `${name}: ${what}`, remedy);
  if (bytes.length < HEADER_BYTES) {
    throw fail(`${bytes.length} bytes are less than a map's header of ${HEADER_BYTES}`, CUT_SHORT);
  }
  if (bytes.toString('latin1', 208, 211) !== 'MAP') {
    throw fail('this is no CCP4 or MRC map: the word MAP is not in its header', 'Give a map in that format.');
  }
  const littleEndian = byteOrder(bytes);
  if (littleEndian === undefined) {
    throw fail('columns, rows and sections are not three different axes', BROKEN);
  }
  const fault = (what: string, remedy = BROKEN) => fail(what, remedy);
  const header = wordsOf(bytes, littleEndian);
  requireSane(header, fault);
  requireWhole(header, bytes.length, fault);
  const operators = listedOperators(bytes.subarray(HEADER_BYTES, header.dataOffset));
  return operators === undefined ? header : { ...header, operators };
}

/** An extended header of CCP4's is a list of operators; other programs keep other things there. */
function listedOperators(bytes: Buffer): SymmetryOperator[] | undefined {
  if (bytes.length === 0 || bytes.length % LISTED_BYTES !== 0) return undefined;
  const lines = Array.from({ length: bytes.length / LISTED_BYTES }, (_, k) =>
    bytes.toString('latin1', LISTED_BYTES * k, LISTED_BYTES * (k + 1)),
  );
  const operators = lines.map(operatorOfText);
  return operators.includes(undefined) ? undefined : (operators as SymmetryOperator[]);
}

const CUT_SHORT = 'Was the file copied whole? Get it anew.';
const BROKEN = 'Write the map anew with the program that made it.';

type Fault = (what: string, remedy?: string) => GeominError;

/** As the machine stamp says, where axes make sense then; else the other way. */
function byteOrder(bytes: Buffer): boolean | undefined {
  const likely = bytes[212] === BIG_STAMP ? [false, true] : [true, false];
  return likely.find((little) => {
    const axes = [17, 18, 19].map((word) => wordAt(bytes, word, little));
    return [1, 2, 3].every((axis) => axes.includes(axis));
  });
}

function wordAt(bytes: Buffer, word: number, littleEndian: boolean): number {
  const offset = 4 * (word - 1);
  return littleEndian ? bytes.readInt32LE(offset) : bytes.readInt32BE(offset);
}

function wordsOf(bytes: Buffer, littleEndian: boolean): MapHeader {
  const word = (number: number) => wordAt(bytes, number, littleEndian);
  const real = (number: number) => {
    const offset = 4 * (number - 1);
    return littleEndian ? bytes.readFloatLE(offset) : bytes.readFloatBE(offset);
  };
  const axes: Triple = [word(17) - 1, word(18) - 1, word(19) - 1];
  const byAxis = (first: number) => [0, 1, 2].map((axis) => word(first + axes.indexOf(axis)));
  const start = byAxis(5) as unknown as Triple;
  const [a, b, c, alpha, beta, gamma] = [11, 12, 13, 14, 15, 16].map(real);
  const mode = word(4);
  return {
    littleEndian,
    mode,
    axes,
    size: byAxis(1) as unknown as Triple,
    start,
    sampling: [word(8), word(9), word(10)],
    unitCell: { a, b, c, alpha, beta, gamma } satisfies UnitCell,
    // Some programs write where the map is in steps, some in Å, and some both.
    origin: start.every((step) => step === 0) ? [real(50), real(51), real(52)] : [0, 0, 0],
    spaceGroupNumber: word(23),
    valueBytes: VALUE_BYTES[mode] ?? 0,
    dataOffset: HEADER_BYTES + word(24),
  };
}

function requireSane(header: MapHeader, fault: Fault): void {
  const { size, sampling, unitCell, mode, valueBytes, dataOffset, origin, start } = header;
  if (COMPLEX_MODES.includes(mode)) {
    throw fault(`mode ${mode} holds complex numbers of a transform`, 'Give a map of densities.');
  }
  if (valueBytes === 0) throw fault(`mode ${mode} is unknown`, 'Give a map of mode 0, 1, 2, 6 or 12.');
  const points = size[0] * size[1] * size[2];
  if (size.some((along) => along < 1) || points > MOST_POINTS) {
    throw fault(`a grid of ${size.join(' × ')} points cannot be`);
  }
  if (sampling.some((steps) => steps < 1)) throw fault(`a cell of ${sampling.join(' × ')} steps cannot be`);
  const edges = [unitCell.a, unitCell.b, unitCell.c];
  const isCell = edges.every((edge) => edge > 0 && edge <= LONGEST_EDGE) && cellVolume(unitCell) > 0;
  if (!isCell) {
    const { alpha, beta, gamma } = unitCell;
    throw fault(`edges of ${edges.join(', ')} Å and angles of ${alpha}, ${beta}, ${gamma}° make no cell`);
  }
  const places = [...origin, ...start];
  if (!places.every((value) => Math.abs(value) <= FARTHEST))
    throw fault('where it begins is beyond all measure');
  if (dataOffset < HEADER_BYTES) throw fault('the extended header has a negative length');
}

function requireWhole({ size, valueBytes, dataOffset }: MapHeader, length: number, fault: Fault): void {
  const expected = dataOffset + size[0] * size[1] * size[2] * valueBytes;
  if (length >= expected) return;
  throw fault(`${size.join(' × ')} points take ${expected} bytes, but there are ${length}`, CUT_SHORT);
}
