import { GeominError } from '../errors.js';

/** Characters of a long selection that a message shows on either side of the fault. */
const SHOWN = 40;

/** @param column of the fault, from 1 */
export function selectionError(text: string, column: number, message: string, remedy: string): GeominError {
  return new GeominError(
    'ARGUMENT',
    `column ${column} of the selection "${excerpt(text, column)}": ${message}`,
    remedy,
  );
}

/** A selection as messages quote it: what is around a column of it, and all of it unless it is long. */
export function excerpt(text: string, column = 1): string {
  if (text.length <= 2 * SHOWN) return text;
  const begin = Math.max(0, column - 1 - SHOWN);
  const end = Math.min(text.length, column - 1 + SHOWN);
  return `${begin > 0 ? '…' : ''}${text.slice(begin, end)}${end < text.length ? '…' : ''}`;
}
