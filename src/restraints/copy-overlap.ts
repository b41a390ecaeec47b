import type { CrystalFrame } from '../model/crystal-frame.js';
import { transform, TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import { inverse } from '../model/unit-cell.js';

/** Å: atoms of two molecules that are nearer than this lie on top of each other. */
const ON_TOP = 1.5;
/** About so many copies of some atoms tell how all atoms fare. */
const COPIES = 1000;
const FEWEST_SAMPLES = 50;
const MOST_BOXES = 64;

/** A copy of an atom of the sample. */
interface SampledCopy {
  readonly iSeq: number;
  readonly fraction: readonly number[];
  /** By the identity: it is the atom itself unless it is moved by whole edges. */
  readonly isUnmoved: boolean;
}

/**
 * What share of the atoms, by a sample of them, lies on top of symmetry copies of others: next to nothing in a crystal, but
 * a large part where the cell or its frame is not the model's.
 *
 * @param sitesCart 3n, Å
 */
export function shareOverlapping(
  sitesCart: Float64Array,
  operators: readonly SymmetryOperator[],
  frame: CrystalFrame,
): number {
  const atomCount = sitesCart.length / 3;
  const samples = Math.max(FEWEST_SAMPLES, Math.floor(COPIES / operators.length));
  const stride = Math.max(1, Math.floor(atomCount / samples));
  const cell = new BoxedCell(frame);
  const overlapping = new Set<number>();
  for (let iSeq = 0; iSeq < atomCount; iSeq += stride) {
    const fraction = cell.fractionOf(sitesCart, iSeq);
    operators.forEach((operator, op) =>
      cell.add({ iSeq, fraction: operate(operator, fraction), isUnmoved: op === 0 }),
    );
  }
  for (let iSeq = 0; iSeq < atomCount; iSeq++) {
    for (const copy of cell.copiesOnTop(sitesCart, iSeq)) overlapping.add(copy.iSeq);
  }
  return atomCount === 0 ? 0 : overlapping.size / Math.ceil(atomCount / stride);
}

function operate({ rotation, translation }: SymmetryOperator, fraction: readonly number[]): number[] {
  return transform(rotation, fraction).map((value, axis) => value + translation[axis] / TRANSLATION_PARTS);
}

/** A cell in boxes wider than ON_TOP, each of which knows the copies in it and in the 26 around it. */
class BoxedCell {
  readonly #edges: readonly number[];
  readonly #shape: readonly number[];
  readonly #isNearCopies: Uint8Array;
  readonly #copies = new Map<number, SampledCopy[]>();

  constructor(private readonly frame: CrystalFrame) {
    this.#edges = inverse(frame.matrix);
    this.#shape = [0, 3, 6].map((row) => {
      const width = 1 / Math.hypot(...frame.matrix.slice(row, row + 3));
      return Math.max(1, Math.min(MOST_BOXES, Math.floor(width / ON_TOP)));
    });
    this.#isNearCopies = new Uint8Array(this.#shape[0] * this.#shape[1] * this.#shape[2]);
  }

  fractionOf(sites: Float64Array, iSeq: number): number[] {
    const { matrix, vector } = this.frame;
    const site = [sites[3 * iSeq], sites[3 * iSeq + 1], sites[3 * iSeq + 2]];
    return transform(matrix, site).map((value, axis) => value + vector[axis]);
  }

  add(copy: SampledCopy): void {
    const [x, y, z] = copy.fraction.map((value, axis) => this.#box(value, axis));
    const around = new Set<number>();
    for (let step = 0; step < 27; step++) {
      around.add(
        this.#index(x + (step % 3) - 1, y + (Math.floor(step / 3) % 3) - 1, z + Math.floor(step / 9) - 1),
      );
    }
    for (const box of around) {
      this.#isNearCopies[box] = 1;
      const copies = this.#copies.get(box);
      if (copies === undefined) this.#copies.set(box, [copy]);
      else copies.push(copy);
    }
  }

  /** The copies of other atoms that lie on top of an atom. */
  copiesOnTop(sites: Float64Array, iSeq: number): SampledCopy[] {
    const m = this.frame.matrix;
    const { vector } = this.frame;
    const x = sites[3 * iSeq];
    const y = sites[3 * iSeq + 1];
    const z = sites[3 * iSeq + 2];
    const box = this.#index(
      this.#box(m[0] * x + m[1] * y + m[2] * z + vector[0], 0),
      this.#box(m[3] * x + m[4] * y + m[5] * z + vector[1], 1),
      this.#box(m[6] * x + m[7] * y + m[8] * z + vector[2], 2),
    );
    if (this.#isNearCopies[box] === 0) return [];
    const fraction = this.fractionOf(sites, iSeq);
    return this.#copies.get(box)!.filter((copy) => copy.iSeq !== iSeq && this.#isOnTop(copy, fraction));
  }

  #isOnTop({ fraction, isUnmoved }: SampledCopy, atom: readonly number[]): boolean {
    const away = fraction.map((value, axis) => value - atom[axis]);
    const edges = away.map(Math.round);
    if (isUnmoved && edges.every((edge) => edge === 0)) return false;
    const shift = away.map((value, axis) => value - edges[axis]);
    return Math.hypot(...transform(this.#edges, shift)) < ON_TOP;
  }

  #box(fraction: number, axis: number): number {
    return Math.floor((fraction - Math.floor(fraction)) * this.#shape[axis]);
  }

  /** Boxes may be one beyond the cell's ends. */
  #index(x: number, y: number, z: number): number {
    const [a, b, c] = this.#shape;
    return (((z + c) % c) * b + ((y + b) % b)) * a + ((x + a) % a);
  }
}
