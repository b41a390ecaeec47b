import { GeominError } from '../errors.js';
import { atomLabel, type Model } from '../model/model.js';
import { selectAtoms } from '../model/selection.js';
import type { Edit } from './edits.js';

/** Atoms that a message lists. */
const ATOMS_LISTED = 4;

/** `CA ALA A 12`, perhaps with `(altloc B)` behind; no selection looks like that. */
const LABEL = /^(\S+) (\S+)(?: (\S+))? (-?\d+)([A-Za-z]?)(?: \(altloc (\S)\))?$/;

/** The atoms that edits select in a model; each selection is made once. */
export class EditAtoms {
  readonly #selected = new Map<string, readonly number[]>();

  constructor(private readonly model: Model) {}

  /**
   * The atoms of an edit, one list for each of its selections, conformer by conformer: those of the conformer and those that
   * all share. Conformers in which one of the selections has no atom are left out.
   *
   * @throws GeominError `ARGUMENT` naming the edit and the selection that has no atom, or no conformer with all of them
   */
  of(edit: Edit): readonly (readonly number[])[][] {
    const { altloc } = this.model.atoms;
    const selected = edit.atoms.map((text) => this.#select(text, edit));
    const marks = [...new Set(selected.flat().map((iSeq) => altloc[iSeq]))].filter((mark) => mark !== '');
    const conformers = (marks.length > 0 ? marks : ['']).map((mark) =>
      selected.map((iSeqs) => iSeqs.filter((iSeq) => altloc[iSeq] === '' || altloc[iSeq] === mark)),
    );
    const whole = conformers.filter((lists) => lists.every(({ length }) => length > 0));
    if (whole.length > 0) return whole;
    throw editError(edit, 'its atoms are in different conformers', 'Select atoms of one of them.');
  }

  /** One atom of each selection of an edit, in each conformer. */
  ofEach(edit: Edit): readonly (readonly number[])[] {
    return this.of(edit).map((lists) =>
      lists.map((iSeqs, i) => {
        if (iSeqs.length === 1) return iSeqs[0];
        const labels = iSeqs.slice(0, ATOMS_LISTED).map((iSeq) => atomLabel(this.model, iSeq));
        if (iSeqs.length > ATOMS_LISTED) labels.push('…');
        const what = `"${edit.atoms[i]}" is ${iSeqs.length} atoms: ${labels.join(', ')}`;
        throw editError(edit, what, 'It must be one, or one in each conformer.');
      }),
    );
  }

  #select(text: string, edit: Edit): readonly number[] {
    const known = this.#selected.get(text);
    if (known) return known;
    const found = this.#named(text) ?? this.#ofSelection(text, edit);
    this.#selected.set(text, found);
    return found;
  }

  #ofSelection(text: string, edit: Edit): number[] {
    try {
      const mask = selectAtoms(this.model, text);
      const found: number[] = [];
      mask.forEach((isIn, iSeq) => isIn && found.push(iSeq));
      return found;
    } catch (cause) {
      if (!(cause instanceof GeominError)) throw cause;
      throw new GeominError(cause.code, `${edit.place}: ${cause.message}`, cause.remedy, { cause });
    }
  }

  /** Atoms by a label as messages have it; undefined where it is none of this model's. */
  #named(text: string): number[] | undefined {
    const [, name, residueName, chainId = '', number, insertionCode, mark] = LABEL.exec(text) ?? [];
    if (name === undefined) return undefined;
    const { atoms, residues } = this.model;
    const places = residues.filter(
      (residue) =>
        residue.name === residueName &&
        residue.chainId === chainId &&
        residue.number === Number(number) &&
        residue.insertionCode === insertionCode,
    );
    const found = places
      .flatMap(({ iSeqs }) => iSeqs)
      .filter((iSeq) => atoms.name[iSeq] === name && (mark === undefined || atoms.altloc[iSeq] === mark));
    return found.length > 0 ? found : undefined;
  }
}

/** An error that says which edit it is about. */
export function editError({ place }: Edit, message: string, remedy: string): GeominError {
  return new GeominError('ARGUMENT', `${place}: ${message}`, remedy);
}
