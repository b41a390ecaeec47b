import { IDENTITY, multiply, transform } from './symmetry-operator.js';
import { determinant, inverse, orthogonalization, transpose } from './unit-cell.js';

/** How a file makes fractional coordinates of its sites: matrix · site + vector (SCALE1-3). */
export interface ScaleMatrix {
  /** 9, row by row, 1/Å. */
  readonly matrix: readonly number[];
  /** 3, cell edges. */
  readonly vector: readonly number[];
}

/** Where the cell's edges lie in the frame of the sites. */
export interface CrystalFrame extends ScaleMatrix {
  /** False where there is a scale matrix that is none of this cell, so that the usual frame was taken. */
  readonly scaleFits: boolean;
}

/** Files give scale matrices to six decimals, and their vectors to five. */
const MATRIX_DIGITS = 2e-6;
const VECTOR_DIGITS = 2e-5;
/** Relative: how far lengths and angles of a scale matrix may be from the cell's, which other programs have rounded. */
const STRETCH = 0.02;
const POLAR_STEPS = 12;

/**
 * The frame of a cell: the usual one of PDB files (x along a, y in the plane of a and b) unless the file has turned or
 * moved it. A scale matrix has few digits. So its rotation is taken, as exact as rotations are, and lengths and angles
 * are the cell's.
 *
 * @param metric scalar products of the cell's edges, Å²
 */
export function crystalFrame(metric: readonly number[], scale?: ScaleMatrix): CrystalFrame {
  const orthogonal = orthogonalization(metric);
  const usual: CrystalFrame = { matrix: inverse(orthogonal), vector: [0, 0, 0], scaleFits: true };
  if (scale === undefined) return usual;
  const rotation = rotationOf(multiply(orthogonal, scale.matrix));
  if (rotation === undefined) return { ...usual, scaleFits: false };
  const turned = multiply(usual.matrix, rotation);
  const isTurned = largestDifference(turned, usual.matrix) > MATRIX_DIGITS;
  const isMoved = largestDifference(scale.vector, usual.vector) > VECTOR_DIGITS;
  return {
    matrix: isTurned ? turned : usual.matrix,
    vector: isMoved ? scale.vector : usual.vector,
    scaleFits: true,
  };
}

/** Fractional coordinates of a site. */
export function toFraction({ matrix, vector }: ScaleMatrix, site: readonly number[]): number[] {
  return transform(matrix, site).map((value, axis) => value + vector[axis]);
}

/** The rotation nearest to a matrix that is all but one: the mean with its inverse transpose, again and again. */
function rotationOf(matrix: readonly number[]): readonly number[] | undefined {
  if (!(determinant(matrix) > 0)) return undefined;
  let rotation = matrix;
  for (let step = 0; step < POLAR_STEPS; step++) {
    const other = transpose(inverse(rotation));
    rotation = rotation.map((value, entry) => (value + other[entry]) / 2);
  }
  return largestDifference(multiply(transpose(rotation), matrix), IDENTITY.rotation) <= STRETCH
    ? rotation
    : undefined;
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((value, entry) => Math.abs(value - b[entry]));
  return differences.every(Number.isFinite) ? Math.max(...differences) : Infinity;
}
