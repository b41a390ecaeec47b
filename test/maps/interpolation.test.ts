import { describe, expect, it } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { DensityMap, Triple } from '../../src/maps/density-map.js';
import { mapGrid } from '../../src/maps/map-restraints.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { expectDerivatives } from '../native/finite-differences.js';
import { randomSites } from '../native/random.js';
import { ORTHOGONAL, randomBox, randomMap } from './random-map.js';

const MAPS: [string, DensityMap][] = [
  ['a whole cell', randomMap()],
  ['a whole cell of right angles', randomMap({ unitCell: ORTHOGONAL })],
  ['a cell that begins elsewhere', randomMap({ start: [5, -7, 2] })],
  ['a part of a cell', randomBox()],
  ['a slab that repeats along b alone', randomMap({ sampling: [20, 8, 30] })],
  ['a box that is moved', randomMap({ origin: [4, -2, 1.5], unitCell: ORTHOGONAL })],
  ['the smallest of grids', randomMap({ size: [1, 2, 3] })],
];

function inMap(map: DensityMap, atomCount: number): Restraints {
  const iSeqs = Int32Array.from({ length: atomCount }, (_, i) => i);
  const weight = Float64Array.from(iSeqs, (i) => 1 + 0.5 * i);
  return { atomCount, map: { iSeqs, weight, grid: mapGrid(map) } };
}

/** Of each site alone. */
function densities(map: DensityMap, sites: Float64Array): Float64Array {
  const target = new GeometryTarget(inMap(map, sites.length / 3));
  const { model } = target.measure('map', sites);
  target.close();
  return model;
}

/** Å, of a grid point of a map whose cell has right angles. */
function siteOf({ unitCell, sampling, start, origin }: DensityMap, [x, y, z]: Triple): Float64Array {
  const { a, b, c } = unitCell;
  return Float64Array.of(
    origin[0] + ((x + start[0]) * a) / sampling[0],
    origin[1] + ((y + start[1]) * b) / sampling[1],
    origin[2] + ((z + start[2]) * c) / sampling[2],
  );
}

describe.each(MAPS)('%s', (_, map) => {
  it.each([0, 1, 2, 3])('has the gradients of its energy, at random sites %i', (seed) => {
    expectDerivatives(inMap(map, 12), randomSites(12, 20, seed));
  });

  it('is the same a cell further on, where it repeats', () => {
    const { a, b } = map.unitCell;
    const gamma = (map.unitCell.gamma * Math.PI) / 180;
    const edges: [number, Float64Array][] = [
      [0, Float64Array.of(a, 0, 0)],
      [1, Float64Array.of(b * Math.cos(gamma), b * Math.sin(gamma), 0)],
    ];
    const sites = randomSites(20, 20, 9);
    const here = densities(map, sites);
    for (const [axis, edge] of edges) {
      if (map.size[axis] < map.sampling[axis]) continue;
      const there = densities(
        map,
        sites.map((value, k) => value - 3 * edge[k % 3]),
      );
      there.forEach((density, k) => expect(density).toBeCloseTo(here[k], 9));
    }
  });
});

