import { GeometryTarget } from '../geometry/geometry-target.js';
import type { Restraints, Term } from '../restraints/restraints.js';
import type { Macromolecule } from './macromolecule.js';
import { requireWithin, type ResourceLimits } from './resource-limits.js';

/** Which terms of a macromolecule's geometry are computed, and on how many threads. */
export interface RestrainedTargetOptions {
  /** No others, whatever the bundle asks for. Default: all. */
  readonly terms?: readonly Term[];
  /** Most threads that one evaluation may use; never changes a digit. Default: as many as the machine runs at once. */
  readonly threads?: number;
  readonly limits?: ResourceLimits;
}

/** @throws GeominError where the model cannot be restrained, or is larger than the limits */
export async function restrainedTarget(
  macromolecule: Macromolecule,
  { terms, threads, limits = {} }: RestrainedTargetOptions,
): Promise<GeometryTarget> {
  const { id } = macromolecule;
  const restraints = await macromolecule.restraints();
  requireWithin(limits.maxAtoms, restraints.atomCount, 'atoms', id);
  requireWithin(limits.maxRestraints, countRestraints(restraints), 'restraints', id);
  const wanted = await macromolecule.terms();
  const both = terms && wanted ? terms.filter((term) => wanted.includes(term)) : (terms ?? wanted);
  return new GeometryTarget(restraints, { terms: both, threads });
}

function countRestraints({
  bonds,
  angles,
  dihedrals,
  chiralities,
  planes,
  parallelities,
}: Restraints): number {
  const rows = [bonds?.ideal, angles?.ideal, dihedrals?.ideal, chiralities?.ideal, parallelities?.ideal];
  const planeCount = Math.max(0, (planes?.offsets.length ?? 1) - 1);
  return rows.reduce((sum, column) => sum + (column?.length ?? 0), planeCount);
}
