import { angleDifference, dihedralAngle } from './site-geometry.js';
import type { SlotTable } from './slot-tables.js';
import { PUCKER, type RestraintTemplate } from './template.js';

/**
 * Which of a sugar's two puckers the model is nearer to, by the weighted sum of squared differences over the ring's torsions that
 * are there: one answer for all five.
 */
export function chosenPucker(
  { slots, ideal, weight, pucker }: RestraintTemplate['dihedrals'],
  table: SlotTable,
  sitesCart: Float64Array,
): number {
  const squares = [0, 0, 0];
  pucker.forEach((which, k) => {
    const atoms = slots.slice(4 * k, 4 * k + 4).map((slot) => table.iSeqs[table.start + slot]);
    if (which === PUCKER.none || atoms.includes(-1)) return;
    squares[which] += weight[k] * angleDifference(ideal[k], dihedralAngle(sitesCart, atoms)) ** 2;
  });
  return squares[PUCKER.c3Endo] < squares[PUCKER.c2Endo] ? PUCKER.c3Endo : PUCKER.c2Endo;
}
