import type { ResiduePlace, ResidueRange, Selection, TextPattern } from '../../src/model/selection-tree.js';

/** A selection as it is written. */
export function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'text':
      return [selection.field, ...selection.patterns.map(patternText)].join(' ');
    case 'residue':
      return ['residue', ...selection.ranges.map(rangeText)].join(' ');
    case 'class':
      return selection.name;
    case 'not':
    case 'byres':
      return `${selection.kind} ${operandText(selection.of)}`;
    case 'within':
      return `within ${selection.distance} of ${operandText(selection.of)}`;
    case 'and':
    case 'or':
      return selection.parts.map(operandText).join(` ${selection.kind} `);
  }
}

function operandText(selection: Selection): string {
  const text = selectionText(selection);
  return selection.kind === 'and' || selection.kind === 'or' ? `(${text})` : text;
}

function patternText({ text, literal }: TextPattern): string {
  return literal ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

function rangeText({ first, last }: ResidueRange): string {
  return first === last ? placeText(first) : `${placeText(first)}:${placeText(last)}`;
}

function placeText(place: ResiduePlace | undefined): string {
  return place ? `${place.number}${place.insertionCode ?? ''}` : '';
}
