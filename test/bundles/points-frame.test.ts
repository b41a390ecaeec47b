import fc from 'fast-check';
import { Unpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { CoordinateBundle, GradientBundle } from '../../src/bundles/bundle.js';
import { decodeBundle, encodeBundle } from '../../src/bundles/codec.js';
import { FramePool, PointsFrame } from '../../src/bundles/points-frame.js';
import { anyCoordinates, anyGradients } from './any-bundle.js';

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const createdAt = 1.7e12;

/** The same bundle with its points in a frame. */
function framed(bundle: CoordinateBundle | GradientBundle) {
  const points = bundle.bundleType === 'coordinate_update' ? bundle.sitesCart : bundle.gradients!;
  const frame = new PointsFrame(points.length / 3);
  frame.points.set(points);
  const own =
    bundle.bundleType === 'coordinate_update'
      ? { ...bundle, sitesCart: frame.points }
      : { ...bundle, gradients: frame.points };
  return { frame, own };
}

describe('a bundle whose points stand in a frame', () => {
  it('is packed to the same content', () => {
    const withPoints = fc.oneof(
      anyCoordinates,
      anyGradients.filter(({ gradients }) => gradients !== undefined),
    );
    fc.assert(
      fc.property(withPoints, fc.constantFrom(undefined, null), (any, checksum) => {
        const bundle = { ...any, createdAt };
        const { frame, own } = framed(bundle);
        const packed = encodeBundle(own, { frame, checksum });
        expect(packed.buffer).toBe(frame.points.buffer);
        expect(decodeBundle(packed)).toEqual(decodeBundle(encodeBundle(bundle)));
        expect(unpackr.unpack(packed)).toEqual(unpackr.unpack(encodeBundle(bundle, { checksum })));
      }),
    );
  });

  it('may have longer names than the frame has room for', () => {
    const parentBundleId = 'é'.repeat(3000);
    const sitesCart = Float64Array.of(1, 2, 3);
    const bundle: CoordinateBundle = {
      bundleType: 'coordinate_update',
      sitesCart,
      parentBundleId,
      createdAt,
    };
    const { frame, own } = framed(bundle);
    expect(encodeBundle(own, { frame })).toEqual(encodeBundle(bundle));
  });
});

describe('points', () => {
  const sitesCart = Float64Array.of(1, 2, 3, NaN, 5, -0);
  const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId: 'm' } as const;
  const sitesOf = (pointsInto: Float64Array) =>
    decodeBundle(encodeBundle(bundle), { type: 'coordinate_update', pointsInto }).sitesCart;

  it('are unpacked into the array that is given', () => {
    const room = new Float64Array(6);
    expect(sitesOf(room)).toBe(room);
    expect(room).toEqual(sitesCart);
  });

  it('leave an array alone that is of another size', () => {
    const room = new Float64Array(9);
    expect(sitesOf(room)).toEqual(sitesCart);
    expect(room).toEqual(new Float64Array(9));
  });

  it('leave it alone too where the bundle was altered', () => {
    const packed = encodeBundle(bundle);
    packed[packed.indexOf('coordinates') + 20] ^= 1;
    const room = new Float64Array(6);
    expect(() => decodeBundle(packed, { pointsInto: room })).toThrow('was altered');
    expect(room).toEqual(new Float64Array(6));
  });
});

describe('a pool of frames', () => {
  it('lends none twice, and those that came back again', () => {
    const pool = new FramePool();
    const [one, other] = [pool.borrow(5), pool.borrow(5)];
    expect(other).not.toBe(one);
    pool.giveBack(one);
    expect(pool.borrow(6).points).toHaveLength(18);
    expect(pool.borrow(5)).toBe(one);
    expect(pool.borrow(5)).not.toBe(one);
  });

  it('keeps but a few', () => {
    const pool = new FramePool();
    const frames = Array.from({ length: 20 }, () => pool.borrow(1));
    frames.forEach((frame) => pool.giveBack(frame));
    const again = Array.from({ length: 20 }, () => pool.borrow(1));
    expect(again.filter((frame) => frames.includes(frame))).toEqual(frames.slice(-4));
  });
});
