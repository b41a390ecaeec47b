import type { CovalentTerm, PlaneRestraints, Restraints } from '../restraints/restraints.js';
import { operatorText } from '../model/symmetry-operator.js';
import type { Measures } from './geometry-target.js';
import type { PairsWithin } from './pairs-within.js';
import { crystalOf } from './validate-symmetry.js';

/** What the sites make of one restraint. Å, degrees or Å³. */
export interface RestraintStatistics {
  readonly term: CovalentTerm | 'nonbonded';
  readonly iSeqs: readonly number[];
  /** For nonbonded the van der Waals distance, for planarity and position 0. */
  readonly ideal: number;
  /** For planarity the distance of the atom that is furthest from the plane, for position that from where it should be. */
  readonly model: number;
  /** ideal − model, to the nearest of equivalent ideals. */
  readonly delta: number;
  /** Absent for nonbonded, as are {@link weight} and {@link z}. */
  readonly sigma?: number;
  /** 1/sigma²; for parallelity the weight of 1 − cos δ. */
  readonly weight?: number;
  /** |delta| beyond the slack, in sigmas. */
  readonly z?: number;
  /** What it adds to the energy. */
  readonly residual: number;
  /** Where the second atom is a copy, the operator that makes it: `-x,y+1/2,-z`. */
  readonly operator?: string;
  /** Its atoms, as in `CA ALA A 12 - CB ALA A 12`, with that operator: `… [-x,y+1/2,-z]`. */
  readonly label: string;
}

/** A term as statistics want it. */
export interface TermColumns {
  /** |delta| beyond the slack, in sigmas; as long as the measures' deltas. */
  readonly z: Float64Array;
  /** Where the deltas of each restraint begin; absent where each has one. */
  readonly offsets?: Int32Array;
  /** Restraint k as an outlier. */
  readonly outlier: (k: number) => RestraintStatistics;
}

type FixedTerm = Exclude<CovalentTerm, 'planarity' | 'parallelity' | 'position'>;

const FIXED_TERMS = {
  bond: ({ bonds }: Restraints) => bonds,
  angle: ({ angles }: Restraints) => angles,
  dihedral: ({ dihedrals }: Restraints) => dihedrals,
  chirality: ({ chiralities }: Restraints) => chiralities,
} as const satisfies Record<FixedTerm, unknown>;

/** Undefined where the term has no restraints. */
export function termColumns(
  term: CovalentTerm,
  restraints: Restraints,
  measures: Measures,
): TermColumns | undefined {
  if (term === 'planarity') return planeColumns(restraints, measures);
  if (term === 'parallelity') return parallelityColumns(restraints, measures);
  if (term === 'position') return positionColumns(restraints, measures);
  return fixedColumns(term, restraints, measures);
}

/** The `count` greatest residuals above 0, largest first, found without sorting all. */
export function worstOf(residual: Float64Array, count: number): number[] {
  const worstFirst = (a: number, b: number) => residual[b] - residual[a] || a - b;
  const candidates: number[] = [];
  let least = 0;
  for (let k = 0; k < residual.length; k++) {
    if (!(residual[k] > least)) continue;
    candidates.push(k);
    if (candidates.length <= 2 * count) continue;
    candidates.sort(worstFirst).length = count;
    least = count > 0 ? residual[candidates[count - 1]] : Infinity;
  }
  return candidates.sort(worstFirst).slice(0, count);
}

/** Pair k of a list. */
export function nonbondedOutlier(pairs: PairsWithin, restraints: Restraints, k: number): RestraintStatistics {
  const iSeqs = Array.from(pairs.iSeqs.subarray(2 * k, 2 * k + 2));
  const operator = operatorOf(pairs.copies?.subarray(4 * k, 4 * k + 4), restraints);
  const label = labelOf(iSeqs, restraints);
  return {
    term: 'nonbonded',
    iSeqs,
    ideal: pairs.vdw[k],
    model: pairs.distance[k],
    delta: pairs.vdw[k] - pairs.distance[k],
    residual: pairs.residual[k],
    ...(operator === undefined ? { label } : { operator, label: `${label} [${operator}]` }),
  };
}

export function nonbondedOutliers(
  pairs: PairsWithin,
  restraints: Restraints,
  count: number,
): RestraintStatistics[] {
  return worstOf(pairs.residual, count).map((k) => nonbondedOutlier(pairs, restraints, k));
}

