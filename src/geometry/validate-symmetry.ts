import type { CrystalSymmetry, NonbondedAtoms, Restraints } from '../restraints/restraints.js';
import { fail, requireColumn, requireISeqs, requireNumbers, requireSection } from './column-checks.js';

/** Å: no farther than this are pairs across symmetry looked for. */
export const LARGEST_REACH = 100;

/** Å. */
const NARROWEST_CELL = 1;
const MOST_EDGES = 1e6;
/** How far products of columns of rotations may be from 0 and 1. */
const ISOMETRY = 1e-6;
/** Cell edges: operators are the same if they differ by so little from whole ones. */
const SAME = 1e-6;
const IDENTITY_ROWS = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
/** Rows of siteSymmetry. */
const SITE_ROW = 5;

export function crystalOf({ nonbonded }: Restraints): CrystalSymmetry | undefined {
  return nonbonded && !('pairs' in nonbonded) ? nonbonded.symmetry : undefined;
}

/** @throws GeominError `ARGUMENT` naming what of the symmetry is wrong */
export function validateSymmetry(symmetry: CrystalSymmetry, atoms: NonbondedAtoms, atomCount: number): void {
  const path = 'nonbonded.symmetry';
  requireSection(path, symmetry);
  const matrix = requireColumn(`${path}.fractionalization`, symmetry.fractionalization, Float64Array, 12);
  requireNumbers(`${path}.fractionalization`, matrix);
  const edges = cellEdges(matrix);
  if (edges === undefined) {
    fail(
      `${path}.fractionalization makes no cell that is at least ${NARROWEST_CELL} Å wide in every direction`,
    );
  }
  const operators = requireColumn(`${path}.operators`, symmetry.operators, Float64Array, undefined);
  requireNumbers(`${path}.operators`, operators);
  validateOperators(`${path}.operators`, operators, matrix, edges);
  validateSiteSymmetry(`${path}.siteSymmetry`, symmetry.siteSymmetry, atomCount, operators.length / 12);
  if (symmetry.copyGroup !== undefined) {
    requireColumn(`${path}.copyGroup`, symmetry.copyGroup, Int32Array, atomCount);
  }
  const reach = 2 * largestRadius(atoms.radius) + (atoms.buffer ?? 0);
  if (!(reach <= LARGEST_REACH))
    fail(`radii and buffer reach ${reach} Å, but in a crystal ${LARGEST_REACH} is most`);
}

/** a, b, c in Å: 9, in columns. */
function cellEdges(m: Float64Array): number[] | undefined {
  const rows = [m.subarray(0, 3), m.subarray(4, 7), m.subarray(8, 11)];
  const volume = dot(rows[0], cross(rows[1], rows[2]));
  const columns = [cross(rows[1], rows[2]), cross(rows[2], rows[0]), cross(rows[0], rows[1])];
  const edges = [0, 1, 2].flatMap((axis) => columns.map((column) => column[axis] / volume));
  const isWide = rows.every((row) => Math.sqrt(dot(row, row)) <= 1 / NARROWEST_CELL);
  return isWide && edges.every(Number.isFinite) ? edges : undefined;
}

function validateOperators(
  path: string,
  operators: Float64Array,
  matrix: Float64Array,
  edges: number[],
): void {
  const count = operators.length / 12;
  if (count < 1 || !Number.isInteger(count))
    fail(`${path} must have 12 values for each of one or more operators`);
  const rows = Array.from({ length: count }, (_, k) => operators.subarray(12 * k, 12 * (k + 1)));
  if (!IDENTITY_ROWS.every((value, entry) => rows[0][entry] === value)) {
    fail(`${path} must begin with the identity`);
  }
  rows.forEach((operator, k) => {
    if (operator.some((value) => Math.abs(value) > MOST_EDGES))
      fail(`${path}: number ${k} is beyond all measure`);
    if (!isIsometry(operator, matrix, edges)) fail(`${path}: number ${k} changes the shape of the cell`);
    const inverses = rows.filter((other) => isInverse(operator, other)).length;
    if (inverses !== 1)
      fail(`${path} must have one inverse of number ${k}, but it has ${inverses || 'none'}`);
  });
}

/** Whether O W F is a rotation, perhaps with an inversion. */
function isIsometry(w: Float64Array, f: Float64Array, edges: number[]): boolean {
  const column = (axis: number) => {
    const turned = [0, 4, 8].map(
      (row) => w[row] * f[axis] + w[row + 1] * f[axis + 4] + w[row + 2] * f[axis + 8],
    );
    return [0, 3, 6].map((row) => dot(edges.slice(row, row + 3), turned));
  };
  const columns = [0, 1, 2].map(column);
  return columns.every((a, i) => columns.every((b, j) => Math.abs(dot(a, b) - Number(i === j)) <= ISOMETRY));
}

/** Whether one operator after the other changes nothing but whole cell edges. */
function isInverse(a: Float64Array, b: Float64Array): boolean {
  return [0, 4, 8].every((row) =>
    [0, 1, 2, 3].every((column) => {
      const product = a[row] * b[column] + a[row + 1] * b[column + 4] + a[row + 2] * b[column + 8];
      const value = column === 3 ? product + a[row + 3] : product - Number(row === 4 * column);
      return Math.abs(column === 3 ? value - Math.round(value) : value) <= SAME;
    }),
  );
}

function validateSiteSymmetry(
  path: string,
  rows: Int32Array | undefined,
  atomCount: number,
  operatorCount: number,
): void {
  if (rows === undefined) return;
  requireColumn(path, rows, Int32Array, undefined);
  if (rows.length % SITE_ROW !== 0) fail(`${path} must have ${SITE_ROW} values in each row`);
  const known = new Set<string>();
  for (let start = 0; start < rows.length; start += SITE_ROW) {
    const row = rows.subarray(start, start + SITE_ROW);
    requireISeqs(path, row.subarray(0, 1), atomCount);
    if (row[1] < 0 || row[1] >= operatorCount) fail(`${path}[${start + 1}]: there is no operator ${row[1]}`);
    if (row.subarray(1).every((value) => value === 0)) fail(`${path}[${start + 1}] is the identity`);
    const key = row.join();
    if (known.has(key)) fail(`${path}: the row of ${key} is there twice`);
    known.add(key);
  }
}

function largestRadius(radius: Float64Array): number {
  return radius.reduce((most, value) => (value > most ? value : most), 0);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
