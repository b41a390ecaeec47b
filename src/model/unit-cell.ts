import { multiply, type SymmetryOperator } from './symmetry-operator.js';

/** Edges in Å, angles in degrees. */
export interface UnitCell {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** Products of cell edges, of the size of their own: what rounded edges and angles of a group's cell may be off. */
const CELL_TOLERANCE = 0.02;

/** Scalar products of the edges, Å², 9, row by row. */
export function metricOf({ a, b, c, alpha, beta, gamma }: UnitCell): number[] {
  const ab = a * b * cosine(gamma);
  const ac = a * c * cosine(beta);
  const bc = b * c * cosine(alpha);
  return [a * a, ab, ac, ab, b * b, bc, ac, bc, c * c];
}

/** Å³; 0 where angles and edges make no cell. */
export function cellVolume(cell: UnitCell): number {
  return Math.sqrt(Math.max(0, determinant(metricOf(cell)))) || 0;
}

/** Whether operators leave the shape of a cell as it is, as near as rounded edges and angles tell. */
export function fitsCell(operators: readonly SymmetryOperator[], cell: UnitCell): boolean {
  const metric = metricOf(cell);
  const edges = [cell.a, cell.b, cell.c];
  return operators.every(({ rotation }) =>
    turnedMetric(metric, rotation).every((value, entry) => {
      const size = edges[Math.floor(entry / 3)] * edges[entry % 3];
      return Math.abs(value - metric[entry]) <= CELL_TOLERANCE * size;
    }),
  );
}

/** The metric of a cell whose shape operators leave exactly as it is: the mean over all of them. */
export function symmetricMetric(operators: readonly SymmetryOperator[], cell: UnitCell): number[] {
  const metric = metricOf(cell);
  const sum = new Array<number>(9).fill(0);
  for (const { rotation } of operators) {
    turnedMetric(metric, rotation).forEach((value, entry) => (sum[entry] += value / operators.length));
  }
  return sum;
}

/**
 * The matrix that makes Cartesian coordinates (Å) of fractional ones, 9, row by row. As in PDB files, x is along a and y
 * in the plane of a and b.
 *
 * @param metric as {@link metricOf} has it
 */
export function orthogonalization(metric: readonly number[]): number[] {
  const [aa, ab, ac, , bb, bc, , , cc] = metric;
  const a = Math.sqrt(aa);
  const bx = ab / a;
  const cx = ac / a;
  const by = Math.sqrt(bb - bx * bx);
  const cy = (bc - bx * cx) / by;
  return [a, bx, cx, 0, by, cy, 0, 0, Math.sqrt(cc - cx * cx - cy * cy)];
}

export function determinant(m: readonly number[]): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) +
    m[1] * (m[5] * m[6] - m[3] * m[8]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}

/** The inverse of a 3 × 3 matrix, row by row; not finite where there is none. */
export function inverse(m: readonly number[]): number[] {
  const per = 1 / determinant(m);
  const minor = (i: number, j: number, k: number, l: number) => (m[i] * m[j] - m[k] * m[l]) * per;
  return [
    minor(4, 8, 5, 7),
    minor(2, 7, 1, 8),
    minor(1, 5, 2, 4),
    minor(5, 6, 3, 8),
    minor(0, 8, 2, 6),
    minor(2, 3, 0, 5),
    minor(3, 7, 4, 6),
    minor(1, 6, 0, 7),
    minor(0, 4, 1, 3),
  ];
}

export function transpose(m: readonly number[]): number[] {
  return [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];
}

function turnedMetric(metric: readonly number[], rotation: readonly number[]): number[] {
  return multiply(transpose(rotation), multiply(metric, rotation));
}

/** Exact for the angles that cells of high symmetry have. */
function cosine(degrees: number): number {
  if (degrees === 90) return 0;
  if (degrees === 120) return -0.5;
  if (degrees === 60) return 0.5;
  return Math.cos((degrees * Math.PI) / 180);
}
