import { describe, expect, it } from 'vitest';
import { mapOfModel } from '../../src/maps/model-map.js';
import { atomicNumber } from '../../src/model/element.js';
import { parseModel } from '../../src/model/read-model.js';

/** Two atoms, with a cell of no right angles or none. */
function pair(cell = ''): ReturnType<typeof parseModel> {
  const text = `${cell}ATOM      1  N   GLY A   1       1.000   2.000   3.000  1.00 10.00           N
ATOM      2  CA  GLY A   1       2.100   2.500   3.700  0.50 25.00           C
`;
  return parseModel(text);
}

const TRICLINIC = 'CRYST1   12.000   11.000   13.000  80.00 100.00 110.00 P -1          2\n';

describe('the map of a model', () => {
  it('in a box is the sum of its Gaussians', () => {
    const model = pair();
    const { values, size, start, sampling, unitCell } = mapOfModel(model, { spacing: 0.7, blur: 12 });
    expect(unitCell.a / sampling[0]).toBeCloseTo(0.7, 12);
    const gaussian = (i: number, x: number, y: number, z: number) => {
      const b = model.atoms.bIso[i] + 12;
      const site = model.sitesCart.subarray(3 * i, 3 * i + 3);
      const square = (x - site[0]) ** 2 + (y - site[1]) ** 2 + (z - site[2]) ** 2;
      const electrons = [7, 3][i];
      return electrons * ((4 * Math.PI) / b) ** 1.5 * Math.exp((-4 * Math.PI ** 2 * square) / b);
    };
    values.forEach((value, k) => {
      const point = [k % size[0], Math.floor(k / size[0]) % size[1], Math.floor(k / (size[0] * size[1]))];
      const [x, y, z] = point.map((p, axis) => 0.7 * (p + start[axis]));
      expect(Math.abs(value - gaussian(0, x, y, z) - gaussian(1, x, y, z))).toBeLessThan(2e-5);
    });
  });

  it.each(['', TRICLINIC])('holds all electrons, with those of copies (%j)', (cell) => {
    const { values, unitCell, sampling } = mapOfModel(pair(cell), { spacing: 0.4 });
    const { a, b, c, alpha, beta, gamma } = unitCell;
    const [x, y, z] = [alpha, beta, gamma].map((angle) => Math.cos((angle * Math.PI) / 180));
    const volume = a * b * c * Math.sqrt(1 - x * x - y * y - z * z + 2 * x * y * z);
    const perPoint = volume / (sampling[0] * sampling[1] * sampling[2]);
    const electrons = values.reduce((sum, value) => sum + value, 0) * perPoint;
    expect(electrons).toBeCloseTo(cell === '' ? 10 : 20, 2);
  });

  it('of a crystal is the same around each copy', () => {
    const { values, size } = mapOfModel(pair(TRICLINIC));
    const at = (x: number, y: number, z: number) => values[x + size[0] * (y + size[1] * z)];
    for (const [x, y, z] of [
      [1, 2, 3],
      [7, 4, 9],
      [2, 4, 6],
    ] as const) {
      expect(at(size[0] - x, size[1] - y, size[2] - z)).toBeCloseTo(at(x, y, z), 5);
    }
  });

  it.each([
    [{ resolution: NaN }, 'resolution is NaN'],
    [{ spacing: 0 }, 'spacing is 0'],
    [{ spacing: 1e-4 }, 'points is too large'],
    [{ blur: -1 }, 'blur is -1'],
  ])('%o is refused', (options, message) => {
    expect(() => mapOfModel(pair(), options)).toThrow(message);
  });

  it('names the atom that has no density', () => {
    const model = pair();
    model.atoms.bIso[1] = -30;
    expect(() => mapOfModel(model)).toThrow('CA GLY A 1: a B factor of -30');
  });
});

it('elements have their numbers', () => {
  expect(['H', 'D', 'C', 'SE', 'LR', 'X'].map(atomicNumber)).toEqual([1, 1, 6, 34, 103, undefined]);
});
