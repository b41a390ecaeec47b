/**
 * Chemical components, modifications and links, in the vocabulary of the CCP4 monomer library. Å and degrees; esd is
 * the library's estimated standard deviation (sigma). Atom names are those of the library.
 */

/** What kind of building block a component is: decides which links it can take part in. */
export type CompGroup = 'peptide' | 'P-peptide' | 'M-peptide' | 'DNA' | 'RNA' | 'NON-POLYMER' | (string & {});

export interface CompAtom {
  readonly name: string;
  /** Upper case. */
  readonly element: string;
  /** Key into {@link Dictionary.energyTypes}. */
  readonly energyType: string;
  readonly charge: number;
}

export interface CompBond {
  readonly atoms: readonly [string, string];
  readonly ideal: number;
  readonly esd: number;
}

export interface CompAngle {
  /** Vertex in the middle. */
  readonly atoms: readonly [string, string, string];
  readonly ideal: number;
  readonly esd: number;
}

export interface CompTorsion {
  readonly id: string;
  readonly atoms: readonly [string, string, string, string];
  readonly ideal: number;
  readonly esd: number;
  readonly period: number;
}

export type ChiralitySign = 'positive' | 'negative' | 'both';

export interface CompChirality {
  /** Centre first. */
  readonly atoms: readonly [string, string, string, string];
  readonly sign: ChiralitySign;
}

export interface CompPlane {
  readonly id: string;
  readonly atoms: readonly string[];
  /** As long as atoms, Å. */
  readonly esds: readonly number[];
}

/** A monomer with its ideal geometry, as the library states it: free, not linked. */
export interface ChemComp {
  readonly id: string;
  readonly group: CompGroup;
  readonly atoms: readonly CompAtom[];
  readonly bonds: readonly CompBond[];
  readonly angles: readonly CompAngle[];
  readonly torsions: readonly CompTorsion[];
  readonly chiralities: readonly CompChirality[];
  readonly planes: readonly CompPlane[];
  /** Other names that files use for its atoms, to the library's name: old PDB names, `H1` for the peptide `H`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Where it comes from, if not from the library that the rest of its dictionary comes from. */
  readonly source?: string;
  /** The file or library that it was read from, for people; absent in the built-in dictionary. */
  readonly origin?: string;
  /** What its file states that cannot be used, for people. */
  readonly remarks?: readonly string[];
  /** True for a part of something unknown: a residue may have more atoms than these, and fewer. */
  readonly open?: true;
}

/** Adds, deletes and changes parts of a component, as a link or a chain end asks for. */
export interface Modification {
  readonly id: string;
  apply(comp: ChemComp): ChemComp;
}

/** An atom of one of the two residues that a link joins. */
export interface LinkAtom {
  readonly side: 1 | 2;
  readonly name: string;
}

/** Restraints across a bond between two residues, and what the bond makes of the two. */
export interface Link {
  readonly id: string;
  /** Component, group and modification of each side; '' where the library says "any" or "none". */
  readonly sides: readonly [LinkSide, LinkSide];
  readonly bonds: readonly { atoms: readonly LinkAtom[]; ideal: number; esd: number }[];
  readonly angles: readonly { atoms: readonly LinkAtom[]; ideal: number; esd: number }[];
  readonly torsions: readonly {
    id: string;
    atoms: readonly LinkAtom[];
    ideal: number;
    esd: number;
    period: number;
  }[];
  readonly chiralities: readonly { atoms: readonly LinkAtom[]; sign: ChiralitySign }[];
  readonly planes: readonly { id: string; atoms: readonly LinkAtom[]; esds: readonly number[] }[];
  /** The file or library that it was read from, for people; absent in the built-in dictionary. */
  readonly origin?: string;
  /** Where its values come from, if not from a dictionary. */
  readonly source?: string;
}

/** What a link asks of the residue on one of its sides. */
export interface LinkSide {
  readonly comp: string;
  readonly modification: string;
  readonly group: string;
}

/** Radii in Å (NaN where the library has none) and what the type is to hydrogen bonds. */
export interface EnergyType {
  readonly hydrogenBond: 'N' | 'D' | 'A' | 'B' | 'H';
  /** For models with hydrogens. */
  readonly vdwRadius: number;
  /** For models without: the heavy atom stands for its hydrogens too. */
  readonly vdwhRadius: number;
  readonly ionRadius: number;
}

/** All that is known of chemistry, however it was loaded. */
export interface Dictionary {
  /** What people are told of it: a file, a library, the built-in dictionary. */
  readonly name?: string;
  /** The component of exactly that id. What a file's residue name means, `resolveComp` finds out. */
  comp(id: string): ChemComp | undefined;
  modification(id: string): Modification | undefined;
  link(id: string): Link | undefined;
  /** All links, in the order of their ids. */
  links(): readonly Link[];
  energyType(type: string): EnergyType | undefined;
  /**
   * What a residue's name is looked for in first, under all its names, if not in all of this dictionary: whatever else
   * there is only fills gaps.
   */
  readonly preferred?: Dictionary;
  /** What has a component of that id too, which is not used; for people. */
  passedOver?(id: string): string | undefined;
}

/** A dictionary that can be laid over others, see `layeredDictionary`. */
export interface DictionaryLayer extends Dictionary {
  readonly name: string;
  /** Whether {@link comp} finds something, told without reading it. */
  has(id: string): boolean;
}
