/*
 * The form in which records lie in data/monomers: each list of atoms or restraints as rows of values, whose columns
 * stand here once instead of with every row. A value left out is null.
 */

type Columns = Readonly<Record<string, readonly string[]>>;

/** Columns of a component's lists. */
export const COMPONENT_COLUMNS = {
  atoms: ['name', 'element', 'energyType', 'charge'],
  bonds: ['atoms', 'ideal', 'esd'],
  angles: ['atoms', 'ideal', 'esd'],
  torsions: ['id', 'atoms', 'ideal', 'esd', 'period'],
  chiralities: ['atoms', 'sign'],
  planes: ['id', 'atoms', 'esds'],
} as const;

/** Columns of a modification's lists. */
export const MODIFICATION_COLUMNS = {
  atoms: ['function', 'name', 'newName', 'element', 'energyType', 'charge'],
  bonds: ['function', 'atoms', 'ideal', 'esd'],
  angles: ['function', 'atoms', 'ideal', 'esd'],
  torsions: ['function', 'id', 'atoms', 'ideal', 'esd', 'period'],
  chiralities: ['function', 'atoms', 'sign'],
  planes: ['function', 'id', 'atom', 'esd'],
} as const;

/** Columns of an energy type, which is a single row. */
export const ENERGY_TYPE_COLUMNS = ['hydrogenBond', 'vdwRadius', 'vdwhRadius', 'ionRadius'] as const;

/** The record's lists named in `columns` become rows of values; its other fields stay. */
export function pack(record: object, columns: Columns): Record<string, unknown> {
  const packed: Record<string, unknown> = { ...record };
  for (const [list, names] of Object.entries(columns)) {
    packed[list] = (packed[list] as readonly object[]).map((item) => packRow(item, names));
  }
  return packed;
}

/** The values of an object in the order of its columns; NaN counts as left out. */
export function packRow(item: object, names: readonly string[]): unknown[] {
  const values: Readonly<Record<string, unknown>> = { ...item };
  return names.map((name) => (Number.isNaN(values[name]) ? null : (values[name] ?? null)));
}

/** The inverse of {@link pack}; whoever calls it knows that `packed` was made from a `T`. */
export function unpack<T>(packed: Readonly<Record<string, unknown>>, columns: Columns): T {
  const record: Record<string, unknown> = { ...packed };
  for (const [list, names] of Object.entries(columns)) {
    record[list] = (packed[list] as readonly (readonly unknown[])[]).map((row) => unpackRow(row, names));
  }
  return record as T;
}

/** The inverse of {@link packRow}. */
export function unpackRow<T>(row: readonly unknown[], names: readonly string[]): Partial<T> {
  const item: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) if (row[i] !== null) item[names[i]] = row[i];
  return item as Partial<T>;
}
