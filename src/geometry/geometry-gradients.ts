import type { Restraints } from '../restraints/restraints.js';
import { GeometryTarget } from './geometry-target.js';
import type { Evaluation } from './target.js';

/**
 * Energies and gradients in one call. To evaluate the same restraints again and again, make a {@link GeometryTarget}.
 *
 * @param sitesCart Cartesian coordinates, 3 × atomCount, Å
 * @returns gradients: dE/dx, 3 × atomCount, 1/Å
 * @throws GeominError as GeometryTarget does
 */
export function geometryGradients(
  sitesCart: Float64Array,
  restraints: Restraints,
): Evaluation & { readonly gradients: Float64Array } {
  const target = new GeometryTarget(restraints);
  try {
    const gradients = new Float64Array(3 * target.atomCount);
    return { ...target.evaluateSync(sitesCart, gradients), gradients };
  } finally {
    target.close();
  }
}
