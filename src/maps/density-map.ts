import type { SymmetryOperator } from '../model/symmetry-operator.js';
import { inverse, metricOf, orthogonalization, type UnitCell } from '../model/unit-cell.js';

/** Three numbers, of the axes a, b and c, or x, y and z. */
export type Triple = readonly [number, number, number];

/** Density on a grid that is laid over a cell. */
export interface DensityMap {
  /** size[0] · size[1] · size[2], a fastest, then b. In whatever units the file has them. */
  readonly values: Float32Array;
  /** Points along a, b and c. */
  readonly size: Triple;
  /** Where the first point is, in steps from the cell's origin. */
  readonly start: Triple;
  /** Steps along each edge of the cell. */
  readonly sampling: Triple;
  /** x is along a, and y in the plane of a and b. */
  readonly unitCell: UnitCell;
  /** Where the cell's origin is, Å. */
  readonly origin: Triple;
  /** 1 to 230; of volumes that are no crystals 1, or 0. */
  readonly spaceGroupNumber: number;
  /** Of the space group in the setting of the cell, where a file lists them. */
  readonly operators?: readonly SymmetryOperator[];
}

/** Å of a step along each edge: 9, row by row, the edges in columns. */
export function stepsOf({ unitCell, sampling }: Pick<DensityMap, 'unitCell' | 'sampling'>): number[] {
  return orthogonalization(metricOf(unitCell)).map((value, entry) => value / sampling[entry % 3]);
}

/** What makes grid coordinates of sites, in steps from the first point: 12, a row of a matrix and the constant behind it. */
export function toGridOf(
  map: Omit<DensityMap, 'values' | 'size' | 'spaceGroupNumber' | 'operators'>,
): Float64Array {
  const matrix = inverse(stepsOf(map));
  const rows = [0, 1, 2].flatMap((axis) => {
    const row = matrix.slice(3 * axis, 3 * axis + 3);
    const shift = row.reduce((sum, value, k) => sum + value * map.origin[k], map.start[axis]);
    return [...row, -shift];
  });
  return Float64Array.from(rows);
}
