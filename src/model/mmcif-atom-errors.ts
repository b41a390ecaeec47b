import { GeominError } from '../errors.js';
import type { CifRows } from './cif-rows.js';
import { itemName, type AtomSiteColumns } from './mmcif-columns.js';
import { coordinateFault, isCoordinate } from './site-errors.js';

/** An error about a row of `_atom_site`, addressed by file, line and atom. */
export function atomRowError(
  rows: CifRows,
  columns: AtomSiteColumns,
  fileName: string,
  what: string,
  remedy = 'Mend the row, or take it out.',
): GeominError {
  return new GeominError('MODEL', `${fileName}:${rows.line}: ${rowLabel(rows, columns)}: ${what}`, remedy);
}

/** What is wrong with the first of a row's coordinates that is none. */
export function siteRowError(rows: CifRows, columns: AtomSiteColumns, fileName: string): GeominError {
  const axes = ['x', 'y', 'z'] as const;
  const axis = axes.find((name) => !isCoordinate(rows.number(columns[name]))) ?? 'x';
  const text = rows.bytes.toString('latin1', rows.starts[columns[axis]], rows.ends[columns[axis]]);
  return atomRowError(
    rows,
    columns,
    fileName,
    `${itemName(axis)} ${coordinateFault(rows.number(columns[axis]), text.slice(0, 40))}`,
    'Give the atom coordinates in Å, such as 12.345, or take it out.',
  );
}

/** The atom as the row states it, e.g. `CA ALA A 12A`. */
function rowLabel(rows: CifRows, columns: AtomSiteColumns): string {
  const either = (...choices: number[]): string =>
    choices.map((column) => rows.text(column)).find((text) => text !== undefined) ?? '';
  const altloc = either(columns.altloc);
  const parts = [
    either(columns.authName, columns.labelName),
    either(columns.authResidue, columns.labelResidue),
    either(columns.authChain, columns.labelChain),
    either(columns.authNumber, columns.labelNumber) + either(columns.insertionCode),
    altloc && `(altloc ${altloc})`,
  ];
  return parts.filter((part) => part !== '').join(' ') || 'atom';
}
