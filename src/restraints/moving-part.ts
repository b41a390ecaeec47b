import { GeominError } from '../errors.js';
import type { Model } from '../model/model.js';
import { selectAtoms } from '../model/selection.js';
import type { PositionRestraints } from './restraints.js';

/** What of a model may move, and how freely. */
export interface PartOptions {
  /** Atoms that may move, as docs/selections.md has it; the others are fixed, and are seen all the same. Default: all. */
  readonly select?: string;
  /** Ties atoms that may move to where they are in the model: sigma of the distance, Å. Default: they are not tied. */
  readonly harmonic?: number;
}

/**
 * The atoms that must not move: those that are not selected, and `others`.
 *
 * @returns atomCount, 1 for fixed atoms; undefined where all may move
 * @throws GeominError `ARGUMENT` for a selection that selects nothing, or where no atom is left to move
 */
export function fixedAtoms(
  model: Model,
  { select }: PartOptions,
  others: readonly number[],
): Uint8Array | undefined {
  const fixed = new Uint8Array(model.atomCount);
  if (select !== undefined) selectAtoms(model, select).forEach((isIn, iSeq) => (fixed[iSeq] = 1 - isIn));
  for (const iSeq of others) fixed[iSeq] = 1;
  if (!fixed.includes(1)) return undefined;
  if (fixed.includes(0)) return fixed;
  throw new GeominError(
    'ARGUMENT',
    `${model.source.name}: no atom is left to move`,
    'Select others, or do not fix residues that no dictionary knows.',
  );
}

/**
 * Restraints that tie atoms to where they are in the model.
 *
 * @param fixed as of {@link fixedAtoms}; these need no tie
 * @throws GeominError `ARGUMENT` for a sigma that is no distance
 */
export function tiedPositions(
  { atomCount, sitesCart }: Model,
  { harmonic: sigma }: PartOptions,
  fixed: Uint8Array | undefined,
): PositionRestraints | undefined {
  if (sigma === undefined) return undefined;
  const weight = 1 / sigma ** 2;
  if (!(sigma > 0 && weight > 0 && Number.isFinite(weight))) {
    throw new GeominError('ARGUMENT', `harmonic is ${sigma}`, 'Give a sigma in Å, above 0.');
  }
  const iSeqs = Int32Array.from({ length: atomCount }, (_, iSeq) => iSeq).filter((iSeq) => !fixed?.[iSeq]);
  const ideal = new Float64Array(3 * iSeqs.length);
  iSeqs.forEach((iSeq, k) => ideal.set(sitesCart.subarray(3 * iSeq, 3 * iSeq + 3), 3 * k));
  return { iSeqs, ideal, weight: new Float64Array(iSeqs.length).fill(weight) };
}
