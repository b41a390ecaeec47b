import type { Model } from '../model/model.js';
import { EditAtoms, editError } from './edit-atoms.js';
import { changedRow, newRow } from './edited-row.js';
import { atomsToEdit, isOfAtoms, type EditedAtoms } from './edited-atoms.js';
import { editNote, EditTally } from './edit-note.js';
import type { Edit, EditedTerm, Edits } from './edits.js';
import { columnsOf, RestraintRows, type RestraintRow } from './restraint-rows.js';
import type { ModelRestraints, NonbondedAtoms } from './restraints.js';

/**
 * Restraints as a user edits them. Those of terms that no edit is about stay as they are, and so do the given ones.
 * What was done is a note in the `issues`.
 *
 * @param model that the restraints are of: selections are of its atoms, `within` of its sites
 * @throws GeominError `ARGUMENT` naming the edit that selects no atom or too many, adds what there is already, or changes or
 *   deletes what there is not
 */
export function applyEdits(
  model: Model,
  restraints: ModelRestraints,
  { name, edits }: Edits,
): ModelRestraints {
  const atoms = new EditAtoms(model);
  const tally = new EditTally();
  const editors = new Map<EditedTerm, TermEditor>();
  const graph = new BondGraph();
  for (const edit of edits) {
    const editor = editors.get(edit.term) ?? new TermEditor(new RestraintRows(restraints, edit.term));
    editors.set(edit.term, editor);
    for (const edited of atomsToEdit(edit, atoms)) {
      tally.count(edit, editor.apply(edit, edited));
      if (edit.covalent === true) graph.follow(edit, edited);
    }
  }
  const sections = [...editors.values()].map((editor) => [editor.section, editor.finish()] as const);
  return {
    ...restraints,
    ...Object.fromEntries(sections),
    nonbonded: graph.changed(restraints.nonbonded),
    issues: [...restraints.issues, editNote(name, tally)],
  };
}

/** The restraints of one term while they are edited. */
class TermEditor {
  /** By the place that a restraint had; undefined for deleted ones. */
  readonly #touched = new Map<number, RestraintRow | undefined>();
  readonly #added: (RestraintRow | undefined)[] = [];

  constructor(private readonly rows: RestraintRows) {}

  get section(): string {
    return this.rows.section;
  }

  /** Does what an edit says with some atoms; returns how many restraints that were. */
  apply(edit: Edit, edited: EditedAtoms): number {
    const [places, additions] = [this.#find(edited), this.#findAdded(edited)];
    const found = places.length + additions.length;
    if (edit.action === 'add') {
      if (found > 0)
        throw editError(edit, 'these atoms are restrained so already', 'Let the action be change.');
      this.#added.push(newRow(edit, edited));
      return 1;
    }
    if (found === 0)
      throw editError(
        edit,
        `there is nothing to ${edit.action}: these atoms are not restrained so`,
        'A listing (--geo) has what there is.',
      );
    const result = (row: RestraintRow) =>
      edit.action === 'delete' ? undefined : changedRow(row, edit, edited);
    for (const k of places) this.#touched.set(k, result(this.#touched.get(k) ?? this.rows.row(k)));
    for (const k of additions) this.#added[k] = result(this.#added[k]!);
    return found;
  }

  finish(): object {
    return columnsOf(this.rows.term, this.#all(), this.rows.count + this.#added.length);
  }

  *#all(): Generator<RestraintRow> {
    for (let k = 0; k < this.rows.count; k++) {
      const row = this.#touched.has(k) ? this.#touched.get(k) : this.rows.row(k);
      if (row) yield row;
    }
    for (const row of this.#added) if (row) yield row;
  }

  /** Of the restraints that there were, those of some atoms that are not deleted. */
  #find(edited: EditedAtoms): number[] {
    const found: number[] = [];
    for (let k = 0; k < this.rows.count; k++) {
      const iSeqs = this.rows.atomsOf(k);
      if (iSeqs.length !== edited.iSeqs.length || !iSeqs.includes(edited.iSeqs[0])) continue;
      const isDeleted = this.#touched.has(k) && this.#touched.get(k) === undefined;
      if (!isDeleted && isOfAtoms(this.rows.term, this.rows.row(k), edited)) found.push(k);
    }
    return found;
  }

  #findAdded(edited: EditedAtoms): number[] {
    return this.#added.flatMap((row, k) => (row && isOfAtoms(this.rows.term, row, edited) ? [k] : []));
  }
}

/** What edits do to the graph of covalent bonds, by which the nonbonded term leaves neighbours out. */
class BondGraph {
  readonly #joined: number[] = [];
  readonly #parted = new Set<string>();

  follow({ action }: Edit, { iSeqs: [i, j] }: EditedAtoms): void {
    if (action === 'add') this.#joined.push(i, j);
    if (action === 'delete') this.#parted.add(pairKey(i, j));
  }

  changed(nonbonded: NonbondedAtoms): NonbondedAtoms {
    if (this.#joined.length === 0 && this.#parted.size === 0) return nonbonded;
    const bonded: number[] = [];
    const keep = (pairs: ArrayLike<number>, unless: ReadonlySet<string>) => {
      for (let k = 0; k < pairs.length; k += 2) {
        if (!unless.has(pairKey(pairs[k], pairs[k + 1]))) bonded.push(pairs[k], pairs[k + 1]);
      }
    };
    keep(nonbonded.bonded, this.#parted);
    // What was deleted and added again is there.
    keep(this.#joined, new Set());
    return { ...nonbonded, bonded: Int32Array.from(bonded) };
  }
}

function pairKey(i: number, j: number): string {
  return i < j ? `${i} ${j}` : `${j} ${i}`;
}
