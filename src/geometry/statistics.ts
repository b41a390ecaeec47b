import type { Restraints, Term } from '../restraints/restraints.js';
import { GeometryTarget } from './geometry-target.js';
import { nonbondedOutliers, termColumns, worstOf, type RestraintOutlier } from './outliers.js';

export type { RestraintOutlier } from './outliers.js';

/** Å: pairs that overlap by this much or more count as clashes, as in MolProbity. */
export const CLASH_OVERLAP = 0.4;

/** Terms with ideals of their own. */
export type CovalentTerm = Exclude<Term, 'nonbonded'>;

export const COVALENT_TERMS: readonly CovalentTerm[] = [
  'bond',
  'angle',
  'dihedral',
  'chirality',
  'planarity',
];

/** Å for bonds and planarity, degrees for angles and dihedrals, Å³ for chirality. */
export interface TermStatistics {
  /** Number of restraints. */
  readonly count: number;
  /** Root mean square of delta, unweighted; for planarity over all atoms of all planes. 0 where there are no restraints. */
  readonly rmsd: number;
  /** Root mean square of delta/sigma. */
  readonly rmsZ: number;
  /** Largest |delta|. */
  readonly maxDelta: number;
  /** Those that cost most, largest residual first. */
  readonly worst: readonly RestraintOutlier[];
}

export interface NonbondedStatistics {
  /** Pairs near enough that some such pair could repel. */
  readonly count: number;
  /** Pairs that overlap by {@link CLASH_OVERLAP} or more. */
  readonly clashes: number;
  readonly worst: readonly RestraintOutlier[];
}

export interface GeometryStatistics {
  readonly terms: Readonly<Record<CovalentTerm, TermStatistics>>;
  readonly nonbonded: NonbondedStatistics;
  /** Of all terms together. */
  readonly worst: readonly RestraintOutlier[];
}

/**
 * How far a model is from its ideals.
 *
 * @param sitesCart Cartesian coordinates, 3 × atomCount, Å
 * @param options.worst how many of the worst restraints to list per term and in all. Default 5
 * @throws GeominError as {@link GeometryTarget} does
 */
export function geometryStatistics(
  sitesCart: Float64Array,
  restraints: Restraints,
  { worst = 5 }: { readonly worst?: number } = {},
): GeometryStatistics {
  const target = new GeometryTarget(restraints);
  try {
    const terms = Object.fromEntries(
      COVALENT_TERMS.map((term) => [term, termStatistics(term, target, sitesCart, restraints, worst)]),
    ) as Record<CovalentTerm, TermStatistics>;
    const nonbonded = nonbondedStatistics(target, sitesCart, restraints, worst);
    const candidates = [nonbonded, ...Object.values(terms)].flatMap((term) => term.worst);
    candidates.sort((a, b) => b.residual - a.residual);
    return { terms, nonbonded, worst: candidates.slice(0, worst) };
  } finally {
    target.close();
  }
}

function termStatistics(
  term: CovalentTerm,
  target: GeometryTarget,
  sitesCart: Float64Array,
  restraints: Restraints,
  worst: number,
): TermStatistics {
  const measures = target.measure(term, sitesCart);
  const columns = termColumns(term, restraints, measures);
  if (columns === undefined) return { count: 0, rmsd: 0, rmsZ: 0, maxDelta: 0, worst: [] };
  const { weight, outlier } = columns;
  const { delta, energy } = measures;
  return {
    count: energy.length,
    rmsd: rootMeanSquare(delta, (d) => d * d),
    rmsZ: rootMeanSquare(delta, (d, k) => weight[k] * d * d),
    maxDelta: delta.reduce((largest, d) => Math.max(largest, Math.abs(d)), 0),
    worst: worstOf(energy, worst).map(outlier),
  };
}

function nonbondedStatistics(
  target: GeometryTarget,
  sitesCart: Float64Array,
  restraints: Restraints,
  worst: number,
): NonbondedStatistics {
  const pairs = target.nonbondedPairs(sitesCart);
  const clashes = pairs.vdw.filter((vdw, k) => vdw - pairs.distance[k] >= CLASH_OVERLAP).length;
  return { count: pairs.vdw.length, clashes, worst: nonbondedOutliers(pairs, restraints, worst) };
}

function rootMeanSquare(delta: Float64Array, square: (delta: number, k: number) => number): number {
  const sum = delta.reduce((total, d, k) => total + square(d, k), 0);
  return delta.length === 0 ? 0 : Math.sqrt(sum / delta.length);
}
