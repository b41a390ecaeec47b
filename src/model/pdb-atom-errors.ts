import { GeominError } from '../errors.js';
import { decimalField, isBlank, textField } from './fields.js';
import * as column from './pdb-columns.js';
import { lineEnd, type PdbLines } from './pdb-lines.js';
import { coordinateFault, isCoordinate } from './site-errors.js';

const AXES = ['x', 'y', 'z'];

/** An error about an atom record, addressed by file, line and atom. */
export function atomRecordError(
  lines: PdbLines,
  line: number,
  fileName: string,
  what: string,
  remedy = 'Mend the record, or take it out.',
): GeominError {
  return new GeominError('MODEL', `${fileName}:${line + 1}: ${recordLabel(lines, line)}: ${what}`, remedy);
}

/** What is wrong with the coordinates of a record in which one is none or which ends before column 54. */
export function siteError(lines: PdbLines, line: number, fileName: string): GeominError | undefined {
  const start = lines.starts[line];
  const end = lineEnd(lines, line);
  if (isCutShort(lines.bytes, start, end)) {
    const what = `the line is cut short, in column ${end - start} (coordinates end in column ${column.SITE_END})`;
    return atomRecordError(
      lines,
      line,
      fileName,
      what,
      'Was the file copied whole? Get it anew, or take the line out.',
    );
  }
  for (const [axis, letter] of AXES.entries()) {
    const from = start + column.SITE + axis * column.SITE_WIDTH;
    const to = Math.min(from + column.SITE_WIDTH, end);
    const value = decimalField(lines.bytes, from, to);
    if (isCoordinate(value)) continue;
    const text = textField(lines.bytes, from, to);
    const columns = `columns ${from - start + 1}-${from - start + column.SITE_WIDTH}`;
    const what = `${letter} (${columns}) ${text === '' ? 'is blank' : coordinateFault(value, text)}`;
    return atomRecordError(
      lines,
      line,
      fileName,
      what,
      'Give the atom coordinates in Å, such as 12.345, or take it out.',
    );
  }
  return undefined;
}

/**
 * A line that ends within z: blanks may have been trimmed off its end, or digits lost. Where x and y reach to the last
 * of their columns, z did too.
 */
function isCutShort(bytes: Buffer, start: number, end: number): boolean {
  const zStart = start + column.SITE + 2 * column.SITE_WIDTH;
  if (end >= zStart + column.SITE_WIDTH) return false;
  if (end <= zStart || isBlank(bytes, zStart, end)) return true;
  return bytes[zStart - 1] !== 0x20 && bytes[zStart - column.SITE_WIDTH - 1] !== 0x20;
}

/** The atom as the record states it, e.g. `CA ALA A 12A`; as much as there is of a line cut short. */
function recordLabel(lines: PdbLines, line: number): string {
  const start = lines.starts[line];
  const end = lineEnd(lines, line);
  const field = (from: number, to: number): string =>
    textField(lines.bytes, Math.min(start + from, end), Math.min(start + to, end));
  const altloc = field(column.ALTLOC, column.RESIDUE_NAME);
  const parts = [
    field(column.ATOM_NAME, column.ALTLOC),
    field(column.RESIDUE_NAME, column.WIDE_CHAIN_ID),
    field(column.WIDE_CHAIN_ID, column.RESIDUE_NUMBER),
    field(column.RESIDUE_NUMBER, column.INSERTION_CODE + 1),
    altloc && `(altloc ${altloc})`,
  ];
  return parts.filter((part) => part !== '').join(' ') || 'atom';
}
