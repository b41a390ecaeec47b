import { describe, expect, it } from 'vitest';
import { angleDifference, atomDistance, dihedralAngle } from '../../src/restraints/site-geometry.js';

describe('dihedralAngle', () => {
  const at = (degrees: number): Float64Array => {
    const angle = (degrees * Math.PI) / 180;
    return Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, -2, Math.cos(angle), Math.sin(-angle), -2);
  };

  it.each([0, 30, 90, 179, -30, -90, -179])('measures %d°, clockwise along the bond', (degrees) => {
    expect(dihedralAngle(at(degrees), [0, 1, 2, 3])).toBeCloseTo(degrees, 10);
  });

  it('is the same from the other end', () => {
    expect(dihedralAngle(at(50), [3, 2, 1, 0])).toBeCloseTo(dihedralAngle(at(50), [0, 1, 2, 3]), 10);
  });
});

describe('angleDifference', () => {
  it.each([
    [350, 10, -20],
    [10, 350, 20],
    [326.9, -33.1, 0],
    [180, -180, 0],
  ])('of %d° and %d° is %d°', (a, b, expected) => {
    expect(angleDifference(a, b)).toBeCloseTo(expected, 10);
  });
});

describe('atomDistance', () => {
  it('is in the unit of the sites', () => {
    expect(atomDistance(Float64Array.of(1, 1, 1, 4, 5, 1), 0, 1)).toBe(5);
  });
});
