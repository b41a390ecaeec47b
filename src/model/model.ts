import type { ScaleMatrix } from './crystal-frame.js';
import type { UnitCell } from './unit-cell.js';

/**
 * The atoms of a model as columns, in file order. Every column is as long as the model has atoms; an index into
 * them is an i_seq. Columns rather than objects keep a million atoms small and quick to read.
 */
export interface AtomColumns {
  /** Names without blanks, as in the file, e.g. `CA`, `O5'`; in mmCIF the authors'. */
  readonly name: string[];
  /** Element symbols in upper case (`C`, `ZN`, `D` for deuterium); guessed from the name where the file has none. */
  readonly element: string[];
  /** Alternate location, `''` where blank. */
  readonly altloc: string[];
  /** Formal charge in elementary charges, 0 where the file says nothing. */
  readonly charge: Int8Array;
  /** 1 where the file says nothing. */
  readonly occupancy: Float64Array;
  /** Isotropic displacement parameter B, Å²; 0 where the file says nothing. */
  readonly bIso: Float64Array;
  /** Index into {@link Model.residues}. */
  readonly residue: Int32Array;
  /** 1 for HETATM. */
  readonly hetero: Uint8Array;
  /** Line in the file on which the atom begins, from 1: where an error message points. */
  readonly line: Int32Array;
}

/**
 * Atoms that share chain, segment, residue number, insertion code and residue name. Two residues of different name at
 * one place of a chain (microheterogeneity) are two residues, told apart by their atoms' altlocs.
 */
export interface Residue {
  readonly name: string;
  readonly chainId: string;
  readonly segmentId: string;
  readonly number: number;
  /** `''` where blank. */
  readonly insertionCode: string;
  /** i_seqs in file order; not always consecutive. */
  readonly iSeqs: readonly number[];
  /** What else mmCIF calls it; absent where the file does not. */
  readonly label?: ResidueLabel;
}

/** The ids that mmCIF gives a residue beside those of the authors, which PDB files have too. */
export interface ResidueLabel {
  /** `label_asym_id`: one for each polymer chain, for each ligand, and for the waters of a chain. */
  readonly asymId: string;
  /** `label_entity_id`, `''` where the file has none. */
  readonly entityId: string;
  /** `label_seq_id`: its place in the sequence of a polymer; absent outside of polymers. */
  readonly seqId?: number;
}

/**
 * A run of residues of one chain id, up to a TER record or another chain id. Waters behind TER are a run of their own. In
 * mmCIF a run is terminated where the `label_asym_id` of a polymer ends.
 */
export interface Chain {
  readonly id: string;
  /** Residues `first <= i < end` of {@link Model.residues}. */
  readonly first: number;
  readonly end: number;
  /** A TER record (or the end of a polymer in mmCIF) closes the run. */
  readonly terminated: boolean;
}

/** One end of a recorded link. */
export interface AtomAddress {
  readonly atomName: string;
  readonly altloc: string;
  readonly residueName: string;
  readonly chainId: string;
  readonly number: number;
  readonly insertionCode: string;
}

/** A bond between residues that the file states (SSBOND, LINK, CONECT, _struct_conn). */
export interface Connection {
  readonly kind: 'disulfide' | 'link';
  /** What the file calls it, for messages: `SSBOND`, `LINK`, `CONECT`, `_struct_conn disulf1`. */
  readonly record: string;
  readonly from: AtomAddress;
  readonly to: AtomAddress;
  /** True where the two ends are in the same asymmetric unit (both operators 1555 or blank). */
  readonly sameAsymmetricUnit: boolean;
  /** Å, where the record states a length. */
  readonly distance?: number;
  /** Symmetry operators of the two ends as PDB and mmCIF write them, such as `1555` and `3_655`; absent where both are blank. */
  readonly operators?: readonly [from: string, to: string];
  readonly line: number;
}

/** A peptide bond that the file states to be cis (CISPEP, _struct_mon_prot_cis): the residue before and the residue behind it. */
export interface CisPeptide {
  readonly from: Omit<AtomAddress, 'atomName' | 'altloc'>;
  readonly to: Omit<AtomAddress, 'atomName' | 'altloc'>;
  readonly line: number;
}

/** File formats that are read and written. */
export type ModelFormat = 'pdb' | 'mmcif';

/** What a file holds around its coordinates, kept so that it can be written out again unchanged. */
export interface ModelSource {
  /** Path or name for messages. */
  readonly name: string;
  /** Absolute path with symbolic links resolved, where the model came from a file: no output may go there. */
  readonly path?: string;
  readonly format: ModelFormat;
  /** The file's bytes, decompressed. */
  readonly bytes: Buffer;
}

/** One model of a structure file: its atoms, their sites, and how they form residues and chains. */
export interface Model {
  readonly atomCount: number;
  /** Cartesian coordinates x0 y0 z0 x1 …, 3 × atomCount, Å. Writable: a writer takes the coordinates from here. */
  readonly sitesCart: Float64Array;
  readonly atoms: AtomColumns;
  readonly residues: readonly Residue[];
  readonly chains: readonly Chain[];
  readonly connections: readonly Connection[];
  readonly cisPeptides: readonly CisPeptide[];
  /** From CRYST1 or _cell; absent where the file has none or a dummy one. */
  readonly unitCell?: UnitCell;
  /** Hermann-Mauguin symbol as in the file. */
  readonly spaceGroup?: string;
  /** From SCALE1-3 or _atom_sites, as the file has them. */
  readonly scale?: ScaleMatrix;
  /** Number in the MODEL record or `pdbx_PDB_model_num`; 1 where the file has none. */
  readonly modelNumber: number;
  readonly source: ModelSource;
  /** Byte offset in `source.bytes` of each atom's line (PDB) or row (mmCIF), atomCount long. */
  readonly lineOffsets: Float64Array;
}

/** How messages name a residue: `HEM A 142` (chain, number and insertion code). */
export function residueLabel(residue: Residue): string {
  const place = `${residue.number}${residue.insertionCode}`;
  return [residue.name, residue.chainId, place].filter((part) => part !== '').join(' ');
}

/** How messages name an atom: `CA ALA A 12`, with the altloc in brackets where it has one. */
export function atomLabel(model: Model, iSeq: number): string {
  const { name, altloc, residue } = model.atoms;
  const mark = altloc[iSeq] === '' ? '' : ` (altloc ${altloc[iSeq]})`;
  return `${name[iSeq]} ${residueLabel(model.residues[residue[iSeq]])}${mark}`;
}
