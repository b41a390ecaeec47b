import type { EditAtoms } from './edit-atoms.js';
import { editError } from './edit-atoms.js';
import type { Edit, EditedTerm } from './edits.js';
import { MINIMAL_PLANE } from './template.js';
import type { RestraintRow } from './restraint-rows.js';

/** Atoms of a plane of a parallelity, at least. */
const MINIMAL_PARALLEL_PLANE = 3;

/** The atoms of one restraint that an edit is about. */
export interface EditedAtoms {
  /** In the order of the edit; of a parallelity the first plane's, then the second's. */
  readonly iSeqs: readonly number[];
  /** How many are the first plane's. */
  readonly firstPlane?: number;
}

/**
 * The atoms of an edit, for each conformer; conformers that differ in none of them count once.
 *
 * @throws GeominError `ARGUMENT` naming the edit where they cannot be what it wants
 */
export function atomsToEdit(edit: Edit, atoms: EditAtoms): EditedAtoms[] {
  if (edit.term === 'planarity') {
    return atoms.of(edit).map((lists) => {
      const iSeqs = [...new Set(lists.flat())];
      requireAtoms(edit, iSeqs.length, MINIMAL_PLANE);
      return { iSeqs };
    });
  }
  if (edit.term === 'parallelity') {
    return atoms.of(edit).map(([first, second]) => {
      for (const { length } of [first, second]) requireAtoms(edit, length, MINIMAL_PARALLEL_PLANE);
      return { iSeqs: distinct(edit, [...first, ...second]), firstPlane: first.length };
    });
  }
  return atoms.ofEach(edit).map((iSeqs) => ({ iSeqs: distinct(edit, iSeqs) }));
}

function requireAtoms(edit: Edit, count: number, least: number): void {
  if (count >= least) return;
  throw editError(edit, `a plane of ${count} atoms`, `Select ${least} atoms or more for it.`);
}

function distinct(edit: Edit, iSeqs: readonly number[]): readonly number[] {
  if (new Set(iSeqs).size === iSeqs.length) return iSeqs;
  throw editError(edit, 'it has one atom twice', 'Select another for each place.');
}

/** Whether a restraint is of some atoms, in whichever order that means the same. */
export function isOfAtoms(term: EditedTerm, row: RestraintRow, { iSeqs, firstPlane }: EditedAtoms): boolean {
  const own = row.iSeqs;
  if (own.length !== iSeqs.length) return false;
  const inOrder = own.every((iSeq, k) => iSeq === iSeqs[k]);
  switch (term) {
    case 'bond':
    case 'angle':
    case 'dihedral':
      return inOrder || own.every((iSeq, k) => iSeq === iSeqs[own.length - 1 - k]);
    case 'chirality':
      return own[0] === iSeqs[0] && sameSet(own, iSeqs);
    case 'planarity':
      return sameSet(own, iSeqs);
    case 'parallelity': {
      const planes = [iSeqs.slice(0, firstPlane), iSeqs.slice(firstPlane)];
      const [first, second] = [own.slice(0, row.firstPlane), own.slice(row.firstPlane)];
      return (
        (sameSet(first, planes[0]) && sameSet(second, planes[1])) ||
        (sameSet(first, planes[1]) && sameSet(second, planes[0]))
      );
    }
  }
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((iSeq) => b.includes(iSeq));
}
