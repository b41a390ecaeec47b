import { toFraction, type CrystalFrame } from '../model/crystal-frame.js';
import { TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import { inverse } from '../model/unit-cell.js';

/** Å: atoms of two molecules that are nearer than this lie on top of each other. */
const ON_TOP = 1.5;
/** About so many copies of some atoms tell how all atoms fare. */
const COPIES = 1000;
const FEWEST_SAMPLES = 50;
const MOST_BOXES = 64;
const NONE = -1;

/** Copies of a sample of the atoms, in columns. */
interface SampledCopies {
  readonly iSeqs: Int32Array;
  readonly operators: Int32Array;
  /** Fractional coordinates, 3 per copy. */
  readonly fractions: Float64Array;
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
  if (atomCount === 0) return 0;
  const samples = Math.max(FEWEST_SAMPLES, Math.floor(COPIES / operators.length));
  const stride = Math.max(1, Math.floor(atomCount / samples));
  const cell = new BoxedCell(sampledCopies(sitesCart, stride, operators, frame), frame);
  const overlapping = new Set<number>();
  for (let iSeq = 0; iSeq < atomCount; iSeq++) cell.addCopiesOnTop(sitesCart, iSeq, overlapping);
  return overlapping.size / Math.ceil(atomCount / stride);
}

function sampledCopies(
  sitesCart: Float64Array,
  stride: number,
  operators: readonly SymmetryOperator[],
  frame: CrystalFrame,
): SampledCopies {
  const samples = Math.ceil(sitesCart.length / 3 / stride);
  const count = samples * operators.length;
  const copies = {
    iSeqs: new Int32Array(count),
    operators: new Int32Array(count),
    fractions: new Float64Array(3 * count),
  };
  for (let copy = 0, sample = 0; sample < samples; sample++) {
    const iSeq = stride * sample;
    const [u, v, w] = toFraction(frame, [...sitesCart.subarray(3 * iSeq, 3 * iSeq + 3)]);
    for (let op = 0; op < operators.length; op++, copy++) {
      const { rotation: r, translation } = operators[op];
      copies.iSeqs[copy] = iSeq;
      copies.operators[copy] = op;
      for (let axis = 0; axis < 3; axis++) {
        const shift = translation[axis] / TRANSLATION_PARTS;
        copies.fractions[3 * copy + axis] =
          r[3 * axis] * u + r[3 * axis + 1] * v + r[3 * axis + 2] * w + shift;
      }
    }
  }
  return copies;
}

/** A cell in boxes wider than ON_TOP, each of which knows the copies in it. Works on bare numbers: it is asked about every atom. */
class BoxedCell {
  readonly #edges: readonly number[];
  readonly #shape: readonly number[];
  /** The first copy in each box, and behind each copy the next in its box. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  constructor(
    private readonly copies: SampledCopies,
    private readonly frame: CrystalFrame,
  ) {
    this.#edges = inverse(frame.matrix);
    this.#shape = [0, 3, 6].map((row) => {
      const width = 1 / Math.hypot(...frame.matrix.slice(row, row + 3));
      return Math.max(1, Math.min(MOST_BOXES, Math.floor(width / ON_TOP)));
    });
    this.#first = new Int32Array(this.#shape[0] * this.#shape[1] * this.#shape[2]).fill(NONE);
    this.#next = new Int32Array(copies.iSeqs.length);
    for (let copy = 0; copy < this.#next.length; copy++) this.#put(copy);
  }

  #put(copy: number): void {
    const { fractions } = this.copies;
    const [a, b] = this.#shape;
    const x = this.#box(fractions[3 * copy], 0);
    const y = this.#box(fractions[3 * copy + 1], 1);
    const box = (this.#box(fractions[3 * copy + 2], 2) * b + y) * a + x;
    this.#next[copy] = this.#first[box];
    this.#first[box] = copy;
  }

  /** Adds the i_seqs of the copies of other atoms that lie on top of an atom, or on top of a copy of it by whole edges. */
  addCopiesOnTop(sites: Float64Array, iSeq: number, to: Set<number>): void {
    const { matrix: m, vector } = this.frame;
    const x = sites[3 * iSeq];
    const y = sites[3 * iSeq + 1];
    const z = sites[3 * iSeq + 2];
    const u = m[0] * x + m[1] * y + m[2] * z + vector[0];
    const v = m[3] * x + m[4] * y + m[5] * z + vector[1];
    const w = m[6] * x + m[7] * y + m[8] * z + vector[2];
    const [a, b, c] = this.#shape;
    // The box and those around it, each once where the cell is narrower than three.
    for (let k = Math.min(3, c), kBox = this.#box(w, 2) + c - 1; k > 0; k--, kBox++) {
      for (let j = Math.min(3, b), jBox = this.#box(v, 1) + b - 1; j > 0; j--, jBox++) {
        const row = ((kBox % c) * b + (jBox % b)) * a;
        for (let i = Math.min(3, a), iBox = this.#box(u, 0) + a - 1; i > 0; i--, iBox++) {
          for (let copy = this.#first[row + (iBox % a)]; copy !== NONE; copy = this.#next[copy]) {
            if (this.#isOnTop(copy, iSeq, u, v, w)) to.add(this.copies.iSeqs[copy]);
          }
        }
      }
    }
  }

  #isOnTop(copy: number, iSeq: number, u: number, v: number, w: number): boolean {
    const { iSeqs, operators, fractions } = this.copies;
    if (iSeqs[copy] === iSeq) return false;
    const du = fractions[3 * copy] - u;
    const dv = fractions[3 * copy + 1] - v;
    const dw = fractions[3 * copy + 2] - w;
    const ru = Math.round(du);
    const rv = Math.round(dv);
    const rw = Math.round(dw);
    // By the identity, and not moved by whole edges: it is the atom itself.
    if (operators[copy] === 0 && ru === 0 && rv === 0 && rw === 0) return false;
    return this.#squaredLength(du - ru, dv - rv, dw - rw) < ON_TOP * ON_TOP;
  }

  #squaredLength(u: number, v: number, w: number): number {
    const e = this.#edges;
    const x = e[0] * u + e[1] * v + e[2] * w;
    const y = e[3] * u + e[4] * v + e[5] * w;
    const z = e[6] * u + e[7] * v + e[8] * w;
    return x * x + y * y + z * z;
  }

  #box(fraction: number, axis: number): number {
    const boxes = this.#shape[axis];
    return Math.min(boxes - 1, Math.floor((fraction - Math.floor(fraction)) * boxes));
  }
}
