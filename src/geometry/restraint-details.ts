import type { CovalentTerm, Restraints } from '../restraints/restraints.js';
import type { Measures } from './geometry-target.js';

/**
 * What a restraint has beside ideal and sigma, in the units of its term; absent where it has none.
 */
export interface RestraintDetails {
  readonly slack?: number;
  /** Where a top-out levels the residual off. */
  readonly limit?: number;
  /** Of a dihedral: above 0 the multiplicity of a cosine well. */
  readonly periodicity?: number;
  /** Further ideals of a dihedral, degrees. */
  readonly alternatives?: readonly number[];
  /** Of a chirality: 1 where either hand will do. */
  readonly bothSigns?: number;
  /** Of a plane: ideal − model of each atom, Å. */
  readonly deltas?: readonly number[];
  /** Of a plane whose atoms differ in it: the weight of each, 1/Å². */
  readonly weights?: readonly number[];
  /** Of a parallelity: how many of its atoms are the first plane. */
  readonly firstPlane?: number;
  /** Of a position: where the atom should be, x, y, z, Å. */
  readonly place?: readonly number[];
}

type DetailsOf = (k: number) => RestraintDetails;

/** What there is to tell of the restraints of a term. */
export function restraintDetails(term: CovalentTerm, restraints: Restraints, measures: Measures): DetailsOf {
  return DETAILS[term](restraints, measures);
}

const DETAILS: Record<CovalentTerm, (restraints: Restraints, measures: Measures) => DetailsOf> = {
  bond: ({ bonds }) => tolerance(bonds),
  angle: ({ angles }) => tolerance(angles),
  dihedral: dihedralDetails,
  chirality:
    ({ chiralities }) =>
    (k) =>
      chiralities?.bothSigns[k] ? { bothSigns: 1 } : {},
  planarity: planeDetails,
  parallelity: ({ parallelities }) => {
    const tolerated = tolerance(parallelities);
    const offsets = parallelities?.offsets ?? new Int32Array(0);
    return (k) => ({ firstPlane: offsets[2 * k + 1] - offsets[2 * k], ...tolerated(k) });
  },
  position: ({ positions }) => {
    const tolerated = tolerance(positions);
    return (k) => ({ place: [...positions!.ideal.subarray(3 * k, 3 * k + 3)], ...tolerated(k) });
  },
};

/** Columns of restraints that are lenient. */
interface Tolerant {
  readonly slack?: Float64Array;
  readonly limit?: Float64Array;
  readonly topOut?: Uint8Array;
}

function tolerance({ slack, limit, topOut }: Tolerant = {}): DetailsOf {
  return (k) => ({
    ...(slack && slack[k] > 0 && { slack: slack[k] }),
    ...(topOut && limit && topOut[k] !== 0 && { limit: limit[k] }),
  });
}

function dihedralDetails({ dihedrals }: Restraints): DetailsOf {
  if (dihedrals === undefined) return () => ({});
  const { periodicity, altAngleIdeals, limit, topOut } = dihedrals;
  const tolerated = tolerance({ limit, topOut });
  return (k) => {
    const alternatives = altAngleIdeals?.values.subarray(
      altAngleIdeals.offsets[k],
      altAngleIdeals.offsets[k + 1],
    );
    return {
      periodicity: periodicity[k],
      ...(alternatives && alternatives.length > 0 && { alternatives: [...alternatives] }),
      ...tolerated(k),
    };
  };
}

function planeDetails({ planes }: Restraints, { delta }: Measures): DetailsOf {
  if (planes === undefined) return () => ({});
  const { offsets, weight } = planes;
  return (k) => {
    const weights = weight.subarray(offsets[k], offsets[k + 1]);
    const uniform = weights.every((w) => w === weights[0]);
    return {
      deltas: [...delta.subarray(offsets[k], offsets[k + 1])],
      ...(!uniform && { weights: [...weights] }),
    };
  };
}
