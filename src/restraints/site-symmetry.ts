import type { CrystalFrame } from '../model/crystal-frame.js';
import { multiply, transform, TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import { inverse } from '../model/unit-cell.js';

/** Å: a copy of an atom that is nearer to it is the atom itself (cctbx's min_distance_sym_equiv). */
const SAME_PLACE = 0.5;
/** No more elements of symmetry meet in a point. */
const MOST_COPIES = 48;

/** An operator, by its number, and whole cell edges. */
type Element = readonly [op: number, a: number, b: number, c: number];

/**
 * The rows of {@link CrystalSymmetry.siteSymmetry}: atoms that some operator leaves where they are, within half an Å.
 *
 * @param sitesCart 3n, Å
 */
export function siteSymmetry(
  sitesCart: Float64Array,
  operators: readonly SymmetryOperator[],
  frame: CrystalFrame,
): Int32Array {
  const finder = new ElementFinder(operators, frame);
  const rows: number[] = [];
  for (let iSeq = 0; iSeq < sitesCart.length / 3; iSeq++) {
    const elements = finder.elementsAt(sitesCart, iSeq);
    if (elements.length === 0) continue;
    for (const element of closure(elements, operators)) rows.push(iSeq, ...element);
  }
  return Int32Array.from(rows);
}

/** Works on bare numbers: it asks every operator about every atom. */
class ElementFinder {
  readonly #rows: Float64Array[];
  readonly #edges: readonly number[];
  /** Å between the faces that a joins. */
  readonly #width: number;

  constructor(
    operators: readonly SymmetryOperator[],
    private readonly frame: CrystalFrame,
  ) {
    this.#rows = operators.map(({ rotation, translation }) =>
      Float64Array.from([...rotation, ...translation.map((parts) => parts / TRANSLATION_PARTS)]),
    );
    this.#edges = inverse(frame.matrix);
    this.#width = 1 / Math.hypot(frame.matrix[0], frame.matrix[1], frame.matrix[2]);
  }

  /** The operators but the identity that take an atom to within half an Å of itself. */
  elementsAt(sites: Float64Array, iSeq: number): Element[] {
    const { matrix: m, vector } = this.frame;
    const x = sites[3 * iSeq];
    const y = sites[3 * iSeq + 1];
    const z = sites[3 * iSeq + 2];
    const u = m[0] * x + m[1] * y + m[2] * z + vector[0];
    const v = m[3] * x + m[4] * y + m[5] * z + vector[1];
    const w = m[6] * x + m[7] * y + m[8] * z + vector[2];
    const elements: Element[] = [];
    for (let op = 1; op < this.#rows.length; op++) {
      const r = this.#rows[op];
      const du = u - (r[0] * u + r[1] * v + r[2] * w + r[9]);
      const a = Math.round(du);
      // Along a alone too far for most.
      if (Math.abs(du - a) * this.#width > SAME_PLACE) continue;
      const dv = v - (r[3] * u + r[4] * v + r[5] * w + r[10]);
      const dw = w - (r[6] * u + r[7] * v + r[8] * w + r[11]);
      const b = Math.round(dv);
      const c = Math.round(dw);
      if (this.#length(du - a, dv - b, dw - c) < SAME_PLACE) elements.push([op, a, b, c]);
    }
    return elements;
  }

  #length(u: number, v: number, w: number): number {
    const e = this.#edges;
    const x = e[0] * u + e[1] * v + e[2] * w;
    const y = e[3] * u + e[4] * v + e[5] * w;
    const z = e[6] * u + e[7] * v + e[8] * w;
    return Math.sqrt(x * x + y * y + z * z);
  }
}

/**
 * All that the elements make together, but the identity: near a fourfold axis the quarter turns alone may be near enough.
 * Elements that do not meet in a point make no end of others; then they are left as they are.
 */
function closure(elements: readonly Element[], operators: readonly SymmetryOperator[]): readonly Element[] {
  const found = [...elements];
  const known = new Set([...elements.map(String), String([0, 0, 0, 0])]);
  for (let i = 0; i < found.length; i++) {
    for (const element of elements) {
      const product = multiplied(element, found[i], operators);
      if (known.has(String(product))) continue;
      if (found.length + 1 >= MOST_COPIES) return elements;
      known.add(String(product));
      found.push(product);
    }
  }
  return found;
}

function multiplied(first: Element, second: Element, operators: readonly SymmetryOperator[]): Element {
  const { rotation, translation } = operators[first[0]];
  const other = operators[second[0]];
  const parts = [0, 1, 2].map((axis) => other.translation[axis] + TRANSLATION_PARTS * second[1 + axis]);
  const product = transform(rotation, parts).map(
    (moved, axis) => moved + translation[axis] + TRANSLATION_PARTS * first[1 + axis],
  );
  const turned = multiply(rotation, other.rotation);
  const op = operators.findIndex(
    (candidate) =>
      candidate.rotation.every((value, entry) => value === turned[entry]) &&
      candidate.translation.every((value, axis) => (product[axis] - value) % TRANSLATION_PARTS === 0),
  );
  const edges = product.map((value, axis) => (value - operators[op].translation[axis]) / TRANSLATION_PARTS);
  return [op, edges[0], edges[1], edges[2]];
}
