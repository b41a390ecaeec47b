import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  HYDROGEN_BOND,
  type NonbondedAtoms,
  type NonbondedPairs,
  type Restraints,
} from '../../src/restraints/restraints.js';

/** Those of mmtbx's restraints. */
export const CCTBX_TERMS = ['bond', 'angle', 'dihedral', 'chirality', 'planarity', 'nonbonded'] as const;
type CctbxTerm = (typeof CCTBX_TERMS)[number];

/** Models that cctbx's figures exist for. */
export const CCTBX_NAMES = ['1ubq', '1ubq-shaken', '133d', '1d3z', 'altloc', '2hhb'] as const;
export type CctbxName = (typeof CCTBX_NAMES)[number];

export const GEMMI_NAMES = ['1ubq', '133d', '1d3z', 'altloc', '2hhb'] as const;
export type GemmiName = (typeof GEMMI_NAMES)[number];

export interface CctbxAtom {
  readonly name: string;
  readonly altloc: string;
  readonly residueName: string;
  readonly chainId: string;
  readonly number: string;
  readonly insertionCode: string;
  readonly element: string;
  readonly energyType: string;
}

export interface CctbxReference {
  readonly name: string;
  readonly atomCount: number;
  readonly atoms: readonly CctbxAtom[];
  /** 3 × atomCount, Å. */
  readonly sites: Float64Array;
  /** All six terms, nonbonded as cctbx's own list of pairs. */
  readonly restraints: Restraints & { readonly nonbonded: NonbondedPairs };
  /** From which the same list can be built. */
  readonly nonbondedAtoms: NonbondedAtoms;
  /** Å: cctbx's list holds all pairs within this distance. */
  readonly pairListCutoff: number;
  readonly energies: Readonly<Record<CctbxTerm, number>>;
  readonly total: number;
  /** 3 × atomCount per term, 1/Å. */
  readonly gradients: Readonly<Record<CctbxTerm, Float64Array>>;
  readonly rmsdBonds: number;
  readonly rmsdAngles: number;
}

export interface GemmiReference {
  readonly atoms: readonly {
    readonly serial: number;
    readonly name: string;
    readonly altloc: string;
    readonly residueName: string;
    readonly chainId: string;
    /** Number and insertion code. */
    readonly seqId: string;
    readonly element: string;
  }[];
  readonly bonds: readonly [iSeqs: number[], ideal: number, esd: number][];
  readonly angles: readonly [iSeqs: number[], ideal: number, esd: number][];
  readonly torsions: readonly [iSeqs: number[], ideal: number, esd: number, period: number, label: string][];
  /** `sign` is `ChiralityType.Positive`, `.Negative` or `.Both`; the volume is unsigned. */
  readonly chirs: readonly [iSeqs: number[], sign: string, volume: number][];
  readonly planes: readonly [iSeqs: number[], esd: number][];
}

interface Proxy {
  i_seqs: number[];
  ideal: number;
  weight: number;
}

export interface CctbxFile {
  atom_count: number;
  energies: Record<CctbxTerm, number>;
  total: number;
  rmsd_bonds: number;
  rmsd_angles: number;
  atoms: [number, string, string, string, string, string, string, string, string, string, number, string][];
  sites_cart: number[][];
  gradients: Record<CctbxTerm, number[][]>;
  nonbonded: {
    pair_list_cutoff: number;
    effective_buffer: number;
    radius_table: Record<string, number>;
    ionic_radius_table: Record<string, number>;
    donor_acceptor_table: Record<string, string>;
    nonbonded_charges: number[];
    conformer_indices: number[];
  };
  proxies: {
    bond: Proxy[];
    angle: Proxy[];
    dihedral: (Proxy & { periodicity: number })[];
    chirality: (Proxy & { both_signs: boolean })[];
    planarity: { i_seqs: number[]; weights: number[] }[];
    nonbonded: { simple: [number, number, number][]; asu?: unknown };
  };
}

/** The figures that cctbx computed for a model, as a target's input and the output to expect. */
export function loadCctbx(name: CctbxName): CctbxReference {
  const file = readJson(`${name}.cctbx.json.gz`) as CctbxFile;
  return {
    name,
    atomCount: file.atom_count,
    atoms: file.atoms.map(toAtom),
    sites: flatten(file.sites_cart),
    restraints: toRestraints(file),
    nonbondedAtoms: nonbondedAtomsOf(file),
    pairListCutoff: file.nonbonded.pair_list_cutoff,
    energies: file.energies,
    total: file.total,
    gradients: Object.fromEntries(CCTBX_TERMS.map((term) => [term, flatten(file.gradients[term])])) as Record<
      CctbxTerm,
      Float64Array
    >,
    rmsdBonds: file.rmsd_bonds,
    rmsdAngles: file.rmsd_angles,
  };
}

