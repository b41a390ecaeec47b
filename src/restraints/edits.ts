import type { Term } from './restraints.js';

/** What an edit does: adds a restraint, or changes or deletes those that there are of the same atoms. */
export type EditAction = 'add' | 'change' | 'delete';

/** Terms that can be edited. */
export type EditedTerm = Exclude<Term, 'position' | 'map' | 'nonbonded'>;

/**
 * One restraint of a user's own, or a change to those that a dictionary gives. What to change may be absent; what to add
 * has an ideal (but for planes) and a sigma.
 */
export interface Edit {
  readonly term: EditedTerm;
  readonly action: EditAction;
  /**
   * Selections, or labels such as `CA ALA A 12`: one for each atom of a bond, angle, dihedral or chirality (the centre
   * first), which names that atom, in one conformer or in several; those that together are a plane; the two planes of a
   * parallelity.
   */
  readonly atoms: readonly string[];
  /** Of a bond: whether it is one that joins its atoms chemically, so that they do not repel each other. */
  readonly covalent?: boolean;
  /** Å, degrees or Å³. */
  readonly ideal?: number;
  /** In the ideal's unit; degrees for parallelity. */
  readonly sigma?: number;
  /** Of bonds, angles and parallelities: no residual within ± slack of the ideal. */
  readonly slack?: number;
  /** Of bonds, harmonic dihedrals and parallelities: where a top-out levels the residual off; 0 takes one away. */
  readonly limit?: number;
  /** Of a dihedral: its wells are 360°/periodicity apart. */
  readonly periodicity?: number;
  /** Of a dihedral: harmonic wells instead of a cosine's. */
  readonly harmonic?: boolean;
  /** Of a dihedral: further ideals, degrees. */
  readonly alternatives?: readonly number[];
  /** Of a chirality: either hand will do. */
  readonly bothSigns?: boolean;
  /** Where it is written, for messages: `edits.yaml:12`. */
  readonly place: string;
}

/** Edits of a file, in its order. */
export interface Edits {
  /** Of the file, for messages. */
  readonly name: string;
  readonly edits: readonly Edit[];
}
