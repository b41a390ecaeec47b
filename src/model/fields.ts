const SPACE = 0x20;
const POINT = 0x2e;
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, power) => 10 ** power);
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
 * Up to 15 digits are one integer divided by one power of ten, both exact, so the quotient is the nearest double:
 * the same digits as `Number(text)` gives.
 */
export function decimalField(bytes: Buffer, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i] === SPACE) i++;
  const negative = bytes[i] === 0x2d;
  if (negative) i++;
  let integer = 0;
  let digits = 0;
  let decimals = -1;
  for (; i < end; i++) {
    const digit = bytes[i] - 0x30;
    if (digit >= 0 && digit <= 9) {
      integer = integer * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (bytes[i] === POINT && decimals < 0) {
      decimals = 0;
    } else {
      break;
    }
  }
  while (i < end && bytes[i] === SPACE) i++;
  if (i < end || digits === 0 || digits > 15) return uncommonDecimal(bytes, start, end);
  const magnitude = decimals > 0 ? integer / POWERS_OF_TEN[decimals] : integer;
  return negative ? -magnitude : magnitude;
}

/** A number with a plus sign, an exponent or more digits than a double holds. */
function uncommonDecimal(bytes: Buffer, start: number, end: number): number {
  const text = textField(bytes, start, end);
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}
