import type { CifRows } from './cif-rows.js';

/** Items of `_atom_site` that geomin reads, by its own names for them. */
const ITEMS = {
  group: 'group_PDB',
  element: 'type_symbol',
  labelName: 'label_atom_id',
  authName: 'auth_atom_id',
  altloc: 'label_alt_id',
  labelResidue: 'label_comp_id',
  authResidue: 'auth_comp_id',
  labelChain: 'label_asym_id',
  authChain: 'auth_asym_id',
  entity: 'label_entity_id',
  labelNumber: 'label_seq_id',
  authNumber: 'auth_seq_id',
  insertionCode: 'pdbx_PDB_ins_code',
  x: 'Cartn_x',
  y: 'Cartn_y',
  z: 'Cartn_z',
  occupancy: 'occupancy',
  bIso: 'B_iso_or_equiv',
  charge: 'pdbx_formal_charge',
  modelNumber: 'pdbx_PDB_model_num',
} as const;

/** Column of each item of `_atom_site`, -1 where the file lacks it. */
export type AtomSiteColumns = Readonly<Record<keyof typeof ITEMS, number>>;

export function atomSiteColumns(rows: CifRows): AtomSiteColumns {
  const columns = Object.entries(ITEMS).map(([name, item]) => [name, rows.column(item)]);
  return Object.fromEntries(columns) as AtomSiteColumns;
}

/** The items without which there are no atoms, none of which may be missing. */
export function missingItem(columns: AtomSiteColumns): string | undefined {
  const missing = (['x', 'y', 'z'] as const).find((axis) => columns[axis] < 0);
  if (missing) return ITEMS[missing];
  if (columns.labelName < 0 && columns.authName < 0) return ITEMS.labelName;
  if (columns.labelResidue < 0 && columns.authResidue < 0) return ITEMS.labelResidue;
  return undefined;
}

/** The name of an item with its category, for messages. */
export function itemName(name: keyof typeof ITEMS): string {
  return `_atom_site.${ITEMS[name]}`;
}
