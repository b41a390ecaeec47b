import { cifValue } from './cif-text.js';
import { isMetal } from './metals.js';
import { ResidueIndex } from './residue-index.js';
import type { AtomAddress, CisPeptide, Connection, Model, ResidueLabel } from './model.js';

type CifRow = Readonly<Record<string, string>>;
type ResidueAddress = CisPeptide['from'];

const IDENTITY_OPERATOR = '1_555';

/** A model whose residues have the ids of mmCIF. */
export class LabelledModel {
  /** `auth_asym_id` of each residue as it stands in a file: the chain id, else the segment, else nothing in quotes. */
  readonly authChains: readonly string[];
  readonly index: ResidueIndex;

  constructor(
    readonly model: Model,
    readonly labels: readonly ResidueLabel[],
  ) {
    this.index = new ResidueIndex(model);
    this.authChains = model.residues.map(({ chainId, segmentId }) => {
      const name = chainId || segmentId;
      return name === '' ? "''" : cifValue(name);
    });
  }
}

/** Rows of `_struct_conn`: the recorded bonds between residues that the model has, each pair of atoms once. */
export function connectionRows(labelled: LabelledModel): CifRow[] {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  return labelled.model.connections.flatMap((connection) => {
    const { from, to, operators } = connection;
    const [first, second] = [from, to].map((end) => labelled.index.residueAt(end));
    const key = JSON.stringify([from, to, operators ?? []]);
    if (first === undefined || second === undefined || seen.has(key)) return [];
    seen.add(key);
    const type = connectionType(connection, labelled);
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return [connectionRow(connection, `${type}${count}`, type, labelled, [first, second])];
  });
}

function connectionType({ kind, from, to }: Connection, { index }: LabelledModel): string {
  if (kind === 'disulfide') return 'disulf';
  return [from, to].some((end) => isMetal(index.elementAt(end))) ? 'metalc' : 'covale';
}

function connectionRow(
  { from, to, operators, distance }: Connection,
  id: string,
  type: string,
  labelled: LabelledModel,
  residues: readonly [number, number],
): CifRow {
  return {
    id,
    conn_type_id: type,
    ...endItems(from, 1, labelled, residues[0], operators?.[0]),
    ...endItems(to, 2, labelled, residues[1], operators?.[1]),
    pdbx_dist_value: distance === undefined ? '?' : String(distance),
  };
}

function endItems(
  { atomName, altloc, residueName, number, insertionCode }: AtomAddress,
  end: 1 | 2,
  { labels, authChains }: LabelledModel,
  residue: number,
  operator: string | undefined,
): CifRow {
  const { asymId, seqId } = labels[residue];
  return {
    [`ptnr${end}_label_asym_id`]: asymId,
    [`ptnr${end}_label_comp_id`]: cifValue(residueName),
    [`ptnr${end}_label_seq_id`]: seqId === undefined ? '.' : String(seqId),
    [`ptnr${end}_label_atom_id`]: cifValue(atomName),
    [`pdbx_ptnr${end}_label_alt_id`]: altloc === '' ? '?' : cifValue(altloc),
    [`pdbx_ptnr${end}_PDB_ins_code`]: insertionCode === '' ? '?' : cifValue(insertionCode),
    [`ptnr${end}_auth_asym_id`]: authChains[residue],
    [`ptnr${end}_auth_comp_id`]: cifValue(residueName),
    [`ptnr${end}_auth_seq_id`]: String(number),
    [`ptnr${end}_symmetry`]: withUnderscore(operator ?? IDENTITY_OPERATOR),
  };
}

/** `2_655` for `2655`: the operator, and the cell that it leads to. */
function withUnderscore(operator: string): string {
  return operator.includes('_') ? operator : `${operator.slice(0, -3)}_${operator.slice(-3)}`;
}

/** Rows of `_struct_mon_prot_cis`. */
export function cisPeptideRows(labelled: LabelledModel): CifRow[] {
  const { model } = labelled;
  return model.cisPeptides.flatMap(({ from, to }, i) => {
    const [first, second] = [from, to].map((end) => labelled.index.residueAt(end));
    if (first === undefined || second === undefined) return [];
    return [
      {
        pdbx_id: String(i + 1),
        ...cisItems(from, '', '', labelled, first),
        ...cisItems(to, 'pdbx_', '_2', labelled, second),
        pdbx_PDB_model_num: String(model.modelNumber),
      },
    ];
  });
}

function cisItems(
  { residueName, number, insertionCode }: ResidueAddress,
  prefix: string,
  suffix: string,
  { labels, authChains }: LabelledModel,
  residue: number,
): CifRow {
  const { asymId, seqId } = labels[residue];
  return {
    [`${prefix}label_comp_id${suffix}`]: cifValue(residueName),
    [`${prefix}label_seq_id${suffix}`]: seqId === undefined ? '.' : String(seqId),
    [`${prefix}label_asym_id${suffix}`]: asymId,
    [`pdbx_PDB_ins_code${suffix}`]: insertionCode === '' ? '?' : cifValue(insertionCode),
    [`${prefix}auth_comp_id${suffix}`]: cifValue(residueName),
    [`${prefix}auth_seq_id${suffix}`]: String(number),
    [`${prefix}auth_asym_id${suffix}`]: authChains[residue],
  };
}
