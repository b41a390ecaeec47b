import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/bundles/bundle.js';
import { checksumOf, decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { anyBundle } from './any-bundle.js';
import { place } from '../fuzz/place.js';

describe('a bundle that was', () => {
  it('cut short anywhere is refused', () => {
    fc.assert(
      fc.property(anyBundle, place, (bundle, share) => {
        const bytes = encodeBundle(bundle);
        const cut = bytes.subarray(0, Math.floor(share * bytes.length));
        expect(() => decodeBundle(cut, { id: 'b1' })).toThrow(/^bundle b1: it is cut short$/);
      }),
    );
  });

  it('altered in one bit is refused, or has the same arrays', () => {
    fc.assert(
      fc.property(anyBundle, place, (bundle, share) => {
        const bytes = encodeBundle(bundle);
        const bit = Math.floor(share * 8 * bytes.length);
        bytes[bit >> 3] ^= 1 << (bit & 7);
        const read = readOrRefused(bytes);
        if (read !== undefined && 'sitesCart' in read && 'sitesCart' in bundle) {
          expect(read.sitesCart).toEqual(bundle.sitesCart);
        }
        if (read !== undefined && read.bundleType === bundle.bundleType) {
          // The names of optional columns may have become unknown ones, the rest is as it was.
          expect(checksumOf(read) === checksumOf(bundle) || lacksFields(read, bundle)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function readOrRefused(bytes: Buffer): Bundle | undefined {
  try {
    return decodeBundle(bytes);
  } catch (error) {
    expect(error).toMatchObject({ name: 'GeominError', code: 'BUNDLE' });
    return undefined;
  }
}

function countLeaves(value: unknown): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + countLeaves(item), 0);
}

function lacksFields(read: Bundle, bundle: Bundle): boolean {
  return (
    countLeaves({ ...read, createdAt: 0, checksum: '' }) <
    countLeaves({ ...bundle, createdAt: 0, checksum: '' })
  );
}
