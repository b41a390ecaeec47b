import { atomLabel, residueLabel, type Model } from '../model/model.js';
import { ShapeKeeper, type KeptShape, type ShapeRestraints } from './kept-shapes.js';
import type { UnknownResidues } from './named-model.js';
import type { RestraintIssue } from './restraints.js';
import { atomDistance } from './site-geometry.js';

/** Bonds that a message lists before it only counts. */
const ANCHORS_LISTED = 4;

/** What became of the residues that no dictionary knows. */
export interface UnknownTreatment {
  /** The model's bonds and dihedrals, and those that keep shapes. */
  readonly shapes: ShapeRestraints;
  /** Atoms that must not move. */
  readonly fixed: readonly number[];
  /** One for each residue. */
  readonly issues: readonly RestraintIssue[];
}

/**
 * Does with residues that no dictionary knows what was asked for.
 *
 * @param residues their indices
 * @param shapes restraints of all other residues and of links
 * @param bonded 2m i_seqs, every bond that is known of, and those that distances suggest
 * @throws GeominError `RESIDUES` where a residue that is to be kept has two atoms at one place
 */
export function treatUnknown(
  model: Model,
  residues: readonly number[],
  unknown: UnknownResidues,
  shapes: ShapeRestraints,
  bonded: Int32Array,
): UnknownTreatment {
  const issue = (index: number, outcome: string): RestraintIssue => ({
    kind: 'unknown-residue',
    message: `${residueLabel(model.residues[index])}: no dictionary knows it; ${outcome}`,
    iSeqs: model.residues[index].iSeqs,
  });
  if (unknown === 'fixed') {
    const fixed = residues.flatMap((index) => model.residues[index].iSeqs);
    return { shapes, fixed, issues: residues.map((index) => issue(index, 'fixed where it is')) };
  }
  if (unknown !== 'keep' || residues.length === 0) {
    const issues = residues.map((index) => issue(index, 'left unrestrained but for contacts'));
    return { shapes, fixed: [], issues };
  }
  const keeper = new ShapeKeeper(model, bonded);
  const issues = residues.map((index) => issue(index, keptText(model, keeper.keep(index))));
  return { shapes: keeper.appendedTo(shapes), fixed: [], issues };
}

function keptText(model: Model, { distances, anchors }: KeptShape): string {
  if (distances === 0) return 'it has one atom, bonded to nothing, and is left unrestrained but for contacts';
  const listed = anchors
    .slice(0, ANCHORS_LISTED)
    .map(([i, j]) => `${atomLabel(model, j)} (${atomDistance(model.sitesCart, i, j).toFixed(2)} Å)`);
  if (anchors.length > ANCHORS_LISTED) listed.push(`${anchors.length - ANCHORS_LISTED} more`);
  const where = listed.length === 0 ? 'bonded to nothing else' : `bonded to ${listed.join(', ')}`;
  return `kept as it is in the file by ${distances} distances, ${where}`;
}
