import type { ChiralitySign, CompAngle, CompBond, CompChirality, CompTorsion } from './chem-comp.js';

export type ChangeFunction = 'add' | 'delete' | 'change';

/** Values left undefined stay as they are. */
export interface AtomChange {
  readonly function: ChangeFunction;
  /** The atom to delete or change; `''` where one is added. */
  readonly name: string;
  /** The name of an added atom, or a changed atom's new name. */
  readonly newName?: string;
  readonly element?: string;
  readonly energyType?: string;
  readonly charge?: number;
}

export interface BondChange {
  readonly function: ChangeFunction;
  readonly atoms: CompBond['atoms'];
  readonly ideal?: number;
  readonly esd?: number;
}

export interface AngleChange {
  readonly function: ChangeFunction;
  readonly atoms: CompAngle['atoms'];
  readonly ideal?: number;
  readonly esd?: number;
}

export interface TorsionChange {
  readonly function: ChangeFunction;
  readonly id?: string;
  readonly atoms: CompTorsion['atoms'];
  readonly ideal?: number;
  readonly esd?: number;
  readonly period?: number;
}

export interface ChiralityChange {
  readonly function: ChangeFunction;
  readonly atoms: CompChirality['atoms'];
  readonly sign?: ChiralitySign;
}

/** One atom of a plane. */
export interface PlaneChange {
  readonly function: ChangeFunction;
  readonly id: string;
  readonly atom: string;
  readonly esd?: number;
}

/** A modification as the library states it. */
export interface ModificationRecord {
  readonly id: string;
  readonly atoms: readonly AtomChange[];
  readonly bonds: readonly BondChange[];
  readonly angles: readonly AngleChange[];
  readonly torsions: readonly TorsionChange[];
  readonly chiralities: readonly ChiralityChange[];
  readonly planes: readonly PlaneChange[];
}