/** The restraints that gemmi built for a model. */
export function loadGemmi(name: GemmiName): GemmiReference {
  return toGemmi(readJson(`${name}.gemmi.json.gz`) as GemmiFile);
}

/** Small models with alternate locations, metals and caps, line by line, and what gemmi makes of them. */
export function loadLinkedModels(): Readonly<Record<string, { lines: string[]; gemmi: GemmiReference }>> {
  const file = readJson('links.gemmi.json.gz') as Record<string, { pdb: string[]; gemmi: GemmiFile }>;
  return Object.fromEntries(
    Object.entries(file).map(([name, { pdb, gemmi }]) => [name, { lines: pdb, gemmi: toGemmi(gemmi) }]),
  );
}

type GemmiFile = Omit<GemmiReference, 'atoms'> & {
  atoms: [number, string, string, string, string, string, string][];
};

function toGemmi(file: GemmiFile): GemmiReference {
  const atoms = file.atoms.map(([serial, name, altloc, residueName, chainId, seqId, element]) => ({
    serial,
    name,
    altloc,
    residueName,
    chainId,
    seqId,
    element,
  }));
  return { ...file, atoms };
}

function readJson(file: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(file, import.meta.url))).toString('utf8'));
}

function flatten(rows: number[][]): Float64Array {
  return Float64Array.from(rows.flat());
}

function toAtom(row: CctbxFile['atoms'][number]): CctbxAtom {
  const [, , name, altloc, residueName, chainId, number, insertionCode, element, , , energyType] = row;
  const atom = { name, altloc, residueName, chainId, number, insertionCode, element, energyType };
  return Object.fromEntries(
    Object.entries(atom).map(([key, value]) => [key, value.trim()]),
  ) as unknown as CctbxAtom;
}

function toRestraints({ atom_count, proxies }: CctbxFile): CctbxReference['restraints'] {
  const common = (list: Proxy[]) => ({
    iSeqs: Int32Array.from(list.flatMap((proxy) => proxy.i_seqs)),
    ideal: Float64Array.from(list, (proxy) => proxy.ideal),
    weight: Float64Array.from(list, (proxy) => proxy.weight),
  });
  const { bond, angle, dihedral, chirality, planarity, nonbonded } = proxies;
  const offsets = new Int32Array(planarity.length + 1);
  planarity.forEach((plane, k) => (offsets[k + 1] = offsets[k] + plane.i_seqs.length));
  return {
    atomCount: atom_count,
    bonds: common(bond),
    angles: common(angle),
    dihedrals: { ...common(dihedral), periodicity: Int32Array.from(dihedral, (proxy) => proxy.periodicity) },
    chiralities: {
      ...common(chirality),
      bothSigns: Uint8Array.from(chirality, (proxy) => Number(proxy.both_signs)),
    },
    planes: {
      offsets,
      iSeqs: Int32Array.from(planarity.flatMap((plane) => plane.i_seqs)),
      weight: Float64Array.from(planarity.flatMap((plane) => plane.weights)),
    },
    nonbonded: {
      pairs: {
        iSeqs: Int32Array.from(nonbonded.simple.flatMap(([i, j]) => [i, j])),
        vdw: Float64Array.from(nonbonded.simple, ([, , vdw]) => vdw),
      },
    },
  };
}

export function nonbondedAtomsOf(file: CctbxFile): NonbondedAtoms {
  const table = file.nonbonded;
  const codes: Record<string, number> = {
    N: HYDROGEN_BOND.none,
    D: HYDROGEN_BOND.donor,
    A: HYDROGEN_BOND.acceptor,
    B: HYDROGEN_BOND.both,
    H: HYDROGEN_BOND.hydrogen,
  };
  const types = file.atoms.map((atom) => atom[11]);
  const radius = types.map((type, i) => {
    const ionic = table.nonbonded_charges[i] === 0 ? undefined : table.ionic_radius_table[type];
    return ionic ?? table.radius_table[type] ?? NaN;
  });
  return {
    radius: Float64Array.from(radius),
    hydrogenBond: Uint8Array.from(types, (type) => codes[table.donor_acceptor_table[type] ?? 'N']),
    conformer: Int32Array.from(table.conformer_indices),
    bonded: Int32Array.from(file.proxies.bond.flatMap((proxy) => proxy.i_seqs)),
  };
}
