import type { ListedLinks } from './listed-links.js';

/**
 * Restraints as flat typed arrays. All energies are Σ weight·δ² or what formulas.md says of the term, with δ in Å,
 * degrees or Å³, weight = 1/sigma², and no factor ½. An i_seq counts atoms from 0.
 */

export const TERMS = [
  'bond',
  'angle',
  'dihedral',
  'chirality',
  'planarity',
  'parallelity',
  'position',
  'map',
  'nonbonded',
] as const;

/** The name of an energy term, the same everywhere. */
export type Term = (typeof TERMS)[number];

/** Terms of restraints with ideals of their own. */
export type CovalentTerm = Exclude<Term, 'map' | 'nonbonded'>;

/** n bond lengths. */
export interface BondRestraints {
  /** 2n. */
  readonly iSeqs: Int32Array;
  /** n, Å. */
  readonly ideal: Float64Array;
  /** n, 1/Å². */
  readonly weight: Float64Array;
  /** n, Å: no residual within ± slack of the ideal. */
  readonly slack?: Float64Array;
  /** n, Å: where {@link topOut} is set, the residual levels off at weight·limit². */
  readonly limit?: Float64Array;
  /** n, 0 or 1. */
  readonly topOut?: Uint8Array;
}

/** n bond angles. */
export interface AngleRestraints {
  /** 3n, the vertex in the middle. */
  readonly iSeqs: Int32Array;
  /** n, degrees. */
  readonly ideal: Float64Array;
  /** n, 1/degree². */
  readonly weight: Float64Array;
  /** n, degrees. */
  readonly slack?: Float64Array;
}

/** n dihedral angles, IUPAC sign. */
export interface DihedralRestraints {
  /** 4n. */
  readonly iSeqs: Int32Array;
  /** n, degrees. */
  readonly ideal: Float64Array;
  /** n, 1/degree². */
  readonly weight: Float64Array;
  /** n. Above 0: cosine well of that multiplicity; 0 or below: harmonic. */
  readonly periodicity: Int32Array;
  /** Further ideals, degrees; the one nearest to the model counts. Restraint k has values[offsets[k] … offsets[k+1]). */
  readonly altAngleIdeals?: { readonly offsets: Int32Array; readonly values: Float64Array };
  /** n, degrees: for harmonic restraints with {@link topOut}. */
  readonly limit?: Float64Array;
  /** n, 0 or 1. */
  readonly topOut?: Uint8Array;
}

/** n chiral volumes d01 · (d02 × d03). */
export interface ChiralityRestraints {
  /** 4n, the centre first. */
  readonly iSeqs: Int32Array;
  /** n, Å³, signed. */
  readonly ideal: Float64Array;
  /** n, 1/Å⁶. */
  readonly weight: Float64Array;
  /** n, 0 or 1: either hand will do, |V| is compared. */
  readonly bothSigns: Uint8Array;
}

/** n planes of any number of atoms. */
export interface PlaneRestraints {
  /** n + 1: plane k has the atoms iSeqs[offsets[k] … offsets[k+1]). */
  readonly offsets: Int32Array;
  /** As long as all planes together. */
  readonly iSeqs: Int32Array;
  /** As long as iSeqs, 1/Å². */
  readonly weight: Float64Array;
}

/** n pairs of planes that should be parallel, or at an angle: base pairs, stacked rings. */
export interface ParallelityRestraints {
  /**
   * 2n + 1: the planes of restraint k are the atoms iSeqs[offsets[2k] … offsets[2k+1]) and
   * iSeqs[offsets[2k+1] … offsets[2k+2]), three or more each.
   */
  readonly offsets: Int32Array;
  /** As long as all planes together. */
  readonly iSeqs: Int32Array;
  /** n, degrees: the angle between the planes, 0 where they should be parallel. */
  readonly ideal: Float64Array;
  /** n, of 1 − cos δ. */
  readonly weight: Float64Array;
  /** n, degrees: no residual within ± slack of the ideal. */
  readonly slack?: Float64Array;
  /** n, at least 1: where {@link topOut} is set, the residual levels off near weight·limit². */
  readonly limit?: Float64Array;
  /** n, 0 or 1. */
  readonly topOut?: Uint8Array;
}

/** n atoms that should stay where they are, or near. */
export interface PositionRestraints {
  /** n. */
  readonly iSeqs: Int32Array;
  /** 3n, Å: Cartesian coordinates of where they should be. */
  readonly ideal: Float64Array;
  /** n, 1/Å². */
  readonly weight: Float64Array;
  /** n, Å: no residual up to this far from the ideal. */
  readonly slack?: Float64Array;
  /** n, Å: where {@link topOut} is set, the residual levels off at weight·limit². */
  readonly limit?: Float64Array;
  /** n, 0 or 1. */
  readonly topOut?: Uint8Array;
}

/** Density on a grid, interpolated between its points as formulas.md says. */
export interface MapGrid {
  /** size[0] · size[1] · size[2], the first axis fastest. */
  readonly values: Float32Array;
  /** 3: points along each axis. */
  readonly size: Int32Array;
  /** 3, 0 or 1: along this axis the grid repeats; else all is 0 outside of it. */
  readonly repeats: Uint8Array;
  /** 12, three rows of four, 1/Å: makes grid coordinates of sites, counted in steps from the first point. */
  readonly toGrid: Float64Array;
}