/** What makes the copy of a pair's second atom; undefined where it is the atom itself. */
function operatorOf(copy: Int32Array | undefined, restraints: Restraints): string | undefined {
  const operators = crystalOf(restraints)?.operators;
  if (copy === undefined || operators === undefined || copy.every((value) => value === 0)) return undefined;
  const rows = [0, 4, 8].map((row) => operators.subarray(12 * copy[0] + row, 12 * copy[0] + row + 4));
  const rotation = rows.flatMap((row) => [row[0], row[1], row[2]]);
  const translation = rows.map((row, axis) => row[3] + copy[1 + axis]);
  return operatorText(rotation, translation);
}

function fixedColumns(term: FixedTerm, restraints: Restraints, measures: Measures): TermColumns | undefined {
  const columns = FIXED_TERMS[term](restraints);
  if (columns === undefined) return undefined;
  const atomsEach = columns.iSeqs.length / columns.ideal.length;
  const z = inSigmas(measures.delta, columns.weight, 'slack' in columns ? columns.slack : undefined);
  return {
    z,
    outlier: (k) => {
      const iSeqs = Array.from(columns.iSeqs.subarray(atomsEach * k, atomsEach * (k + 1)));
      return {
        term,
        iSeqs,
        ideal: columns.ideal[k],
        model: measures.model[k],
        delta: measures.delta[k],
        sigma: 1 / Math.sqrt(columns.weight[k]),
        weight: columns.weight[k],
        z: z[k],
        residual: measures.energy[k],
        label: labelOf(iSeqs, restraints),
      };
    },
  };
}

function planeColumns(restraints: Restraints, measures: Measures): TermColumns | undefined {
  const { planes } = restraints;
  if (planes === undefined) return undefined;
  const z = inSigmas(measures.delta, planes.weight);
  return {
    z,
    offsets: planes.offsets,
    outlier: (k) => {
      const furthest = furthestAtom(planes, k, measures.delta);
      const iSeqs = Array.from(planes.iSeqs.subarray(planes.offsets[k], planes.offsets[k + 1]));
      return {
        term: 'planarity',
        iSeqs,
        ideal: 0,
        model: measures.model[furthest],
        delta: measures.delta[furthest],
        sigma: 1 / Math.sqrt(planes.weight[furthest]),
        weight: planes.weight[furthest],
        z: z[furthest],
        residual: measures.energy[k],
        label: labelOf(iSeqs, restraints),
      };
    },
  };
}

function parallelityColumns(restraints: Restraints, measures: Measures): TermColumns | undefined {
  const { parallelities } = restraints;
  if (parallelities === undefined) return undefined;
  const { offsets, iSeqs: all, ideal, weight, slack } = parallelities;
  // weight · (1 − cos δ) is nearly weight/2 · δ², δ in radians.
  const harmonic = weight.map((w) => (w / 2) * (Math.PI / 180) ** 2);
  const z = inSigmas(measures.delta, harmonic, slack);
  return {
    z,
    outlier: (k) => {
      const iSeqs = Array.from(all.subarray(offsets[2 * k], offsets[2 * k + 2]));
      return {
        term: 'parallelity',
        iSeqs,
        ideal: ideal[k],
        model: measures.model[k],
        delta: measures.delta[k],
        sigma: 1 / Math.sqrt(harmonic[k]),
        weight: weight[k],
        z: z[k],
        residual: measures.energy[k],
        label: labelOf(iSeqs, restraints),
      };
    },
  };
}

function positionColumns(restraints: Restraints, measures: Measures): TermColumns | undefined {
  const { positions } = restraints;
  if (positions === undefined) return undefined;
  const { iSeqs: all, weight, slack } = positions;
  const z = inSigmas(measures.delta, weight, slack);
  return {
    z,
    outlier: (k) => {
      const iSeqs = [all[k]];
      return {
        term: 'position',
        iSeqs,
        ideal: 0,
        model: measures.model[k],
        delta: measures.delta[k],
        sigma: 1 / Math.sqrt(weight[k]),
        weight: weight[k],
        z: z[k],
        residual: measures.energy[k],
        label: labelOf(iSeqs, restraints),
      };
    },
  };
}

/** |delta| beyond the slack, in sigmas. */
function inSigmas(delta: Float64Array, weight: Float64Array, slack?: Float64Array): Float64Array {
  return delta.map((d, k) => Math.max(0, Math.abs(d) - (slack?.[k] ?? 0)) * Math.sqrt(weight[k]));
}

function furthestAtom({ offsets }: PlaneRestraints, k: number, delta: Float64Array): number {
  let furthest = offsets[k];
  for (let a = offsets[k]; a < offsets[k + 1]; a++) {
    if (Math.abs(delta[a]) > Math.abs(delta[furthest])) furthest = a;
  }
  return furthest;
}

function labelOf(iSeqs: readonly number[], { atomLabel }: Restraints): string {
  return iSeqs.map((iSeq) => atomLabel?.(iSeq) ?? `atom ${iSeq}`).join(' - ');
}
