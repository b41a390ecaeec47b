const DECIMAL = /^ *-?\d+ *$/;
const UPPER = /^[A-Z][0-9A-Z]*$/;
const LOWER = /^[a-z][0-9a-z]*$/;

/**
 * The integer in a field of fixed width, written in decimal or, past the largest decimal that fits, in hybrid-36:
 * `9999`, `A000` = 10000, … `ZZZZ`, `a000`, … `zzzz` (R. W. Grosse-Kunstleve, cctbx, iotbx.pdb.hybrid_36).
 * NaN if it is neither. A hybrid-36 number fills its field, so the field is to be given with its blanks.
 */
export function decodeHybrid36(field: string): number {
  if (DECIMAL.test(field)) return Number(field);
  const width = field.length;
  const offset = 10 ** width - 10 * 36 ** (width - 1);
  if (UPPER.test(field)) return parseInt(field, 36) + offset;
  if (LOWER.test(field)) return parseInt(field, 36) + offset + 26 * 36 ** (width - 1);
  return NaN;
}

/** A number in so many columns, decimal or, where that is too wide, hybrid-36; undefined where that is too wide too. */
export function encodeHybrid36(value: number, width: number): string | undefined {
  const decimal = String(value);
  if (decimal.length <= width) return decimal.padStart(width);
  if (value < 0) return undefined;
  const block = 26 * 36 ** (width - 1);
  const rest = value - 10 ** width;
  if (rest >= 2 * block) return undefined;
  const text = ((rest % block) + 10 * 36 ** (width - 1)).toString(36);
  return rest < block ? text.toUpperCase() : text;
}
