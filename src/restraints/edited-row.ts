import type { EditedAtoms } from './edited-atoms.js';
import { editError } from './edit-atoms.js';
import type { Edit } from './edits.js';
import type { RestraintRow } from './restraint-rows.js';

const DEGREES = 180 / Math.PI;

/** The restraint that an edit adds. */
export function newRow(edit: Edit, edited: EditedAtoms): RestraintRow {
  const row = { iSeqs: edited.iSeqs, firstPlane: edited.firstPlane, ideal: 0, weights: [0] };
  return changedRow(edit.term === 'dihedral' ? { ...row, periodicity: 1 } : row, edit, edited);
}

/** A restraint as an edit leaves it: what the edit says nothing of stays. */
export function changedRow(row: RestraintRow, edit: Edit, { iSeqs, firstPlane }: EditedAtoms): RestraintRow {
  const changed: RestraintRow = {
    ...row,
    // The hand of a chiral volume goes by the order of the atoms.
    ...(edit.ideal !== undefined && { ideal: edit.ideal, iSeqs, firstPlane }),
    ...(edit.sigma !== undefined && { weights: weightsFor(edit, edit.sigma, row) }),
    ...(edit.slack !== undefined && { slack: edit.slack }),
    ...(edit.limit !== undefined && { limit: edit.limit === 0 ? undefined : edit.limit }),
    ...(edit.term === 'dihedral' && { periodicity: wells(edit, row.periodicity ?? 1) }),
    ...(edit.alternatives !== undefined && { alternatives: edit.alternatives }),
    ...(edit.bothSigns !== undefined && { bothSigns: edit.bothSigns }),
  };
  if (edit.term === 'dihedral' && changed.limit !== undefined && (changed.periodicity ?? 0) > 0)
    throw editError(edit, 'only harmonic dihedrals have a limit', 'Add "harmonic: true", or leave it out.');
  return changed;
}

/** 1/sigma² for each weight that a restraint has. */
function weightsFor({ term }: Edit, sigma: number, { iSeqs, weights }: RestraintRow): number[] {
  if (term === 'planarity') return iSeqs.map(() => 1 / sigma ** 2);
  // Of 1 − cos δ, which is nearly δ²/2, δ in radians.
  if (term === 'parallelity') return [2 / (sigma / DEGREES) ** 2];
  return weights.map(() => 1 / sigma ** 2);
}

/** Above 0 where the wells are a cosine's. */
function wells({ periodicity, harmonic }: Edit, before: number): number {
  const isHarmonic = harmonic ?? before <= 0;
  const size = periodicity ?? Math.max(1, Math.abs(before));
  return isHarmonic ? -size : size;
}
