import fc from 'fast-check';
import { Packr, Unpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { Bundle, BundleOrigin, CoordinateBundle } from '../../src/bundles/bundle.js';
import { checksumOf, decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { anyBundle, anyCoordinates } from './any-bundle.js';

/** An implementation of msgpack that is not ours. */
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const packr = new Packr({ useRecords: false });

function withoutOrigin(bundle: Bundle): Omit<Bundle, keyof BundleOrigin> {
  const rest: { -readonly [K in keyof Bundle]: Bundle[K] } = { ...bundle };
  delete rest.createdAt;
  delete rest.checksum;
  return rest;
}

describe('a bundle of any type and content', () => {
  it('is unpacked as it was packed', () => {
    fc.assert(
      fc.property(anyBundle, (bundle) => {
        const packed = encodeBundle(bundle);
        const unpacked = decodeBundle(packed, { type: bundle.bundleType });
        expect(withoutOrigin(unpacked)).toEqual(withoutOrigin(bundle));
        if (bundle.createdAt !== undefined) expect(unpacked.createdAt).toBe(bundle.createdAt);
        expect(unpacked.checksum).toBe(checksumOf(bundle));
        expect(encodeBundle(unpacked)).toEqual(packed);
      }),
    );
  });

  it('is plain msgpack, which others read and write', () => {
    fc.assert(
      fc.property(anyBundle, (bundle) => {
        const map = unpackr.unpack(encodeBundle(bundle)) as Record<string, unknown>;
        expect(map).toMatchObject({ bundle_type: bundle.bundleType, schema_version: 1 });
        expect(typeof map.created_at).toBe('number');
        expect(withoutOrigin(decodeBundle(packr.pack(map)))).toEqual(withoutOrigin(bundle));
      }),
    );
  });

  it('may lie anywhere in memory, and shares nothing with what it came from', () => {
    fc.assert(
      fc.property(anyCoordinates, fc.nat({ max: 7 }), (bundle, offset) => {
        const packed = encodeBundle(bundle);
        const moved = Buffer.concat([Buffer.alloc(offset), packed]).subarray(offset);
        const { sitesCart } = decodeBundle(moved, { type: 'coordinate_update' });
        moved.fill(0xff);
        expect(sitesCart).toEqual(bundle.sitesCart);
        expect(sitesCart.byteOffset % 8).toBe(0);
      }),
    );
  });
});

describe('labels of atoms', () => {
  const restraints = (atomLabel: (iSeq: number) => string) => ({ atomCount: 3, atomLabel });
  const labelsOf = (bundle: Bundle) => {
    const { restraints } = decodeBundle(encodeBundle(bundle), { type: 'macromolecule_data' });
    return [0, 1, 2].map(restraints!.atomLabel!);
  };

  it('come along', () => {
    const labels = ['CA ALA A 12 (altloc A)', 'O5\' "é"', ''];
    const bundleType = 'macromolecule_data' as const;
    expect(labelsOf({ bundleType, restraints: restraints((iSeq) => labels[iSeq]) })).toEqual(labels);
  });

  it('stay one to an atom whatever is in them', () => {
    const bundleType = 'macromolecule_data' as const;
    expect(labelsOf({ bundleType, restraints: restraints((iSeq) => `a\nb ${iSeq}`) })).toEqual([
      'a b 0',
      'a b 1',
      'a b 2',
    ]);
  });
});

describe('sites', () => {
  it('are let through when they are not finite, for the target to name the atom', () => {
    const sitesCart = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324, 1);
    const bundle: CoordinateBundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId: 'm' };
    const read = decodeBundle(encodeBundle(bundle), { type: 'coordinate_update' });
    expect(Buffer.from(read.sitesCart.buffer)).toEqual(Buffer.from(sitesCart.buffer));
  });

  it('may be a view into more', () => {
    const whole = Float64Array.of(9, 1, 2, 3, 9);
    const bundle: CoordinateBundle = {
      bundleType: 'coordinate_update',
      sitesCart: whole.subarray(1, 4),
      parentBundleId: 'm',
    };
    expect(decodeBundle(encodeBundle(bundle), { type: 'coordinate_update' }).sitesCart).toEqual(
      Float64Array.of(1, 2, 3),
    );
  });
});