/** n atoms that are drawn to where a map is dense: each adds −weight · density to the energy. */
export interface MapRestraints {
  /** n. */
  readonly iSeqs: Int32Array;
  /** n, 1/density. */
  readonly weight: Float64Array;
  readonly grid: MapGrid;
}

/** A fixed list of pairs, taken as it stands. */
export interface NonbondedPairs {
  readonly pairs: {
    /** 2n. */
    readonly iSeqs: Int32Array;
    /** n, Å: distance below which the pair repels. */
    readonly vdw: Float64Array;
  };
}

/** What an atom is to hydrogen bonds; values of {@link NonbondedAtoms.hydrogenBond}. */
export const HYDROGEN_BOND = { none: 0, donor: 1, acceptor: 2, both: 3, hydrogen: 4 } as const;

/**
 * The crystal that the atoms are in: copies of atoms act on others as the atoms themselves do. Rows of four numbers are
 * a row of a matrix and the constant behind it.
 */
export interface CrystalSymmetry {
  /** 12, three rows, 1/Å: makes fractional coordinates of sites. The cell is at least 1 Å wide in every direction. */
  readonly fractionalization: Float64Array;
  /**
   * 12m, three rows for each operator on fractional coordinates, the identity first: the whole space group, those that
   * differ by whole cell edges being one.
   */
  readonly operators: Float64Array;
  /**
   * 5s: an atom on a special position, an operator, and how many cell edges along a, b and c: this copy of the atom is the
   * atom itself. One row for each such copy but the identity's.
   */
  readonly siteSymmetry?: Int32Array;
  /** atomCount: atoms of the same group, other than 0, do not see each other's copies. */
  readonly copyGroup?: Int32Array;
}

/** What the core needs to keep a pair list of its own: the rules of formulas.md, "vdw" and "pair list". */
export interface NonbondedAtoms {
  /** atomCount, Å; NaN for an atom of unknown type, which keeps 1 Å from everything. */
  readonly radius: Float64Array;
  /** atomCount, values of {@link HYDROGEN_BOND}. */
  readonly hydrogenBond: Uint8Array;
  /** atomCount. 0: in every conformer. Atoms of two different conformers do not see each other. */
  readonly conformer: Int32Array;
  /** 2m, the bond graph: atoms one or two bonds apart are left out, three bonds apart are drawn closer. */
  readonly bonded: Int32Array;
  /** Å added to the cutoff so that a list lasts for some steps; energies don't depend on it. Default 1.2. */
  readonly buffer?: number;
  /** Absent where there is no crystal, or none is wanted. */
  readonly symmetry?: CrystalSymmetry;
}

/** An atom or a residue that got no restraints, or fewer than it should have, and why. */
export interface RestraintIssue {
  readonly kind: 'unknown-residue' | 'unknown-atom' | 'missing-atom' | 'not-linked' | 'note';
  /** What a person reads: names the residue or atom and says what was done. */
  readonly message: string;
  /** Atoms concerned. */
  readonly iSeqs: readonly number[];
}

/** Everything a target needs but the sites. Terms left out are not computed. */
export interface Restraints {
  readonly atomCount: number;
  /**
   * atomCount, 1 for atoms that must not move; none where absent. They count in energies, as all others see them, but
   * their gradients are 0, and no minimizer moves them.
   */
  readonly fixed?: Uint8Array;
  readonly bonds?: BondRestraints;
  readonly angles?: AngleRestraints;
  readonly dihedrals?: DihedralRestraints;
  readonly chiralities?: ChiralityRestraints;
  readonly planes?: PlaneRestraints;
  readonly parallelities?: ParallelityRestraints;
  readonly positions?: PositionRestraints;
  readonly map?: MapRestraints;
  readonly nonbonded?: NonbondedPairs | NonbondedAtoms;
  /** How messages name an atom; by its number where this is absent. */
  readonly atomLabel?: (iSeq: number) => string;
}

/** Restraints made from a model's atoms. */
export interface ModelRestraints extends Restraints {
  readonly bonds: BondRestraints;
  readonly angles: AngleRestraints;
  readonly dihedrals: DihedralRestraints;
  readonly chiralities: ChiralityRestraints;
  readonly planes: PlaneRestraints;
  readonly nonbonded: NonbondedAtoms;
  readonly atomLabel: (iSeq: number) => string;
  /** Files and libraries that components or links come from, beside the built-in dictionary. */
  readonly sources: readonly string[];
  /** Bonds between residues that are not neighbours along a chain. */
  readonly links: ListedLinks['links'];
  /** How many neighbours along the chains are linked, by link: `{ TRANS: 74, CIS: 1 }`. */
  readonly chainLinks: ListedLinks['chainLinks'];
  /** What was not restrained, and why. */
  readonly issues: readonly RestraintIssue[];
}

/** How many atoms may move. */
export function movingCountOf({ atomCount, fixed }: Restraints): number {
  return atomCount - (fixed ?? NONE).reduce((sum, isFixed) => sum + isFixed, 0);
}

const NONE = new Uint8Array();
