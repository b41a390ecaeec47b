import { cifRecords, type CifRecord } from './cif-rows.js';
import type { CifBlock } from './cif-tables.js';
import type { ScaleMatrix } from './crystal-frame.js';
import type { ResidueAddresses } from './mmcif-addresses.js';
import type { CisPeptide, Connection, Model, ModelSource } from './model.js';
import type { EntityTypes } from './mmcif-residues.js';
import { symbolOfNumber } from './space-group.js';
import type { UnitCell } from './unit-cell.js';

const IDENTITY_OPERATOR = '1555';
/** Types of `_struct_conn` that are bonds, with what they are: not hydrogen bonds, salt bridges and remarks on residues. */
const BOND_TYPES = /^(disulf$|covale|metalc$)/i;

/** The crystal: `_cell`, `_symmetry` (or `_space_group` in newer files) and `_atom_sites`. */
export function readCrystal(
  block: CifBlock,
  { bytes, name }: ModelSource,
): Pick<Model, 'unitCell' | 'spaceGroup' | 'scale'> {
  const first = (category: string): CifRecord | undefined =>
    cifRecords(bytes, block.tables.get(category), name)[0];
  const scale = scaleOf(first('_atom_sites'));
  const unitCell = unitCellOf(first('_cell'));
  if (!unitCell) return { ...(scale && { scale }) };
  const spaceGroup = spaceGroupOf(first('_symmetry'), first('_space_group'));
  return { unitCell, spaceGroup, ...(scale && { scale }) };
}

/** Its symbol; where files have but its number in International Tables, that of the first setting. */
function spaceGroupOf(symmetry: CifRecord | undefined, group: CifRecord | undefined): string | undefined {
  const symbol = symmetry?.text('space_group_name_H-M') ?? group?.text('name_H-M_alt');
  return symbol ?? symbolOfNumber(symmetry?.text('Int_Tables_number') ?? group?.text('IT_number'));
}

/** A unit cube or an empty cell says there is no crystal. */
function unitCellOf(cell: CifRecord | undefined): UnitCell | undefined {
  if (!cell) return undefined;
  const [a, b, c] = ['a', 'b', 'c'].map((edge) => cell.number(`length_${edge}`));
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((angle) => cell.number(`angle_${angle}`));
  const isDummy = a === 1 && b === 1 && c === 1;
  if (isDummy || ![a, b, c, alpha, beta, gamma].every((value) => value > 0)) return undefined;
  return { a, b, c, alpha, beta, gamma };
}

function scaleOf(sites: CifRecord | undefined): ScaleMatrix | undefined {
  if (!sites) return undefined;
  const rows = [1, 2, 3];
  const matrix = rows.flatMap((i) => rows.map((j) => sites.number(`fract_transf_matrix[${i}][${j}]`)));
  const vector = rows.map((i) => sites.number(`fract_transf_vector[${i}]`));
  return [...matrix, ...vector].some(Number.isNaN) ? undefined : { matrix, vector };
}

/** Types by entity id, in lower case; entities without one are left out. */
export function readEntityTypes(block: CifBlock, { bytes, name }: ModelSource): EntityTypes {
  const types = new Map<string, string>();
  for (const entity of cifRecords(bytes, block.tables.get('_entity'), name)) {
    const [id, type] = [entity.text('id'), entity.text('type')];
    if (id !== undefined && type !== undefined) types.set(id, type.toLowerCase());
  }
  return types;
}

/** The bonds in `_struct_conn`. A row that makes no sense is passed over: it must not stop the reading. */
export function readConnections(
  block: CifBlock,
  { bytes, name }: ModelSource,
  addresses: ResidueAddresses,
): Connection[] {
  return cifRecords(bytes, block.tables.get('_struct_conn'), name)
    .filter((record) => BOND_TYPES.test(record.text('conn_type_id') ?? ''))
    .map((record) => connectionOf(record, addresses))
    .filter((connection) => connection !== undefined);
}

function connectionOf(record: CifRecord, addresses: ResidueAddresses): Connection | undefined {
  const [from, to] = [1, 2].map((end) => connectionEnd(record, end, addresses));
  if (!from || !to) return undefined;
  const operators = [1, 2].map((end) => record.text(`ptnr${end}_symmetry`));
  const distance = record.number('pdbx_dist_value');
  const [first, second] = operators.map((operator) => operator?.replace('_', '') ?? IDENTITY_OPERATOR);
  return {
    kind: record.text('conn_type_id')?.toLowerCase() === 'disulf' ? 'disulfide' : 'link',
    record: `_struct_conn ${record.text('id') ?? '?'}`,
    from,
    to,
    sameAsymmetricUnit: first === second,
    ...(distance > 0 && { distance }),
    ...(operators.some((operator) => operator !== undefined) && {
      operators: [operators[0] ?? first, operators[1] ?? second] as const,
    }),
    line: record.line,
  };
}

function connectionEnd(
  record: CifRecord,
  end: number,
  addresses: ResidueAddresses,
): Connection['from'] | undefined {
  const atomName = record.text(`ptnr${end}_auth_atom_id`) ?? record.text(`ptnr${end}_label_atom_id`);
  const residue = addresses.find({
    authChain: record.text(`ptnr${end}_auth_asym_id`),
    authNumber: record.text(`ptnr${end}_auth_seq_id`),
    insertionCode: record.text(`pdbx_ptnr${end}_PDB_ins_code`),
    labelChain: record.text(`ptnr${end}_label_asym_id`),
    labelNumber: record.text(`ptnr${end}_label_seq_id`),
    residueName: record.text(`ptnr${end}_auth_comp_id`) ?? record.text(`ptnr${end}_label_comp_id`),
  });
  if (atomName === undefined || !residue) return undefined;
  return { atomName, altloc: record.text(`pdbx_ptnr${end}_label_alt_id`) ?? '', ...residue };
}

/** The rows of `_struct_mon_prot_cis` that are about a model. */
export function readCisPeptides(
  block: CifBlock,
  { bytes, name }: ModelSource,
  addresses: ResidueAddresses,
  modelNumber: number,
): CisPeptide[] {
  return cifRecords(bytes, block.tables.get('_struct_mon_prot_cis'), name).flatMap((record) => {
    const number = record.number('pdbx_PDB_model_num');
    if (number > 0 && number !== modelNumber) return [];
    const from = cisEnd(record, '', '', addresses);
    const to = cisEnd(record, 'pdbx_', '_2', addresses);
    return from && to ? [{ from, to, line: record.line }] : [];
  });
}

function cisEnd(
  record: CifRecord,
  prefix: string,
  suffix: string,
  addresses: ResidueAddresses,
): CisPeptide['from'] | undefined {
  const text = (item: string): string | undefined => record.text(`${prefix}${item}${suffix}`);
  return addresses.find({
    authChain: text('auth_asym_id'),
    authNumber: text('auth_seq_id'),
    insertionCode: record.text(`pdbx_PDB_ins_code${suffix}`),
    labelChain: text('label_asym_id'),
    labelNumber: text('label_seq_id'),
    residueName: text('auth_comp_id') ?? text('label_comp_id'),
  });
}
