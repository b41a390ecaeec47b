import type { ByteSink } from './byte-sink.js';
import type { CifRows } from './cif-rows.js';
import type { AtomSiteColumns } from './mmcif-columns.js';
import type { Model } from './model.js';
import { requireFinite } from './site-errors.js';

const SPACE = 0x20;
const POINT = 0x2e;
/** The fewest decimals of a coordinate that was changed, and the most: those of a double of 1 to 10 Å. */
const FEWEST_DECIMALS = 3;
const MOST_DECIMALS = 15;
/** Coordinates beyond this (Å) are compared as they are. */
const ROUNDED_BELOW = 1e6;

/** Copies rows of `_atom_site` with other coordinates. */
export class SitePatcher {
  private readonly columns: readonly number[];
  /** 0, 1 and 2 in the order in which x, y and z stand in a row. */
  private readonly axes: readonly number[];

  constructor(
    private readonly rows: CifRows,
    { x, y, z }: AtomSiteColumns,
    private readonly sink: ByteSink,
  ) {
    this.columns = [x, y, z];
    this.axes = [0, 1, 2].sort((a, b) => this.columns[a] - this.columns[b]);
  }

  /**
   * Copies bytes up to the row's last coordinate that differs.
   *
   * @param done where to begin
   * @returns where it ended
   */
  patch(model: Model, iSeq: number, done: number): number {
    for (const axis of this.axes) {
      const value = model.sitesCart[3 * iSeq + axis];
      const column = this.columns[axis];
      const old = this.rows.number(column);
      if (value === old) continue;
      requireFinite(model, iSeq, axis);
      const decimals = this.decimalsOf(column);
      if (!areSame(value, old, decimals)) done = this.replace(column, fixed(value, decimals), done);
    }
    return done;
  }

  private decimalsOf(column: number): number {
    const { bytes, starts, ends } = this.rows;
    let point = starts[column];
    while (point < ends[column] && bytes[point] !== POINT) point++;
    let end = point + 1;
    while (end < ends[column] && bytes[end] >= 0x30 && bytes[end] <= 0x39) end++;
    return Math.min(Math.max(end - point - 1, FEWEST_DECIMALS), MOST_DECIMALS);
  }

  /** Columns that were aligned stay so where blanks around the value leave room for it. */
  private replace(column: number, text: string, done: number): number {
    const { bytes, outerStarts, outerEnds } = this.rows;
    let [start, end] = [outerStarts[column], outerEnds[column]];
    const before = blanksBefore(bytes, done, start);
    const after = blanksAfter(bytes, end);
    const isRightAligned = before > after;
    const missing = text.length - (end - start);
    if (missing > 0) {
      const fromLeft = isRightAligned ? Math.min(missing, before - 1) : 0;
      start -= fromLeft;
      end += Math.max(0, Math.min(missing - fromLeft, after - 1));
    }
    const padding = ' '.repeat(Math.max(0, -missing));
    this.sink.copy(bytes, done, start);
    this.sink.write(isRightAligned ? padding + text : text + (after > 0 ? padding : ''));
    return end;
  }
}

/** How many spaces there are before a byte, down to another. */
function blanksBefore(bytes: Buffer, least: number, start: number): number {
  let i = start;
  while (i > least && bytes[i - 1] === SPACE) i--;
  return start - i;
}

function blanksAfter(bytes: Buffer, end: number): number {
  let i = end;
  while (i < bytes.length && bytes[i] === SPACE) i++;
  return i - end;
}

function areSame(a: number, b: number, decimals: number): boolean {
  if (Math.abs(a) > ROUNDED_BELOW) return false;
  const scale = 10 ** decimals;
  return Math.round(a * scale) === Math.round(b * scale);
}

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}
