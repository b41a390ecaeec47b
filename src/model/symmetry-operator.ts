/** Translations are whole numbers of these parts of a cell edge: every space group's are, at every origin in use. */
export const TRANSLATION_PARTS = 24;

/** x′ = W x + w on fractional coordinates, w modulo whole cell edges. */
export interface SymmetryOperator {
  /** W, 9, row by row: −1, 0 or 1. */
  readonly rotation: readonly number[];
  /** w, 3, in {@link TRANSLATION_PARTS}ths of the cell edges, from 0 to one less. */
  readonly translation: readonly number[];
}

export const IDENTITY: SymmetryOperator = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/** The operator that does what `second` does, and then `first`. */
export function compose(first: SymmetryOperator, second: SymmetryOperator): SymmetryOperator {
  const moved = transform(first.rotation, second.translation);
  return {
    rotation: multiply(first.rotation, second.rotation),
    translation: moved.map((part, axis) => withinCell(part + first.translation[axis])),
  };
}

/** A translation without whole cell edges. */
export function withinCell(parts: number): number {
  return ((parts % TRANSLATION_PARTS) + TRANSLATION_PARTS) % TRANSLATION_PARTS;
}

/** The product of two 3 × 3 matrices, row by row. */
export function multiply(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, entry) => {
    const row = entry - (entry % 3);
    const column = entry % 3;
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

/** The product of a 3 × 3 matrix, row by row, and a vector. */
export function transform(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 3, 6].map(
    (row) => matrix[row] * vector[0] + matrix[row + 1] * vector[1] + matrix[row + 2] * vector[2],
  );
}

/**
 * An operator as crystallographers write it: `-x+1/2,y,z-1`.
 *
 * @param rotation 9, row by row
 * @param translation 3, cell edges
 */
export function operatorText(rotation: ArrayLike<number>, translation: ArrayLike<number>): string {
  return [0, 1, 2].map((axis) => `${axesText(rotation, 3 * axis)}${shiftText(translation[axis])}`).join(',');
}

const TERM = String.raw`([xyz]|\d+(/\d+)?|\d*\.\d+)`;
const ROW = new RegExp(`^[+-]?${TERM}([+-]${TERM})*$`);

/**
 * The operator of a text like that of {@link operatorText}, in capitals or not, with fractions or decimals, before the axis or
 * behind it.
 *
 * @returns undefined where it is none
 */
export function operatorOfText(text: string): SymmetryOperator | undefined {
  const rows = text
    .replace(/[\s\0*]/g, '')
    .toLowerCase()
    .split(',');
  if (rows.length !== 3 || !rows.every((row) => ROW.test(row))) return undefined;
  const rotation = rows.flatMap((row) => ['x', 'y', 'z'].map((axis) => signOf(row, axis)));
  const translation = rows.map((row) => TRANSLATION_PARTS * shiftOf(row));
  const parts = translation.map(Math.round);
  const isExact = parts.every((part, axis) => Math.abs(part - translation[axis]) < 0.1);
  return isExact ? { rotation, translation: parts.map(withinCell) } : undefined;
}

function signOf(row: string, axis: string): number {
  const at = row.indexOf(axis);
  if (at < 0) return 0;
  return row[at - 1] === '-' ? -1 : 1;
}

function shiftOf(row: string): number {
  const terms = row.replace(/[+-]?[xyz]/g, '').match(/[+-]?[\d./]+/g) ?? [];
  return terms.reduce((sum, term) => {
    const [part, whole = 1] = term.split('/').map(Number);
    return sum + part / whole;
  }, 0);
}

function axesText(rotation: ArrayLike<number>, row: number): string {
  const terms = ['x', 'y', 'z'].map((axis, column) => {
    const factor = rotation[row + column];
    if (factor === 0) return '';
    const size = Math.abs(factor) === 1 ? '' : Math.abs(factor);
    return `${factor < 0 ? '-' : '+'}${size}${axis}`;
  });
  return terms.join('').replace(/^\+/, '');
}

function shiftText(edges: number): string {
  const parts = Math.round(Math.abs(edges) * TRANSLATION_PARTS);
  if (parts === 0) return '';
  const common = commonDivisor(parts, TRANSLATION_PARTS);
  const denominator = TRANSLATION_PARTS / common;
  return `${edges < 0 ? '-' : '+'}${parts / common}${denominator === 1 ? '' : `/${denominator}`}`;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
