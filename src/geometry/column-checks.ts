import { GeominError } from '../errors.js';

/** Checks of single columns. Each throws a GeominError `ARGUMENT` that names the column by its path, e.g. `bonds.ideal`. */

type Column = Float64Array | Float32Array | Int32Array | Uint8Array;

interface ColumnType<T extends Column> {
  readonly name: string;
  new (length: number): T;
}

/** @param length undefined where any will do */
export function requireColumn<T extends Column>(
  path: string,
  column: T | undefined,
  type: ColumnType<T>,
  length: number | undefined,
): T {
  if (!(column instanceof type)) fail(`${path} must be ${withArticle(type.name)}, not ${describe(column)}`);
  if (length !== undefined && column.length !== length) {
    fail(`${path} must have ${length} values, but it has ${column.length}`);
  }
  return column;
}

export function requireSection(path: string, section: object): void {
  if (typeof section !== 'object' || section === null) {
    fail(`${path} must be an object of typed arrays, not ${describe(section)}`);
  }
}

/** Finite and not below `least`. */
export function requireNumbers(path: string, column: Float64Array | Float32Array, least = -Infinity): void {
  // A plain loop, here and below: findIndex takes twice as long, and there may be millions of values.
  let k = 0;
  while (k < column.length && column[k] >= least && Number.isFinite(column[k])) k++;
  if (k === column.length) return;
  const wanted = least === -Infinity ? 'a finite number' : `a finite number of at least ${least}`;
  fail(`${path}[${k}] must be ${wanted}, but it is ${column[k]}`);
}

export function requireIntegers(
  path: string,
  column: Int32Array | Uint8Array,
  least: number,
  most: number,
): void {
  let k = 0;
  while (k < column.length && column[k] >= least && column[k] <= most) k++;
  if (k < column.length) fail(`${path}[${k}] must be from ${least} to ${most}, but it is ${column[k]}`);
}

/** Each i_seq is an atom's. */
export function requireISeqs(path: string, iSeqs: Int32Array, atomCount: number): void {
  let k = 0;
  while (k < iSeqs.length && iSeqs[k] >= 0 && iSeqs[k] < atomCount) k++;
  if (k === iSeqs.length) return;
  fail(`${path}[${k}] points to atom ${iSeqs[k]}, but the ${atomCount} atoms are numbered from 0`);
}

/** No restraint has an atom twice. `start(k)` is where the atoms of restraint k begin. */
export function requireDistinct(
  path: string,
  iSeqs: Int32Array,
  count: number,
  start: (k: number) => number,
): void {
  for (let k = 0; k < count; k++) {
    const end = start(k + 1);
    for (let a = start(k); a < end; a++) {
      for (let b = a + 1; b < end; b++) {
        if (iSeqs[a] === iSeqs[b]) fail(`${path}: restraint ${k} has atom ${iSeqs[a]} twice`);
      }
    }
  }
}

/** Row starts of a ragged column: they rise from 0 to `end`. */
export function requireOffsets(path: string, offsets: Int32Array, end: number): void {
  const fromZero = offsets.length > 0 && offsets[0] === 0 && offsets[offsets.length - 1] === end;
  if (!fromZero) fail(`${path} must begin with 0 and end with ${end}, the number of values in its rows`);
  const k = offsets.findIndex((offset, i) => i > 0 && offset < offsets[i - 1]);
  if (k >= 0) fail(`${path}[${k}] is less than the offset before it`);
}

export function fail(message: string, remedy = ''): never {
  throw new GeominError('ARGUMENT', message, remedy);
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return withArticle(typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value);
}

function withArticle(noun: string): string {
  return `${/^[AEIO]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
