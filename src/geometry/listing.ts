import { TERMS, type CovalentTerm, type Restraints, type Term } from '../restraints/restraints.js';
import { GeometryTarget } from './geometry-target.js';
import { nonbondedOutlier, termColumns, type RestraintStatistics } from './outliers.js';
import { restraintDetails, type RestraintDetails } from './restraint-details.js';

/** A restraint with all that there is to say of it. */
export interface ListedRestraint extends RestraintStatistics {
  /** What only some restraints have, such as a slack. */
  readonly details: RestraintDetails;
}

/**
 * Every restraint, term by term in the order of {@link TERMS}, the largest residual first, equal ones in the order of the
 * restraints. Of nonbonded pairs those that repel: the others add nothing. A map, which has no ideals, is not listed. Residuals
 * of a term add up to its energy.
 * An angle that its atoms leave undefined has the model NaN, and delta and residual 0.
 *
 * Restraints are made up as they are asked for: nothing but the order of one term is held.
 *
 * @param sitesCart Cartesian coordinates, 3 × atomCount, Å
 * @param options.terms that are listed; all by default
 * @param options.threads as of a {@link GeometryTarget}
 * @throws GeominError as {@link GeometryTarget} does, when the first one is asked for
 */
export function* restraintListing(
  sitesCart: Float64Array,
  restraints: Restraints,
  { terms = TERMS, threads }: { readonly terms?: readonly Term[]; readonly threads?: number } = {},
): Generator<ListedRestraint, void, undefined> {
  const target = new GeometryTarget(restraints, { terms, threads });
  try {
    for (const term of TERMS) {
      if (!terms.includes(term)) continue;
      if (term === 'map') continue;
      if (term === 'nonbonded') yield* listPairs(target, sitesCart, restraints);
      else yield* listTerm(term, target, sitesCart, restraints);
    }
  } finally {
    target.close();
  }
}

function* listTerm(
  term: CovalentTerm,
  target: GeometryTarget,
  sitesCart: Float64Array,
  restraints: Restraints,
): Generator<ListedRestraint, void, undefined> {
  const measures = target.measure(term, sitesCart);
  const columns = termColumns(term, restraints, measures);
  if (columns === undefined) return;
  const detailsOf = restraintDetails(term, restraints, measures);
  for (const k of worstFirst(measures.energy)) yield { ...columns.outlier(k), details: detailsOf(k) };
}

function* listPairs(
  target: GeometryTarget,
  sitesCart: Float64Array,
  restraints: Restraints,
): Generator<ListedRestraint, void, undefined> {
  const pairs = target.nonbondedPairs(sitesCart);
  for (const k of worstFirst(pairs.residual, (residual) => residual > 0)) {
    yield { ...nonbondedOutlier(pairs, restraints, k), details: {} };
  }
}

/** Indices by residual, largest first. */
function worstFirst(
  residual: Float64Array,
  accepts: (residual: number) => boolean = () => true,
): Uint32Array {
  const order = new Uint32Array(residual.length);
  let count = 0;
  for (let k = 0; k < residual.length; k++) if (accepts(residual[k])) order[count++] = k;
  return order.slice(0, count).sort((a, b) => residual[b] - residual[a] || a - b);
}
