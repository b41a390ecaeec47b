import type { Restraints } from '../../src/restraints/restraints.js';

/** One restraint on atoms 0, 1, 2, … of each kind and branch of its formula. */
export interface RestraintCase {
  readonly name: string;
  readonly atomCount: number;
  readonly restraints: Restraints;
}

const floats = (...values: number[]) => Float64Array.from(values);
const integers = (...values: number[]) => Int32Array.from(values);
const flags = (...values: number[]) => Uint8Array.from(values);

type Columns<T extends keyof Restraints> = Partial<NonNullable<Restraints[T]>>;

export function bond(ideal: number, more: Columns<'bonds'> = {}): Restraints {
  const bonds = { iSeqs: integers(0, 1), ideal: floats(ideal), weight: floats(4), ...more };
  return { atomCount: 2, bonds };
}

export function angle(ideal: number, more: Columns<'angles'> = {}): Restraints {
  const angles = { iSeqs: integers(0, 1, 2), ideal: floats(ideal), weight: floats(0.25), ...more };
  return { atomCount: 3, angles };
}

export function dihedral(ideal: number, periodicity: number, more: Columns<'dihedrals'> = {}): Restraints {
  const dihedrals = {
    iSeqs: integers(0, 1, 2, 3),
    ideal: floats(ideal),
    weight: floats(0.01),
    periodicity: integers(periodicity),
    ...more,
  };
  return { atomCount: 4, dihedrals };
}

export function chirality(ideal: number, bothSigns = false): Restraints {
  const chiralities = {
    iSeqs: integers(0, 1, 2, 3),
    ideal: floats(ideal),
    weight: floats(25),
    bothSigns: flags(Number(bothSigns)),
  };
  return { atomCount: 4, chiralities };
}

export function plane(...weights: number[]): Restraints {
  const atomCount = weights.length;
  const iSeqs = Int32Array.from(weights.keys());
  return { atomCount, planes: { offsets: integers(0, atomCount), iSeqs, weight: floats(...weights) } };
}

/** Planes of so many atoms each. */
export function parallelity(
  ideal: number,
  counts: [number, number],
  more: Columns<'parallelities'> = {},
): Restraints {
  const atomCount = counts[0] + counts[1];
  const parallelities = {
    offsets: integers(0, counts[0], atomCount),
    iSeqs: Int32Array.from({ length: atomCount }, (_, i) => i),
    ideal: floats(ideal),
    weight: floats(40),
    ...more,
  };
  return { atomCount, parallelities };
}

/** Holds the first atom to a place. Unlike the others it pushes on the whole, so it is not among {@link CASES}. */
export function position(ideal: [number, number, number], more: Columns<'positions'> = {}): Restraints {
  const positions = { iSeqs: integers(0), ideal: floats(...ideal), weight: floats(25), ...more };
  return { atomCount: 1, positions };
}

export function pair(vdw: number): Restraints {
  return { atomCount: 2, nonbonded: { pairs: { iSeqs: integers(0, 1), vdw: floats(vdw) } } };
}

const topOut = (limit: number) => ({ topOut: flags(1), limit: floats(limit) });
const alternatives = (...values: number[]) => ({
  altAngleIdeals: { offsets: integers(0, values.length), values: floats(...values) },
});

const kinds: Record<string, Restraints> = {
  bond: bond(1.5),
  'bond with slack': bond(1.5, { slack: floats(0.3) }),
  'bond with top-out': bond(1.5, topOut(0.8)),
  'bond with slack and top-out': bond(1.5, { slack: floats(0.3), ...topOut(0.8) }),
  angle: angle(109.5),
  'straight angle': angle(180),
  'angle with slack': angle(109.5, { slack: floats(15) }),
  'dihedral, harmonic': dihedral(170, 0),
  'dihedral, harmonic, period -2': dihedral(60, -2),
  'dihedral, harmonic with top-out': dihedral(-100, 0, topOut(30)),
  'dihedral, period 1': dihedral(180, 1),
  'dihedral, period 2': dihedral(0, 2),
  'dihedral, period 3': dihedral(-60, 3),
  'dihedral, period 6': dihedral(30, 6),
  'dihedral, harmonic with further ideals': dihedral(60, 0, alternatives(180, -60)),
  'dihedral, period 1 with further ideals': dihedral(60, 1, alternatives(-160, -50)),
  chirality: chirality(2.5),
  'chirality, other hand': chirality(-2.5),
  'chirality, either hand': chirality(2.5, true),
  'plane of 3': plane(1, 1, 1),
  'plane of 4': plane(2500, 2500, 2500, 2500),
  'plane of 5, weights differ': plane(2500, 100, 900, 0, 400),
  'plane of 9': plane(25, 25, 100, 25, 25, 400, 25, 25, 25),
  'parallel planes': parallelity(0, [4, 3]),
  'planes at an angle': parallelity(35, [3, 6]),
  'parallel planes with slack': parallelity(0, [5, 4], { slack: floats(10) }),
  'parallel planes with top-out': parallelity(10, [4, 4], topOut(1.2)),
  'planes at an angle with slack and top-out': parallelity(40, [3, 5], { slack: floats(8), ...topOut(2) }),
  pair: pair(3.2),
};

export const CASES: readonly RestraintCase[] = Object.entries(kinds).map(([name, restraints]) => ({
  name,
  atomCount: restraints.atomCount,
  restraints,
}));
