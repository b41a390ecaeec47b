import type { CifRows } from './cif-rows.js';
import { atomRowError } from './mmcif-atom-errors.js';
import { itemName, type AtomSiteColumns } from './mmcif-columns.js';
import type { ResidueLabel } from './model.js';
import { RESIDUE_NUMBER_LIMIT, type GrowingResidue, type ResidueTable } from './residue-table.js';
import { WordTable } from './word-table.js';

/** Entity types by entity id, such as `polymer`. */
export type EntityTypes = ReadonlyMap<string, string>;

/** Reads what rows of `_atom_site` say about residues. */
export class MmcifResidues {
  private readonly names = new WordTable(4);
  private readonly ids = new WordTable(4);
  /** Columns that tell residues apart, and their text in the row before. */
  private readonly keyColumns: readonly number[];
  private readonly keyStarts: number[];
  private readonly keyEnds: number[];
  private index = -1;
  private asymId?: string;
  private isPolymer = false;
  /** Atoms of a residue without a number, which is the next one where a name comes again. */
  private unnumbered?: Set<string>;
  private readonly largestNumbers = new Map<string, number>();

  constructor(
    private readonly table: ResidueTable,
    private readonly columns: AtomSiteColumns,
    private readonly entityTypes: EntityTypes,
    private readonly fileName: string,
  ) {
    const { authChain, labelChain, authNumber, labelNumber, insertionCode, authResidue, labelResidue } =
      columns;
    const keys = [authNumber, labelNumber, authResidue, labelResidue, insertionCode, authChain, labelChain];
    this.keyColumns = keys.filter((column) => column >= 0);
    this.keyStarts = this.keyColumns.map(() => 0);
    this.keyEnds = this.keyColumns.map(() => -1);
  }

  /** Index of the residue of a row. Most atoms are of the same residue as the atom before. */
  indexAt(rows: CifRows, atomName: string, altloc: string): number {
    const isSame = this.index >= 0 && this.namesSameResidue(rows);
    if (isSame && !this.unnumbered) return this.index;
    const atom = `${atomName} ${altloc}`;
    if (!isSame || this.unnumbered?.has(atom)) this.enter(rows);
    this.unnumbered?.add(atom);
    return this.index;
  }

  /** Of the residue that was asked for last: false too where the file says nothing. */
  get isOutsidePolymer(): boolean {
    return this.asymId !== undefined && !this.isPolymer;
  }

  /** The end of the model ends the last chain too. */
  finish(): void {
    if (this.isPolymer) this.table.terminateChain();
  }

  private namesSameResidue({ bytes, starts, ends }: CifRows): boolean {
    const { keyColumns, keyStarts, keyEnds } = this;
    for (let key = 0; key < keyColumns.length; key++) {
      const a = keyStarts[key];
      const b = starts[keyColumns[key]];
      const length = keyEnds[key] - a;
      if (ends[keyColumns[key]] - b !== length) return false;
      for (let i = 0; i < length; i++) {
        if (bytes[a + i] !== bytes[b + i]) return false;
      }
    }
    return true;
  }

  private enter(rows: CifRows): void {
    this.keyColumns.forEach((column, key) => {
      this.keyStarts[key] = rows.starts[column];
      this.keyEnds[key] = rows.ends[column];
    });
    const residue = this.residueAt(rows);
    if (residue.label?.asymId !== this.asymId) {
      if (this.isPolymer) this.table.terminateChain();
      this.asymId = residue.label?.asymId;
      this.isPolymer = this.isOfPolymer(rows, residue.label);
    }
    this.index = this.table.indexOf(residue);
    const largest = this.largestNumbers.get(residue.chainId) ?? residue.number;
    this.largestNumbers.set(residue.chainId, Math.max(largest, residue.number));
  }

  private residueAt(rows: CifRows): GrowingResidue {
    const { columns } = this;
    const name = this.either(rows, columns.authResidue, columns.labelResidue);
    if (name === '') throw this.error(rows, `it has no residue name (${itemName('labelResidue')})`);
    const chainId = this.either(rows, columns.authChain, columns.labelChain);
    const place = this.placeAt(rows, chainId);
    return { name, chainId, segmentId: '', ...place, iSeqs: [], label: this.labelAt(rows) };
  }

  private either(rows: CifRows, first: number, second: number): string {
    const column = rows.isNull(first) ? second : first;
    return rows.isNull(column) ? '' : this.names.between(rows.bytes, rows.starts[column], rows.ends[column]);
  }

  /** The authors' number, else that in the sequence, else, as waters have neither, the next that is free in the chain. */
  private placeAt(rows: CifRows, chainId: string): { number: number; insertionCode: string } {
    const { authNumber, labelNumber, insertionCode: codeColumn } = this.columns;
    const column = rows.isNull(authNumber) ? labelNumber : authNumber;
    const insertionCode = this.either(rows, codeColumn, -1);
    if (rows.isNull(column)) {
      this.unnumbered = new Set();
      return { number: (this.largestNumbers.get(chainId) ?? 0) + 1, insertionCode };
    }
    this.unnumbered = undefined;
    const place = numberAndCode(rows, column, insertionCode);
    if (Math.abs(place.number) < RESIDUE_NUMBER_LIMIT) return place;
    const item = itemName(column === authNumber ? 'authNumber' : 'labelNumber');
    throw this.error(rows, `its residue number (${item}) is no number: '${rows.text(column)}'`);
  }

  private labelAt(rows: CifRows): ResidueLabel | undefined {
    const { labelChain, entity, labelNumber } = this.columns;
    if (rows.isNull(labelChain)) return undefined;
    const number = rows.number(labelNumber);
    return {
      asymId: this.ids.between(rows.bytes, rows.starts[labelChain], rows.ends[labelChain]),
      entityId: this.either(rows, entity, -1),
      ...(Number.isInteger(number) && { seqId: number }),
    };
  }

  /** Its entity says so, else that it has a place in a sequence, else that it is no HETATM. */
  private isOfPolymer(rows: CifRows, label: ResidueLabel | undefined): boolean {
    if (!label) return false;
    const type = this.entityTypes.get(label.entityId);
    if (type !== undefined) return type === 'polymer';
    if (label.seqId !== undefined) return true;
    return rows.text(this.columns.group)?.toUpperCase() === 'ATOM';
  }

  private error(rows: CifRows, what: string): Error {
    return atomRowError(rows, this.columns, this.fileName, what);
  }
}

/** Some files have `27A` for the number, and no insertion code. The number is NaN where there is none. */
function numberAndCode(
  rows: CifRows,
  column: number,
  insertionCode: string,
): { number: number; insertionCode: string } {
  const number = rows.number(column);
  if (Number.isInteger(number)) return { number, insertionCode };
  const [, digits, code] = /^([+-]?\d{1,8})([A-Za-z])$/.exec(rows.text(column) ?? '') ?? [];
  if (digits === undefined || (insertionCode !== '' && insertionCode !== code)) {
    return { number: NaN, insertionCode };
  }
  return { number: Number(digits), insertionCode: code };
}
