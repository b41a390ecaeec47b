import { encodeHybrid36 } from './hybrid36.js';
import { RESIDUE_NUMBER_WIDTH } from './pdb-room.js';

/** A number in so many columns, with fewer decimals where there is no room for all. */
export function decimalColumns(value: number, width: number, decimals: number): string {
  for (let digits = decimals; digits > 0; digits--) {
    const text = value.toFixed(digits);
    if (text.length <= width) return text.padStart(width);
  }
  return value.toFixed(0).slice(0, width).padStart(width);
}

/** Residue number and insertion code, five columns. */
export function placeColumns(number: number, insertionCode: string): string {
  return encodeHybrid36(number, RESIDUE_NUMBER_WIDTH)! + insertionCode.padEnd(1);
}

/**
 * An atom name in its four columns: the element right-justified in the first two, so that ` CA ` and `CA  ` (calcium) are
 * told apart.
 */
export function nameColumns(name: string, element: string): string {
  const isWide = name.length >= 4 || (element.length === 2 && name.toUpperCase().startsWith(element));
  return (isWide ? name : ` ${name}`).padEnd(4);
}
