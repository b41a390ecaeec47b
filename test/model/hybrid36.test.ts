import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHybrid36, encodeHybrid36 as encoded } from '../../src/model/hybrid36.js';

/** The other direction, from the definition: decimals, then capitals, then small letters, each until they run out. */
function encodeHybrid36(width: number, value: number): string {
  if (value < 10 ** width) return String(value).padStart(width);
  const perCase = 26 * 36 ** (width - 1);
  const beyond = value - 10 ** width;
  const digits = ((beyond % perCase) + 10 * 36 ** (width - 1)).toString(36);
  return beyond < perCase ? digits.toUpperCase() : digits;
}

describe('decodeHybrid36', () => {
  it.each([
    ['   1', 1],
    ['-999', -999],
    ['9999', 9999],
    ['A000', 10_000],
    ['A00Z', 10_035],
    ['ZZZZ', 1_223_055],
    ['a000', 1_223_056],
    ['zzzz', 2_436_111],
    ['99999', 99_999],
    ['A0000', 100_000],
    ['zzzzz', 87_440_031],
  ])('reads %s as %i', (field, value) => {
    expect(decodeHybrid36(field)).toBe(value);
  });

  it.each(['', '    ', '****', 'A0b0', ' A00', '1A00', '1.50', '--12', '0x1F'])(
    'finds no number in "%s"',
    (field) => {
      expect(decodeHybrid36(field)).toBeNaN();
    },
  );

  it.each([4, 5])('takes back what was encoded in %i columns', (width) => {
    const largest = 10 ** width + 2 * 26 * 36 ** (width - 1) - 1;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: largest }), (value) => {
        expect(decodeHybrid36(encodeHybrid36(width, value))).toBe(value);
      }),
    );
  });
});

describe('encodeHybrid36', () => {
  it('is the other direction, up to the largest number that fits', () => {
    const number = fc.tuple(fc.constantFrom(4, 5), fc.integer({ min: 0, max: 2_436_111 }));
    fc.assert(
      fc.property(number, ([width, value]) => {
        expect(encoded(value, width)).toBe(encodeHybrid36(width, value));
        expect(decodeHybrid36(encoded(value, width)!)).toBe(value);
      }),
    );
    expect(encoded(2_436_111, 4)).toBe('zzzz');
    expect(encoded(-999, 4)).toBe('-999');
    expect([encoded(2_436_112, 4), encoded(-1000, 4)]).toEqual([undefined, undefined]);
  });
});
