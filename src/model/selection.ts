import { GeominError } from '../errors.js';
import type { Model } from './model.js';
import { excerpt } from './selection-error.js';
import { fieldMask, maskOf } from './selection-masks.js';
import { parseSelection } from './selection-parser.js';
import type { FieldSelection, Selection } from './selection-tree.js';

/** Values of a model that a message lists. */
const VALUES_LISTED = 20;

/**
 * The atoms that a selection means, such as `chain A and residue 10:20 or within 5 of resname HEM`; docs/selections.md
 * describes the language.
 *
 * @param model its sites, as they are now, decide what `within` means
 * @returns atomCount, 1 for atoms that are selected, else 0
 * @throws GeominError `ARGUMENT` naming the column where the text cannot be understood; for a selection without atoms,
 *   which of its parts selects none
 */
export function selectAtoms(model: Model, text: string): Uint8Array {
  const selection = parseSelection(text);
  const mask = maskOf(model, selection);
  if (!mask.includes(1)) throw emptySelection(model, text, selection);
  return mask;
}

function emptySelection(model: Model, text: string, selection: Selection): GeominError {
  const empty = fieldsOf(selection).find((field) => !fieldMask(model, field).includes(1));
  const remedy = empty
    ? `"${empty.source}" alone selects none${valuesOf(model, empty)}.`
    : 'No atom is all that it asks for.';
  return new GeominError(
    'ARGUMENT',
    `${model.source.name}: the selection "${excerpt(text)}" has no atom`,
    remedy,
  );
}

function fieldsOf(selection: Selection): FieldSelection[] {
  switch (selection.kind) {
    case 'text':
    case 'residue':
      return [selection];
    case 'class':
      return [];
    case 'and':
    case 'or':
      return selection.parts.flatMap(fieldsOf);
    case 'not':
    case 'byres':
    case 'within':
      return fieldsOf(selection.of);
  }
}

/** `: the model has chains A, B, C`, where these are few enough to choose from. */
function valuesOf({ residues }: Model, empty: FieldSelection): string {
  if (empty.kind !== 'text' || (empty.field !== 'chain' && empty.field !== 'resname')) return '';
  const [property, plural] =
    empty.field === 'chain' ? (['chainId', 'chains'] as const) : (['name', 'residues'] as const);
  const values = [...new Set(residues.map((residue) => residue[property] || '""'))];
  if (values.length > VALUES_LISTED) values.splice(VALUES_LISTED, Infinity, '…');
  return `; the model has ${plural} ${values.join(', ')}`;
}
