import { ByteSink } from './byte-sink.js';
import { CifRows } from './cif-rows.js';
import type { CifTable } from './cif-tables.js';
import { atomSiteColumns } from './mmcif-columns.js';
import { blockWithAtoms } from './mmcif-reader.js';
import { SitePatcher } from './mmcif-site-patcher.js';
import type { Model } from './model.js';

/** Displacement tensors: one row for each atom that has one, by the atom's id. */
const ANISOTROPIC = '_atom_site_anisotrop';

/**
 * The file that the models came from with the models' coordinates in it: x, y, z of their atoms are patched where they
 * differ at the written precision, every other byte is as it was. Where a file has more models than are given, the rows
 * of the others' atoms are left out.
 *
 * @param models of one file
 * @throws GeominError `SITES` for a coordinate that is not finite
 */
export function formatMmcif(models: readonly Model[]): Buffer {
  return new RowEditor(models, true).edit();
}

/** The bytes of the file that a model came from, without its other models. */
export function mmcifSourceOf(model: Model): Buffer {
  return new RowEditor([model], false).edit();
}

/** Copies a file while it leaves out rows and changes coordinates. */
class RowEditor {
  private readonly bytes: Buffer;
  private readonly atoms: CifTable;
  private readonly tensors: CifTable | undefined;
  private readonly sink: ByteSink;
  private readonly owners: RowOwners;
  /** All bytes before this one are dealt with. */
  private done = 0;

  constructor(
    private readonly models: readonly Model[],
    private readonly withSites: boolean,
  ) {
    const { source } = models[0];
    const { block, table } = blockWithAtoms(source);
    this.bytes = source.bytes;
    this.atoms = table;
    this.tensors = block.tables.get(ANISOTROPIC);
    this.owners = new RowOwners(models);
    this.sink = new ByteSink(source.bytes.length + 4096);
  }

  edit(): Buffer {
    const { tensors, atoms } = this;
    const left = tensors ? this.leftOutIds() : new Set<string>();
    const tensorsFirst = tensors && tensors.valuesStart < atoms.valuesStart;
    if (tensorsFirst) this.editTensors(tensors, left);
    this.editAtoms();
    if (tensors && !tensorsFirst) this.editTensors(tensors, left);
    this.sink.copy(this.bytes, this.done, this.bytes.length);
    return this.sink.finish();
  }

  private editAtoms(): void {
    const rows = this.rowsOf(this.atoms);
    const patcher = new SitePatcher(rows, atomSiteColumns(rows), this.sink);
    this.owners.rewind();
    let rowEnd = this.atoms.valuesStart;
    while (rows.next()) {
      const owner = this.owners.next(rows.outerStarts[0]);
      if (!owner) this.leaveOut(rowEnd, rows);
      else if (this.withSites) this.done = patcher.patch(owner.model, owner.iSeq, this.done);
      rowEnd = endOf(rows);
    }
  }

  private editTensors(table: CifTable, leftOut: ReadonlySet<string>): void {
    if (leftOut.size === 0 || table.cells) return;
    const rows = this.rowsOf(table);
    const id = rows.column('id');
    let rowEnd = table.valuesStart;
    while (rows.next()) {
      if (leftOut.has(rows.text(id) ?? '')) this.leaveOut(rowEnd, rows);
      rowEnd = endOf(rows);
    }
  }

  /** A row with the blanks before it, so that what follows still begins where a text field may. */
  private leaveOut(start: number, rows: CifRows): void {
    this.sink.copy(this.bytes, this.done, start);
    this.done = endOf(rows);
  }

  /** Ids of the atoms that are of none of the models. */
  private leftOutIds(): Set<string> {
    const ids = new Set<string>();
    const count = this.models.reduce((sum, { atomCount }) => sum + atomCount, 0);
    if (count === this.atoms.rowCount) return ids;
    const rows = this.rowsOf(this.atoms);
    const id = rows.column('id');
    while (rows.next()) {
      const text = this.owners.next(rows.outerStarts[0]) ? undefined : rows.text(id);
      if (text !== undefined) ids.add(text);
    }
    return ids;
  }

  private rowsOf(table: CifTable): CifRows {
    return new CifRows(this.bytes, table, this.models[0].source.name);
  }
}

function endOf(rows: CifRows): number {
  return rows.outerEnds[rows.outerEnds.length - 1];
}

/** Tells whose atoms the rows are, which are asked for in the order of the file. */
class RowOwners {
  private readonly nexts: { readonly model: Model; iSeq: number }[];
  private latest: { readonly model: Model; iSeq: number };

  constructor(models: readonly Model[]) {
    this.nexts = models.map((model) => ({ model, iSeq: -1 }));
    this.latest = this.nexts[0];
  }

  rewind(): void {
    for (const next of this.nexts) next.iSeq = -1;
  }

  /** The atom whose row begins at this byte; undefined where it is of none of the models. */
  next(offset: number): { readonly model: Model; readonly iSeq: number } | undefined {
    if (!isAt(this.latest, offset)) {
      const other = this.nexts.find((next) => isAt(next, offset));
      if (!other) return undefined;
      this.latest = other;
    }
    this.latest.iSeq++;
    return this.latest;
  }
}

function isAt({ model, iSeq }: { readonly model: Model; readonly iSeq: number }, offset: number): boolean {
  return model.lineOffsets[iSeq + 1] === offset;
}
