/** Values of a row of `_atom_site` by their items, as they stand in the file. */
export type AtomRow = Readonly<Record<string, string>>;

/** CA of ALA A 12, with every item that geomin reads. */
export const CA_ROW = {
  group_PDB: 'ATOM',
  id: '1',
  type_symbol: 'C',
  label_atom_id: 'CA',
  label_alt_id: '.',
  label_comp_id: 'ALA',
  label_asym_id: 'A',
  label_entity_id: '1',
  label_seq_id: '12',
  pdbx_PDB_ins_code: '?',
  Cartn_x: '11.104',
  Cartn_y: '6.134',
  Cartn_z: '-6.504',
  occupancy: '1.00',
  B_iso_or_equiv: '20.00',
  pdbx_formal_charge: '?',
  auth_seq_id: '12',
  auth_comp_id: 'ALA',
  auth_asym_id: 'A',
  auth_atom_id: 'CA',
  pdbx_PDB_model_num: '1',
} satisfies AtomRow;

/** A row without some of its items. */
export function without(row: AtomRow, ...items: string[]): AtomRow {
  return Object.fromEntries(Object.entries(row).filter(([item]) => !items.includes(item)));
}

/** A loop_ of a category, whose items are those of the first row. */
export function loop(category: string, rows: readonly AtomRow[]): string {
  const tags = Object.keys(rows[0]).map((item) => `${category}.${item}`);
  const lines = rows.map((row) => Object.values(row).join(' '));
  return ['loop_', ...tags, ...lines, ''].join('\n');
}

/** Atoms as the loop of a file: CA of ALA A 12 but for what is given. */
export function atomSite(...rows: AtomRow[]): string {
  return loop(
    '_atom_site',
    rows.map((row, i) => ({ ...CA_ROW, id: String(i + 1), ...row })),
  );
}

/** Parts of a data block as the text of a file. */
export function cifText(...parts: string[]): string {
  return ['data_TEST', '#', ...parts].join('\n');
}
