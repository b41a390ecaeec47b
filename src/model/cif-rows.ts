import { decimalField } from './fields.js';
import { CifKind, CifScanner, cifText } from './cif-scanner.js';
import type { CifTable } from './cif-tables.js';

const POINT = 0x2e;
const QUESTION_MARK = 0x3f;

/** Steps through the rows of a category. What it says of a row holds until the next one is asked for. */
export class CifRows {
  /** Text of each value, without quotes: bytes `starts[column] <= i < ends[column]`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where each value begins and ends with its quotes. */
  readonly outerStarts: Int32Array;
  readonly outerEnds: Int32Array;
  /** A {@link CifKind} of each value. */
  readonly kinds: Uint8Array;
  /** Line on which the row begins, from 1. */
  line = 0;
  private done = 0;
  private readonly scanner: CifScanner;

  /** @param fileName for messages */
  constructor(
    readonly bytes: Buffer,
    readonly table: CifTable,
    fileName: string,
  ) {
    const width = table.items.length;
    this.starts = new Int32Array(width);
    this.ends = new Int32Array(width);
    this.outerStarts = new Int32Array(width);
    this.outerEnds = new Int32Array(width);
    this.kinds = new Uint8Array(width);
    this.scanner = new CifScanner(bytes, fileName, table.valuesStart, table.valuesLine);
  }

  /** Goes on to the next row; false if there is none. */
  next(): boolean {
    const { table } = this;
    if (this.done === table.rowCount) return false;
    this.done++;
    if (table.cells) this.takeCells();
    else this.scanRow();
    return true;
  }

  /** Column of an item, -1 if the category has none. */
  column(item: string): number {
    return this.table.items.indexOf(item.toLowerCase());
  }

  /** True where there is no value: no such column, or a bare `.` or `?`. */
  isNull(column: number): boolean {
    if (column < 0) return true;
    const start = this.starts[column];
    if (this.ends[column] - start !== 1 || this.kinds[column] !== CifKind.word) return false;
    const byte = this.bytes[start];
    return byte === POINT || byte === QUESTION_MARK;
  }

  /** The value of a column; undefined where there is none. */
  text(column: number): string | undefined {
    return this.isNull(column) ? undefined : cifText(this.bytes, this.starts[column], this.ends[column]);
  }

  /** The number in a column, a standard uncertainty in brackets left out; NaN where there is none. */
  number(column: number): number {
    if (column < 0) return NaN;
    const value = decimalField(this.bytes, this.starts[column], this.ends[column]);
    return Number.isNaN(value) ? cifNumber(this.text(column) ?? '') : value;
  }

  private scanRow(): void {
    const { scanner, starts, ends, outerStarts, outerEnds, kinds } = this;
    for (let column = 0; column < starts.length; column++) {
      kinds[column] = scanner.next();
      if (column === 0) this.line = scanner.line;
      starts[column] = scanner.start;
      ends[column] = scanner.end;
      outerStarts[column] = scanner.outerStart;
      outerEnds[column] = scanner.position;
    }
  }

  private takeCells(): void {
    this.table.cells?.forEach((cell, column) => {
      if (column === 0) this.line = cell.line;
      this.starts[column] = cell.start;
      this.ends[column] = cell.end;
      this.outerStarts[column] = cell.outerStart;
      this.outerEnds[column] = cell.outerEnd;
      this.kinds[column] = cell.kind;
    });
  }
}

/** A row of a small category, by the names of its items. */
export interface CifRecord {
  readonly line: number;
  /** The value of an item, case apart; undefined where the category has no such item, or a bare `.` or `?`. */
  text(item: string): string | undefined;
  /** The number in an item, its standard uncertainty left out; NaN where there is none. */
  number(item: string): number;
}

/** Every row of a category; none where the block lacks it. */
export function cifRecords(bytes: Buffer, table: CifTable | undefined, fileName: string): CifRecord[] {
  if (!table) return [];
  const rows = new CifRows(bytes, table, fileName);
  const columns = new Map(table.items.map((item, column) => [item, column]));
  const records: CifRecord[] = [];
  while (rows.next()) {
    const texts = table.items.map((_, column) => rows.text(column));
    const text = (item: string): string | undefined => texts[columns.get(item.toLowerCase()) ?? -1];
    const number = (item: string): number => cifNumber(text(item) ?? '');
    records.push({ line: rows.line, text, number });
  }
  return records;
}

/** A number as CIF writes it, its standard uncertainty in brackets left out; NaN if it is none. */
function cifNumber(text: string): number {
  const bytes = Buffer.from(text.replace(/\(\d+\)$/, ''), 'latin1');
  return decimalField(bytes, 0, bytes.length);
}