describe('the density', () => {
  const box = randomMap({ sampling: [24, 20, 28], start: [-3, 4, 2], unitCell: ORTHOGONAL });
  const at = (map: DensityMap, point: Triple) => densities(map, siteOf(map, point))[0];

  it('at a grid point is its value', () => {
    const map = randomMap({ unitCell: ORTHOGONAL, origin: [1, 2, 3] });
    for (const point of [
      [0, 0, 0],
      [11, 7, 14],
      [3, 4, 5],
      [11, 0, 0],
    ] as const) {
      const [x, y, z] = point;
      expect(at(map, point)).toBeCloseTo(map.values[x + 12 * (y + 8 * z)], 9);
      expect(at(box, point)).toBeCloseTo(box.values[x + 12 * (y + 8 * z)], 9);
    }
  });

  it('outside a box fades to 0 within two steps', () => {
    expect(Math.abs(at(box, [12.2, 4, 5]))).toBeGreaterThan(0);
    for (const point of [
      [-2, 4, 5],
      [13.001, 4, 5],
      [5, 4, 16.5],
      [5, -1e6, 3],
      [1e9, 1e9, 1e9],
    ] as const) {
      expect(at(box, point)).toBe(0);
    }
  });

  it('between two points on a line is that of Catmull and Rom, by hand', () => {
    // (−1/16, 9/16, 9/16, −1/16) half way between the middle two.
    const line = randomMap({ size: [4, 1, 1], sampling: [8, 1, 1], unitCell: ORTHOGONAL });
    const expected = [-1, 9, 9, -1].reduce((sum, w, k) => sum + (w * line.values[k]) / 16, 0);
    expect(at(line, [1.5, 0, 0])).toBeCloseTo(expected, 9);
  });

  it('of a map with the first points once more behind the last is that of the cell', () => {
    const map = randomMap();
    const [nx, ny, nz] = map.size;
    const size: Triple = [nx + 1, ny, nz + 2];
    const values = new Float32Array(size[0] * size[1] * size[2]);
    values.forEach((_, k) => {
      const [x, y, z] = [k % size[0], Math.floor(k / size[0]) % ny, Math.floor(k / (size[0] * ny))];
      values[k] = map.values[(x % nx) + nx * (y + ny * (z % nz))];
    });
    const sites = randomSites(10, 20, 3);
    expect(densities({ ...map, values, size }, sites)).toEqual(densities(map, sites));
  });
});

describe('in a target', () => {
  const sites = randomSites(6000, 40, 1);
  const restraints = inMap(randomMap(), 6000);

  function evaluate(options: { threads: number }, fixed?: Uint8Array) {
    const target = new GeometryTarget({ ...restraints, fixed }, options);
    const gradients = new Float64Array(sites.length);
    const { energy, terms } = target.evaluateSync(sites, gradients);
    const fixedEnergy = target.fixedEnergy(sites);
    target.close();
    return { energy, terms, gradients, fixedEnergy };
  }

  it('threads change no digit', () => {
    expect(evaluate({ threads: 4 })).toEqual(evaluate({ threads: 1 }));
  });

  it('fixed atoms count, but are not pulled', () => {
    const fixed = Uint8Array.from({ length: 6000 }, (_, i) => i % 2);
    const free = evaluate({ threads: 2 });
    const half = evaluate({ threads: 2 }, fixed);
    expect(half.energy).toBe(free.energy);
    expect(half.terms.map).toBe(half.energy);
    half.gradients.forEach((g, k) => expect(g).toBe(fixed[Math.floor(k / 3)] ? 0 : free.gradients[k]));
    expect(half.fixedEnergy).toBeGreaterThan(-Infinity);
    expect(half.fixedEnergy).not.toBe(0);
  });
});

const grid = mapGrid(randomMap());
it.each([
  [{ weight: Float64Array.of(NaN) }, 'map.weight[0] must be a finite number'],
  [{ iSeqs: Int32Array.of(3) }, 'map.iSeqs[0] points to atom 3'],
  [{ grid: { ...grid, size: Int32Array.of(0, 8, 15) } }, 'map.grid.size[0] must be from 1'],
  [{ grid: { ...grid, size: Int32Array.of(3e4, 3e4, 3e4) } }, 'map.grid.size makes 27000000000000 points'],
  [{ grid: { ...grid, values: new Float32Array(3) } }, 'map.grid.values must have 1440 values, but it has 3'],
  [
    { grid: { ...grid, values: grid.values.map(() => Infinity) } },
    'map.grid.values[0] must be a finite number',
  ],
  [{ grid: { ...grid, repeats: Uint8Array.of(0, 2, 0) } }, 'map.grid.repeats[1] must be from 0 to 1'],
  [{ grid: { ...grid, toGrid: grid.toGrid.map(() => NaN) } }, 'map.grid.toGrid[0] is beyond all measure'],
])('%o is refused', (part, message) => {
  const map = { iSeqs: Int32Array.of(0), weight: Float64Array.of(1), grid, ...part };
  expect(() => new GeometryTarget({ atomCount: 1, map })).toThrow(message);
});
