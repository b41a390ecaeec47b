import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crystalFrame, toFraction } from '../../src/model/crystal-frame.js';
import { findSpaceGroup } from '../../src/model/space-group.js';
import { multiply } from '../../src/model/symmetry-operator.js';
import {
  cellVolume,
  fitsCell,
  inverse,
  metricOf,
  orthogonalization,
  symmetricMetric,
  transpose,
  type UnitCell,
} from '../../src/model/unit-cell.js';

const MONOCLINIC: UnitCell = { a: 63.15, b: 83.59, c: 53.8, alpha: 90, beta: 99.34, gamma: 90 };
const HEXAGONAL: UnitCell = { a: 71.45, b: 71.45, c: 104.204, alpha: 90, beta: 90, gamma: 120 };

/** That of entry 2HHB. */
const TURNED = {
  matrix: [0.015462, 0.002192, 0.003698, -0.001902, 0.011771, 0.000974, -0.001062, -0.001721, 0.018728],
  vector: [0.26656, 0.16413, 0.75059],
};

function rounded(values: readonly number[], digits: number): number[] {
  return values.map((value) => Number(value.toFixed(digits)) + 0);
}

describe('the matrices of a cell', () => {
  it('are those that PDB files state', () => {
    const matrix = inverse(orthogonalization(metricOf(HEXAGONAL)));
    expect(rounded(matrix, 6)).toEqual([0.013996, 0.00808, 0, 0, 0.016161, 0, 0, 0, 0.009597]);
  });

  it('have the volume as their determinant', () => {
    expect(cellVolume(MONOCLINIC)).toBeCloseTo(63.15 * 83.59 * 53.8 * Math.sin((99.34 * Math.PI) / 180), 6);
    expect(cellVolume({ ...MONOCLINIC, alpha: 30, beta: 30, gamma: 120 })).toBe(0);
    expect(cellVolume({ ...MONOCLINIC, gamma: NaN })).toBe(0);
  });

  it('give back edges and angles', () => {
    const angle = fc.double({ min: 70, max: 110, noNaN: true });
    const edge = fc.double({ min: 5, max: 500, noNaN: true });
    fc.assert(
      fc.property(edge, edge, edge, angle, angle, angle, (a, b, c, alpha, beta, gamma) => {
        const metric = metricOf({ a, b, c, alpha, beta, gamma });
        const matrix = orthogonalization(metric);
        const again = multiply(transpose(matrix), matrix);
        again.forEach((value, entry) =>
          expect(Math.abs(value - metric[entry])).toBeLessThan(1e-9 * (a * a + b * b + c * c)),
        );
      }),
    );
  });
});

describe('a cell and a space group', () => {
  const tetragonal = findSpaceGroup('P 43 21 2')!.operators;

  it('fit where operators keep its shape', () => {
    const cell = { a: 60, b: 60, c: 90, alpha: 90, beta: 90, gamma: 90 };
    expect(fitsCell(tetragonal, cell)).toBe(true);
    expect(fitsCell(tetragonal, { ...cell, b: 60.02 })).toBe(true);
    expect(fitsCell(tetragonal, { ...cell, b: 63 })).toBe(false);
    expect(fitsCell(tetragonal, { ...cell, beta: 95 })).toBe(false);
  });

  it('make a metric that operators keep to the last digits', () => {
    const cell = { a: 60, b: 60.02, c: 90, alpha: 90, beta: 90.01, gamma: 90 };
    const metric = symmetricMetric(tetragonal, cell);
    for (const { rotation } of tetragonal) {
      const turned = multiply(transpose(rotation), multiply(metric, rotation));
      turned.forEach((value, entry) => expect(value).toBeCloseTo(metric[entry], 9));
    }
  });
});

describe('the frame of a crystal', () => {
  const metric = metricOf(MONOCLINIC);

  it('is the usual one where nothing or nothing else is said', () => {
    const usual = crystalFrame(metric);
    const said = { matrix: rounded(usual.matrix, 6), vector: [0, 0, 0] };
    expect(crystalFrame(metric, said)).toEqual(usual);
  });

  it('is turned and moved by a scale matrix, and keeps the cell', () => {
    const { matrix, vector, scaleFits } = crystalFrame(metric, TURNED);
    expect(scaleFits).toBe(true);
    expect(vector).toEqual(TURNED.vector);
    matrix.forEach((value, entry) => expect(value).toBeCloseTo(TURNED.matrix[entry], 5));
    const edges = inverse(matrix);
    const again = multiply(transpose(edges), edges);
    again.forEach((value, entry) => expect(value).toBeCloseTo(metric[entry], 8));
  });

  it('is only moved where only the vector differs', () => {
    const usual = crystalFrame(metric);
    const moved = crystalFrame(metric, { matrix: rounded(usual.matrix, 6), vector: [0, 0.25, 0] });
    expect(moved.matrix).toEqual(usual.matrix);
    expect(toFraction(moved, [0, 0, 0])).toEqual([0, 0.25, 0]);
  });

  it.each([
    ['zeros', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['the identity', [1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ['that of another cell', [0.02, 0, 0, 0, 0.02, 0, 0, 0, 0.02]],
    ['a mirror image', [-0.015835, 0, -0.002605, 0, 0.011963, 0, 0, 0, 0.018837]],
    ['no numbers', new Array<number>(9).fill(NaN)],
  ])('leaves a scale matrix aside that is %s', (_, matrix) => {
    expect(crystalFrame(metric, { matrix, vector: [0, 0, 0] })).toEqual({
      ...crystalFrame(metric),
      scaleFits: false,
    });
  });

  it('takes the rotation alone from a matrix that is a little off', () => {
    const usual = crystalFrame(metric);
    const off = { matrix: usual.matrix.map((value) => 1.003 * value), vector: [0, 0, 0] };
    expect(crystalFrame(metric, off)).toEqual(usual);
  });
});
