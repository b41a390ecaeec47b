import type { Edit, EditAction } from './edits.js';
import type { RestraintIssue } from './restraints.js';

const DONE: Readonly<Record<EditAction, string>> = { add: 'added', change: 'changed', delete: 'deleted' };

const NOUNS: Readonly<Record<Edit['term'], readonly [one: string, many: string]>> = {
  bond: ['bond', 'bonds'],
  angle: ['angle', 'angles'],
  dihedral: ['dihedral', 'dihedrals'],
  chirality: ['chirality', 'chiralities'],
  planarity: ['plane', 'planes'],
  parallelity: ['parallelity', 'parallelities'],
};

/** How many restraints edits touched. */
export class EditTally {
  readonly #counts = new Map<EditAction, Map<readonly [string, string], number>>();

  count({ action, term, covalent }: Edit, restraints: number): void {
    const nouns = covalent === false ? DISTANCE : NOUNS[term];
    const counts = this.#counts.get(action) ?? new Map<readonly [string, string], number>();
    this.#counts.set(action, counts.set(nouns, (counts.get(nouns) ?? 0) + restraints));
  }

  /** `3 bonds and 1 plane added, 2 angles changed`. */
  toString(): string {
    const parts = [...this.#counts].map(([action, counts]) => {
      const things = [...counts].map(([[one, many], n]) => `${n} ${n === 1 ? one : many}`);
      const last = things.pop()!;
      return `${things.length > 0 ? `${things.join(', ')} and ` : ''}${last} ${DONE[action]}`;
    });
    return parts.join(', ') || 'no edits';
  }
}

const DISTANCE = ['distance', 'distances'] as const;

/** What edits did, for people to read. */
export function editNote(name: string, tally: EditTally): RestraintIssue {
  return { kind: 'note', message: `${name}: ${String(tally)}`, iSeqs: [] };
}
