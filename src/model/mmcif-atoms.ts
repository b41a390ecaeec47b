import { AtomStore, type ReadAtoms } from './atom-store.js';
import type { CifRows } from './cif-rows.js';
import { elementSymbol, guessElementOfName } from './element.js';
import { atomRowError, siteRowError } from './mmcif-atom-errors.js';
import { itemName, type AtomSiteColumns } from './mmcif-columns.js';
import { MmcifResidues, type EntityTypes } from './mmcif-residues.js';
import { ResidueTable } from './residue-table.js';
import { isCoordinate } from './site-errors.js';
import { WordTable } from './word-table.js';

const HETATM = 'HETATM';

/** Reads the rows of `_atom_site` that are of one model. */
export class MmcifAtomReader {
  private readonly store: AtomStore;
  private readonly table = new ResidueTable();
  private readonly residues: MmcifResidues;
  private readonly words = new WordTable(4);
  private readonly groups = new WordTable(4, (field) => field.trim().toUpperCase());
  private readonly elements = new WordTable(2, (field) => elementSymbol(field) ?? '');
  private readonly guessedElements = new Map<string, string>();

  /**
   * @param atomCount how many atoms are expected; there may be more
   * @param fileName for messages
   */
  constructor(
    private readonly rows: CifRows,
    private readonly columns: AtomSiteColumns,
    entityTypes: EntityTypes,
    atomCount: number,
    private readonly fileName: string,
  ) {
    this.store = new AtomStore(atomCount);
    this.residues = new MmcifResidues(this.table, columns, entityTypes, fileName);
  }

  /**
   * Reads the row that `rows` stands at.
   *
   * @throws GeominError `MODEL` where it cannot be understood
   */
  readRow(): void {
    const { rows, columns, store } = this;
    const iSeq = store.add();
    const { atoms } = store;
    this.readSite(iSeq);
    const name = this.word(rows.isNull(columns.authName) ? columns.labelName : columns.authName);
    if (name === '') {
      const what = `the atom has no name (${itemName('labelName')})`;
      throw atomRowError(rows, columns, this.fileName, what);
    }
    const altloc = this.word(columns.altloc);
    const residue = this.residues.indexAt(rows, name, altloc);
    atoms.name[iSeq] = name;
    atoms.altloc[iSeq] = altloc;
    atoms.residue[iSeq] = residue;
    atoms.element[iSeq] = this.elementOf(name, this.table.residues[residue].name);
    atoms.hetero[iSeq] = this.isHetero() ? 1 : 0;
    atoms.line[iSeq] = rows.line;
    atoms.occupancy[iSeq] = this.numberOr(columns.occupancy, 1);
    atoms.bIso[iSeq] = this.numberOr(columns.bIso, 0);
    atoms.charge[iSeq] = this.chargeAt(columns.charge);
    store.lineOffsets[iSeq] = rows.outerStarts[0];
  }

  finish(): ReadAtoms {
    this.residues.finish();
    return this.store.finish(this.table);
  }

  private readSite(iSeq: number): void {
    const { rows, columns } = this;
    const x = rows.number(columns.x);
    const y = rows.number(columns.y);
    const z = rows.number(columns.z);
    if (!(isCoordinate(x) && isCoordinate(y) && isCoordinate(z)))
      throw siteRowError(rows, columns, this.fileName);
    this.store.placeAt(iSeq, x, y, z);
  }

  private word(column: number): string {
    const { rows } = this;
    return rows.isNull(column) ? '' : this.words.between(rows.bytes, rows.starts[column], rows.ends[column]);
  }

  /** Without group_PDB what is no polymer. */
  private isHetero(): boolean {
    const { rows, columns } = this;
    if (rows.isNull(columns.group)) return this.residues.isOutsidePolymer;
    return this.groups.between(rows.bytes, rows.starts[columns.group], rows.ends[columns.group]) === HETATM;
  }

  private elementOf(name: string, residueName: string): string {
    const { rows, columns } = this;
    const { element } = columns;
    if (!rows.isNull(element)) {
      const symbol = this.elements.between(rows.bytes, rows.starts[element], rows.ends[element]);
      if (symbol !== '') return symbol;
    }
    const key = `${residueName} ${name}`;
    const known = this.guessedElements.get(key);
    if (known !== undefined) return known;
    const guessed = guessElementOfName(name, residueName);
    this.guessedElements.set(key, guessed);
    return guessed;
  }

  private numberOr(column: number, otherwise: number): number {
    const value = this.rows.number(column);
    return Number.isNaN(value) ? otherwise : value;
  }

  /** `2`, `-1`; some programs write `2+` or `+2`. */
  private chargeAt(column: number): number {
    if (this.rows.isNull(column)) return 0;
    const text = this.rows.text(column) ?? '';
    const [, before, digits, after] = /^([+-]?)(\d{1,2})([+-]?)$/.exec(text) ?? [];
    if (digits === undefined) return 0;
    return (before || after) === '-' ? -Number(digits) : Number(digits);
  }
}
