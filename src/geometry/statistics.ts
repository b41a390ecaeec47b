import { TERMS, type CovalentTerm, type Restraints } from '../restraints/restraints.js';
import { GeometryTarget, type Measures } from './geometry-target.js';
import { nonbondedOutliers, termColumns, worstOf, type RestraintStatistics } from './outliers.js';
import type { PairsWithin } from './pairs-within.js';

export type { RestraintStatistics } from './outliers.js';

/** Å: pairs that overlap by this much or more count as clashes, as in MolProbity. */
export const CLASH_OVERLAP = 0.4;

/** Restraints that are off by more sigmas than this count as outliers. */
export const OUTLIER_SIGMAS = 4;

/** All of them, in the order of TERMS. */
export const COVALENT_TERMS: readonly CovalentTerm[] = TERMS.filter(
  (term) => term !== 'map' && term !== 'nonbonded',
);

/** Restraints that are listed per term, and in all. */
const DEFAULT_WORST = 5;

/** Å for bonds, planarity and position, degrees for angles, dihedrals and parallelity, Å³ for chirality. */
export interface TermStatistics {
  /** Number of restraints. */
  readonly count: number;
  readonly energy: number;
  /** Root mean square of delta, unweighted; for planarity over all atoms of all planes. 0 where there are no restraints. */
  readonly rmsd: number;
  /** Root mean square of what each delta is beyond the slack, in sigmas. */
  readonly rmsZ: number;
  /** Largest |delta|. */
  readonly maxDelta: number;
  /** Number of restraints that are off by more than {@link OUTLIER_SIGMAS} sigmas. */
  readonly outliers: number;
  /** Those that cost most, largest residual first. */
  readonly worst: readonly RestraintStatistics[];
}

/** Of the nonbonded term, which has no ideals to deviate from. */
export interface NonbondedStatistics {
  /** Number of pairs near enough that some such pair could repel. */
  readonly count: number;
  readonly energy: number;
  readonly worst: readonly RestraintStatistics[];
}

/** Of the map term, which has no ideals either. */
export interface MapStatistics {
  /** Number of atoms. */
  readonly count: number;
  readonly energy: number;
  /** Mean of the map's density at these atoms, in its units. */
  readonly meanDensity: number;
}

/** Pairs that overlap by {@link CLASH_OVERLAP} or more. */
export interface ClashStatistics {
  readonly count: number;
  readonly worst: readonly RestraintStatistics[];
}

/** How far a model is from its ideals, by term and in all. */
export interface GeometryStatistics {
  /** Of all terms that there are restraints for. */
  readonly energy: number;
  readonly terms: Readonly<Record<CovalentTerm, TermStatistics> & { nonbonded: NonbondedStatistics }>;
  /** Where there is a map. */
  readonly map?: MapStatistics;
  readonly clashes: ClashStatistics;
  /** Of all terms together. */
  readonly worst: readonly RestraintStatistics[];
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
  { worst = DEFAULT_WORST }: { readonly worst?: number } = {},
): GeometryStatistics {
  const target = new GeometryTarget(restraints);
  try {
    return targetStatistics(target, sitesCart, restraints, worst);
  } finally {
    target.close();
  }
}

/**
 * {@link geometryStatistics} by a target that is there already.
 *
 * @internal
 * @param target of all terms of these restraints
 */
export function targetStatistics(
  target: GeometryTarget,
  sitesCart: Float64Array,
  restraints: Restraints,
  worst = DEFAULT_WORST,
): GeometryStatistics {
  const { energy, terms: energies } = target.evaluateSync(sitesCart);
  const covalent = Object.fromEntries(
    COVALENT_TERMS.map((term) => [
      term,
      {
        energy: energies[term],
        ...covalentStatistics(term, target.measure(term, sitesCart), restraints, worst),
      },
    ]),
  ) as Record<CovalentTerm, TermStatistics>;
  const pairs = target.nonbondedPairs(sitesCart);
  const nonbonded = { energy: energies.nonbonded, ...nonbondedStatistics(pairs, restraints, worst) };
  const terms = { ...covalent, nonbonded };
  return {
    energy,
    terms,
    ...(restraints.map && { map: mapStatistics(energies.map, target.measure('map', sitesCart)) }),
    clashes: clashStatistics(pairs, restraints, worst),
    worst: worstOfAll(terms, worst),
  };
}

function covalentStatistics(
  term: CovalentTerm,
  measures: Measures,
  restraints: Restraints,
  worst: number,
): Omit<TermStatistics, 'energy'> {
  const columns = termColumns(term, restraints, measures);
  if (columns === undefined) return { count: 0, rmsd: 0, rmsZ: 0, maxDelta: 0, outliers: 0, worst: [] };
  const { z, offsets, outlier } = columns;
  const { delta, energy } = measures;
  return {
    count: energy.length,
    rmsd: rootMeanSquare(delta),
    rmsZ: rootMeanSquare(z),
    maxDelta: delta.reduce((largest, d) => Math.max(largest, Math.abs(d)), 0),
    outliers: countOutliers(z, offsets),
    worst: worstOf(energy, worst).map(outlier),
  };
}

function nonbondedStatistics(
  pairs: PairsWithin,
  restraints: Restraints,
  worst: number,
): Omit<NonbondedStatistics, 'energy'> {
  return { count: pairs.vdw.length, worst: nonbondedOutliers(pairs, restraints, worst) };
}

function mapStatistics(energy: number, { model: density }: Measures): MapStatistics {
  const count = density.length;
  const sum = density.reduce((total, value) => total + value, 0);
  return { count, energy, meanDensity: count === 0 ? 0 : sum / count };
}

function clashStatistics(pairs: PairsWithin, restraints: Restraints, worst: number): ClashStatistics {
  const { vdw, distance } = pairs;
  const residual = new Float64Array(vdw.length);
  let count = 0;
  for (let k = 0; k < vdw.length; k++) {
    if (!(vdw[k] - distance[k] >= CLASH_OVERLAP && pairs.residual[k] > 0)) continue;
    residual[k] = pairs.residual[k];
    count++;
  }
  return { count, worst: nonbondedOutliers({ ...pairs, residual }, restraints, worst) };
}

function worstOfAll(terms: GeometryStatistics['terms'], count: number): RestraintStatistics[] {
  const candidates = Object.values(terms).flatMap((term) => term.worst);
  return candidates.sort((a, b) => b.residual - a.residual).slice(0, count);
}

function countOutliers(z: Float64Array, offsets?: Int32Array): number {
  let count = 0;
  if (offsets === undefined) for (const sigmas of z) count += sigmas > OUTLIER_SIGMAS ? 1 : 0;
  else {
    for (let k = 0; k + 1 < offsets.length; k++) {
      const own = z.subarray(offsets[k], offsets[k + 1]);
      if (own.some((sigmas) => sigmas > OUTLIER_SIGMAS)) count++;
    }
  }
  return count;
}

function rootMeanSquare(values: Float64Array): number {
  const sum = values.reduce((total, value) => total + value * value, 0);
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}
