const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** As many digits as surely fit into a 32-bit integer. */
const FEW_DIGITS = 9;
const POWERS_OF_TEN = Array.from({ length: FEW_DIGITS + 1 }, (_, power) => 10 ** power);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The text of bytes `start <= i < end` without the blanks around it. */
export function textField(bytes: Buffer, start: number, end: number): string {
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  return bytes.toString('latin1', start, end);
}

export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i] !== SPACE) return false;
  }
  return true;
}

/**
 * The decimal number in bytes `start <= i < end`, blanks around it allowed; NaN if there is none.
 *
 * Its digits are one integer divided by one power of ten, both exact, so the quotient is the nearest double: the same
 * digits as `Number(text)` gives.
 */
export function decimalField(bytes: Buffer, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i] === SPACE) i++;
  const negative = i < end && bytes[i] === MINUS;
  if (negative) i++;
  const first = i;
  let point = -1;
  let integer = 0;
  for (; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >= 0 && digit <= 9) integer = (integer * 10 + digit) | 0;
    else if (bytes[i] === POINT && point < 0) point = i;
    else break;
  }
  const decimals = point < 0 ? 0 : i - point - 1;
  const digits = i - first - (point < 0 ? 0 : 1);
  while (i < end && bytes[i] === SPACE) i++;
  if (i < end || digits === 0 || digits > FEW_DIGITS) return uncommonDecimal(bytes, start, end);
  const magnitude = integer / POWERS_OF_TEN[decimals];
  return negative ? -magnitude : magnitude;
}

/** A number with a plus sign, an exponent or many digits. */
function uncommonDecimal(bytes: Buffer, start: number, end: number): number {
  const text = textField(bytes, start, end);
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}
