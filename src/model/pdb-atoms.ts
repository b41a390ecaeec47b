import { AtomStore, type ReadAtoms } from './atom-store.js';
import { elementSymbol, guessElement } from './element.js';
import { decimalField, isBlank, textField } from './fields.js';
import { atomRecordError, siteError } from './pdb-atom-errors.js';
import type { ModelBlock } from './pdb-blocks.js';
import * as column from './pdb-columns.js';
import { lineEnd, RecordKind, type PdbLines } from './pdb-lines.js';
import { hasEntrySerial, isLowerCase, ResidueFields } from './pdb-residue-fields.js';
import { ResidueTable } from './residue-table.js';
import { isCoordinate } from './site-errors.js';
import { WordTable } from './word-table.js';

/**
 * Reads the atom records of one model. Serial numbers are left to CONECT records: they wrap or overflow in large files.
 *
 * @param name the file's name, for messages
 * @throws GeominError `MODEL` for a record that cannot be understood
 */
export function readAtoms(lines: PdbLines, block: ModelBlock, name: string): ReadAtoms {
  return new AtomReader(lines, block, name).read();
}

class AtomReader {
  private readonly store: AtomStore;
  private readonly table = new ResidueTable();
  private readonly residueFields = new ResidueFields();
  private readonly names = new WordTable(4);
  /** For files in lower case: dictionaries know names in capitals. */
  private readonly capitalNames = new WordTable(4, (field) => field.trim().toUpperCase());
  private readonly altlocs = new WordTable(1);
  private readonly elements = new WordTable(2, (field) => elementSymbol(field) ?? '');
  private readonly guessedElements = new Map<string, WordTable>();
  private residueLine = -1;
  private residueIndex = -1;

  constructor(
    private readonly lines: PdbLines,
    private readonly block: ModelBlock,
    private readonly fileName: string,
  ) {
    this.store = new AtomStore(block.atomCount);
  }

  read(): ReadAtoms {
    const { kinds } = this.lines;
    for (let line = this.block.firstLine; line < this.block.endLine; line++) {
      const kind = kinds[line];
      if (kind === RecordKind.atom || kind === RecordKind.heteroAtom) this.readAtom(line);
      else if (kind === RecordKind.ter) this.terminateChain();
    }
    return this.store.finish(this.table);
  }

  private readAtom(line: number): void {
    const { bytes, starts, kinds } = this.lines;
    const { store } = this;
    const iSeq = store.add();
    const { atoms } = store;
    const start = starts[line];
    const end = lineEnd(this.lines, line);
    this.readSite(iSeq, line, start, end);
    const names = isLowerCase(bytes[start]) ? this.capitalNames : this.names;
    const name = names.at(bytes, start + column.ATOM_NAME, end);
    if (name === '') throw atomRecordError(this.lines, line, this.fileName, 'the atom has no name');
    const residue = this.residueAt(line, end);
    const residueName = this.table.residues[residue].name;
    atoms.name[iSeq] = name;
    atoms.altloc[iSeq] = this.altlocs.at(bytes, start + column.ALTLOC, end);
    atoms.residue[iSeq] = residue;
    atoms.hetero[iSeq] = kinds[line] === RecordKind.heteroAtom ? 1 : 0;
    atoms.line[iSeq] = line + 1;
    atoms.occupancy[iSeq] = this.numberAt(start + column.OCCUPANCY, start + column.B_ISO, end, 1);
    atoms.bIso[iSeq] = this.numberAt(start + column.B_ISO, start + column.B_ISO_END, end, 0);
    atoms.element[iSeq] = this.elementAt(start, end, residueName);
    atoms.charge[iSeq] = chargeAt(bytes, start, end);
    store.lineOffsets[iSeq] = start;
  }

  private readSite(iSeq: number, line: number, start: number, end: number): void {
    const { bytes } = this.lines;
    const yStart = start + column.SITE + column.SITE_WIDTH;
    const zStart = yStart + column.SITE_WIDTH;
    const zEnd = zStart + column.SITE_WIDTH;
    const x = decimalField(bytes, start + column.SITE, Math.min(yStart, end));
    const y = decimalField(bytes, yStart, Math.min(zStart, end));
    const z = decimalField(bytes, zStart, Math.min(zEnd, end));
    if (end < zEnd || !(isCoordinate(x) && isCoordinate(y) && isCoordinate(z))) {
      const error = siteError(this.lines, line, this.fileName);
      if (error) throw error;
    }
    this.store.placeAt(iSeq, x, y, z);
  }

  /** Most atoms are of the same residue as the atom before: the same bytes in the same columns. */
  private residueAt(line: number, end: number): number {
    if (this.residueLine >= 0 && this.namesSameResidue(line, this.residueLine)) return this.residueIndex;
    const { bytes, starts } = this.lines;
    const residue = this.residueFields.residueAt(bytes, starts[line], end);
    if (Number.isNaN(residue.number)) {
      throw atomRecordError(
        this.lines,
        line,
        this.fileName,
        'its residue number (columns 23-26) is no number',
      );
    }
    if (residue.name === '') {
      throw atomRecordError(this.lines, line, this.fileName, 'it has no residue name (columns 18-20)');
    }
    this.residueLine = line;
    this.residueIndex = this.table.indexOf(residue);
    return this.residueIndex;
  }

  private namesSameResidue(line: number, other: number): boolean {
    const { bytes, starts } = this.lines;
    const a = starts[line];
    const b = starts[other];
    const length = starts[line + 1] - a;
    if (length !== starts[other + 1] - b) return false;
    for (let i = column.RESIDUE_NAME; i <= column.INSERTION_CODE; i++) {
      if (bytes[a + i] !== bytes[b + i]) return false;
    }
    for (let i = column.SEGMENT_ID; i < column.ELEMENT && i < length; i++) {
      if (bytes[a + i] !== bytes[b + i]) return false;
    }
    return true;
  }

  private terminateChain(): void {
    this.table.terminateChain();
    this.residueLine = -1;
  }

  private numberAt(start: number, fieldEnd: number, end: number, otherwise: number): number {
    if (start >= end) return otherwise;
    const value = decimalField(this.lines.bytes, start, Math.min(fieldEnd, end));
    return Number.isNaN(value) ? otherwise : value;
  }

  private elementAt(start: number, end: number, residueName: string): string {
    const { bytes } = this.lines;
    if (end > start + column.ELEMENT && !hasEntrySerial(bytes, start, end)) {
      const symbol = this.elements.at(bytes, start + column.ELEMENT, end);
      if (symbol !== '') return symbol;
    }
    let guesses = this.guessedElements.get(residueName);
    if (!guesses) {
      guesses = new WordTable(4, (name) => guessElement(name, residueName));
      this.guessedElements.set(residueName, guesses);
    }
    return guesses.at(bytes, start + column.ATOM_NAME, end);
  }
}

/** Columns 79-80: `2+` as documented, or `+2`, or a sign alone. */
function chargeAt(bytes: Buffer, start: number, end: number): number {
  const from = start + column.CHARGE;
  const to = Math.min(start + column.RECORD_END, end);
  if (from >= to || isBlank(bytes, from, to) || hasEntrySerial(bytes, start, end)) return 0;
  const field = textField(bytes, from, to);
  const [, before, digit, after] = /^([+-]?)(\d?)([+-]?)$/.exec(field) ?? ['', '', '', ''];
  const sign = before || after;
  if (sign === '') return 0;
  return (sign === '-' ? -1 : 1) * Number(digit || 1);
}
