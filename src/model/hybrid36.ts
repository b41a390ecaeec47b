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
