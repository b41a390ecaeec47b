import { GeominError } from '../errors.js';
import { CifRows } from './cif-rows.js';
import { indexCif, type CifBlock, type CifTable } from './cif-tables.js';
import { refuseDuplicates } from './duplicates.js';
import { ResidueAddresses } from './mmcif-addresses.js';
import { MmcifAtomReader } from './mmcif-atoms.js';
import { atomRowError } from './mmcif-atom-errors.js';
import { atomSiteColumns, itemName, missingItem, type AtomSiteColumns } from './mmcif-columns.js';
import { readCisPeptides, readConnections, readCrystal, readEntityTypes } from './mmcif-records.js';
import type { EntityTypes } from './mmcif-residues.js';
import { noSuchModel } from './model-numbers.js';
import type { Model, ModelSource } from './model.js';

export const ATOM_SITE = '_atom_site';

/**
 * Reads the models of the first data block that holds atoms, in the order in which they begin.
 *
 * @throws GeominError `MODEL` where the file makes no sense
 */
export function readMmcifModels(source: ModelSource): Model[] {
  return new MmcifReader(source, () => true).read();
}

/**
 * Reads one model of the first data block that holds atoms: the one with this `pdbx_PDB_model_num`, or the first.
 *
 * @throws GeominError `MODEL` where the file makes no sense, `ARGUMENT` if it has no such model
 */
export function readMmcifModel(source: ModelSource, number?: number): Model {
  const reader = new MmcifReader(source, (candidate, isFirst) =>
    number === undefined ? isFirst : candidate === number,
  );
  const [model] = reader.read();
  if (!model) throw noSuchModel(number, reader.numbers(), source.name);
  return model;
}

/** The first data block with atoms, and their table. */
export function blockWithAtoms(source: ModelSource): { block: CifBlock; table: CifTable } {
  const blocks = indexCif(source.bytes, source.name);
  for (const block of blocks) {
    const table = block.tables.get(ATOM_SITE);
    if (table && table.rowCount > 0) return { block, table };
  }
  throw noAtoms(source, blocks);
}

class MmcifReader {
  private readonly block: CifBlock;
  private readonly rows: CifRows;
  private readonly columns: AtomSiteColumns;
  private readonly entityTypes: EntityTypes;
  /** A reader for each model, undefined for those that are not wanted. */
  private readonly readers = new Map<number, MmcifAtomReader | undefined>();

  constructor(
    private readonly source: ModelSource,
    private readonly isWanted: (number: number, isFirst: boolean) => boolean,
  ) {
    const { block, table } = blockWithAtoms(source);
    this.block = block;
    this.rows = new CifRows(source.bytes, table, source.name);
    this.columns = atomSiteColumns(this.rows);
    const missing = missingItem(this.columns);
    if (missing) throw this.missingItemError(table, missing);
    this.entityTypes = readEntityTypes(block, source);
  }

  read(): Model[] {
    this.readRows();
    return [...this.readers]
      .filter(([, reader]) => reader !== undefined)
      .map(([number, reader]) => this.modelOf(number, reader!));
  }

  /** Of all models in the file, wanted or not. */
  numbers(): number[] {
    return [...this.readers.keys()];
  }

  private readRows(): void {
    const { rows } = this;
    let number = NaN;
    let reader: MmcifAtomReader | undefined;
    while (rows.next()) {
      const here = this.modelNumber();
      if (here !== number) {
        number = here;
        if (!this.readers.has(number)) this.readers.set(number, this.readerFor(number));
        reader = this.readers.get(number);
      }
      reader?.readRow();
    }
  }

  private modelNumber(): number {
    const { rows, columns } = this;
    const column = columns.modelNumber;
    if (rows.isNull(column)) return 1;
    const number = rows.number(column);
    if (Number.isInteger(number)) return number;
    const what = `${itemName('modelNumber')} is no number: '${rows.text(column)}'`;
    throw atomRowError(rows, columns, this.source.name, what);
  }

  private readerFor(number: number): MmcifAtomReader | undefined {
    const { rows, columns, readers, source } = this;
    if (!this.isWanted(number, readers.size === 0)) return undefined;
    // All rows may be of the first model; with each that follows it is likelier that they share them.
    const expected = Math.ceil(rows.table.rowCount / (readers.size + 1));
    return new MmcifAtomReader(rows, columns, this.entityTypes, expected, source.name);
  }

  private modelOf(modelNumber: number, reader: MmcifAtomReader): Model {
    const { block, source } = this;
    const atoms = reader.finish();
    const addresses = new ResidueAddresses(atoms.residues);
    const model: Model = {
      ...atoms,
      connections: readConnections(block, source, addresses),
      cisPeptides: readCisPeptides(block, source, addresses, modelNumber),
      ...readCrystal(block, source),
      modelNumber,
      source,
    };
    refuseDuplicates(model);
    return model;
  }

  private missingItemError(table: CifTable, item: string): GeominError {
    return new GeominError(
      'MODEL',
      `${this.source.name}:${table.line}: ${ATOM_SITE} has no ${item}`,
      'Give a PDBx/mmCIF file with Cartesian coordinates and atom names.',
    );
  }
}

function noAtoms({ name }: ModelSource, blocks: readonly CifBlock[]): GeominError {
  const has = (category: string): boolean => blocks.some(({ tables }) => tables.has(category));
  const what = has('_chem_comp_atom')
    ? 'this is a dictionary of monomers'
    : has('_atom_site_label')
      ? 'this is a small-molecule CIF'
      : has('_refln')
        ? 'these are structure factors'
        : `there is no ${ATOM_SITE} in it`;
  return new GeominError('MODEL', `${name}: no atoms: ${what}`, 'Give a PDBx/mmCIF file with coordinates.');
}
