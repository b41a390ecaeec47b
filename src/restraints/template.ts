import type { ChiralitySign } from '../monomers/chem-comp.js';
import { idealChiralVolume, type IdealGeometry } from './chiral-volume.js';

/** What a component (atoms by name) and a link (atoms by side and name) have in common. */
export interface RestraintSource<Atom> {
  readonly bonds: readonly { atoms: readonly Atom[]; ideal: number; esd: number }[];
  readonly angles: readonly { atoms: readonly Atom[]; ideal: number; esd: number }[];
  readonly torsions: readonly TorsionSource<Atom>[];
  readonly chiralities: readonly { atoms: readonly Atom[]; sign: ChiralitySign }[];
  readonly planes: readonly { atoms: readonly Atom[]; esds: readonly number[] }[];
}

export interface TorsionSource<Atom> {
  readonly id: string;
  readonly atoms: readonly Atom[];
  readonly ideal: number;
  readonly esd: number;
  readonly period: number;
}

/** Restraints of one term on numbered places ("slots") that a residue's atoms fill. */
export interface TermTemplate {
  /** Atoms of one restraint: 2 for bonds, 3 for angles, 4 for dihedrals and chiralities. */
  readonly arity: number;
  /** arity × n. */
  readonly slots: readonly number[];
  readonly ideal: readonly number[];
  readonly weight: readonly number[];
}

/** The sugar pucker that a torsion belongs to; 0 for all other torsions. */
export const PUCKER = { none: 0, c2Endo: 1, c3Endo: 2 } as const;

export interface PlaneTemplate {
  readonly slots: readonly number[];
  readonly weights: readonly number[];
}

/** The restraints of a component or a link, worked out once and used for every residue of that kind. */
export interface RestraintTemplate {
  readonly bonds: TermTemplate;
  readonly angles: TermTemplate;
  readonly dihedrals: TermTemplate & {
    readonly periodicity: readonly number[];
    /** Values of {@link PUCKER}. */
    readonly pucker: readonly number[];
    readonly hasPuckers: boolean;
  };
  readonly chiralities: TermTemplate & { readonly bothSigns: readonly number[] };
  readonly planes: readonly PlaneTemplate[];
}

/** A sigma of 0.2 Å³, as cctbx has it: monomer libraries state none. */
const CHIRALITY_WEIGHT = 25;

/** Fewer atoms always lie in a plane. */
export const MINIMAL_PLANE = 4;

/**
 * Restraints that can be used: their atoms are there, their sigma is not 0, an ideal volume can be worked out.
 *
 * @param slotOf the slot of an atom, -1 where the component has no such atom: restraints on it are left out
 * @param geometry where the ideal volumes come from
 */
export function compileTemplate<Atom>(
  source: RestraintSource<Atom>,
  slotOf: (atom: Atom) => number,
  geometry: IdealGeometry<Atom>,
): RestraintTemplate {
  const present = (restraint: { atoms: readonly Atom[] }): boolean =>
    restraint.atoms.every((atom) => slotOf(atom) >= 0);
  const usable = (restraint: { atoms: readonly Atom[]; esd: number }): boolean =>
    restraint.esd > 0 && present(restraint);
  const torsions = source.torsions.filter(usable);
  const pucker = torsions.map(({ id }) => puckerOf(id));
  return {
    bonds: termTemplate(2, source.bonds.filter(usable), slotOf),
    angles: termTemplate(3, source.angles.filter(usable), slotOf),
    dihedrals: {
      ...termTemplate(4, torsions, slotOf),
      periodicity: torsions.map((torsion) => torsion.period),
      pucker,
      hasPuckers: pucker.some((value) => value !== PUCKER.none),
    },
    chiralities: chiralityTemplate(source.chiralities.filter(present), slotOf, geometry),
    planes: source.planes
      .map((plane) => planeTemplate(plane, slotOf))
      .filter((plane) => plane.slots.length >= MINIMAL_PLANE),
  };
}

function termTemplate<Atom>(
  arity: number,
  restraints: readonly { atoms: readonly Atom[]; ideal: number; esd: number }[],
  slotOf: (atom: Atom) => number,
): TermTemplate {
  return {
    arity,
    slots: restraints.flatMap(({ atoms }) => atoms.map((atom) => slotOf(atom))),
    ideal: restraints.map(({ ideal }) => ideal),
    weight: restraints.map(({ esd }) => 1 / (esd * esd)),
  };
}

/** The library names the torsions of a sugar ring `C2e-…` and `C3e-…`: one set for each of its two common puckers. */
function puckerOf(torsionId: string): number {
  if (torsionId.startsWith('C2e-')) return PUCKER.c2Endo;
  return torsionId.startsWith('C3e-') ? PUCKER.c3Endo : PUCKER.none;
}

function chiralityTemplate<Atom>(
  chiralities: readonly { atoms: readonly Atom[]; sign: ChiralitySign }[],
  slotOf: (atom: Atom) => number,
  geometry: IdealGeometry<Atom>,
): RestraintTemplate['chiralities'] {
  const usable = chiralities.flatMap(({ atoms, sign }) => {
    const volume = idealChiralVolume(geometry, atoms as readonly [Atom, Atom, Atom, Atom]);
    return volume === undefined ? [] : [{ atoms, sign, volume }];
  });
  return {
    arity: 4,
    slots: usable.flatMap(({ atoms }) => atoms.map((atom) => slotOf(atom))),
    ideal: usable.map(({ sign, volume }) => (sign === 'negative' ? -volume : volume)),
    weight: usable.map(() => CHIRALITY_WEIGHT),
    bothSigns: usable.map(({ sign }) => (sign === 'both' ? 1 : 0)),
  };
}

function planeTemplate<Atom>(
  plane: { atoms: readonly Atom[]; esds: readonly number[] },
  slotOf: (atom: Atom) => number,
): PlaneTemplate {
  const places = plane.atoms.map((atom, i) => ({ slot: slotOf(atom), esd: plane.esds[i] }));
  const filled = places.filter(({ slot, esd }) => slot >= 0 && esd > 0);
  return { slots: filled.map(({ slot }) => slot), weights: filled.map(({ esd }) => 1 / (esd * esd)) };
}
