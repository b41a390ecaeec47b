import type { NativePairLists } from './native.js';

/** Pairs of atoms that may repel, by i and then by j; behind them those across symmetry. */
export interface PairsWithin {
  /** 2n, i < j unless the list was given; across symmetry i ≤ j. */
  readonly iSeqs: Int32Array;
  /** n, Å: van der Waals distance. */
  readonly vdw: Float64Array;
  /** n, Å. */
  readonly distance: Float64Array;
  /** n: what each pair adds to the nonbonded energy. */
  readonly residual: Float64Array;
  /**
   * 4n: which copy of the second atom it is, by an operator of the restraints' symmetry and the cell edges along a, b and
   * c to move it by; zeros for the atom itself. Absent where there is no crystal.
   */
  readonly copies?: Int32Array;
}

/** Length of a row that names a copy. */
const COPY = 5;

/** Puts the lists of the core behind each other, as pairs of atoms. */
export function joinPairs(lists: NativePairLists, atomCount: number): PairsWithin {
  const { whole, shared, share, copies } = lists;
  const inModel = { iSeqs: lists.iSeqs, vdw: lists.vdw, distance: lists.model, residual: lists.energy };
  if (copies.length === 0) return inModel;
  const across = Array.from([...secondOf(whole.iSeqs), ...secondOf(shared.iSeqs)], (j) => {
    const row = COPY * (j - atomCount);
    return { iSeq: copies[row], copy: copies.subarray(row + 1, row + COPY) };
  });
  const iSeqs = joined(Int32Array, inModel.iSeqs, whole.iSeqs, shared.iSeqs);
  const first = inModel.vdw.length;
  const ofPairs = new Int32Array(4 * (first + across.length));
  across.forEach(({ iSeq, copy }, k) => {
    iSeqs[2 * (first + k) + 1] = iSeq;
    ofPairs.set(copy, 4 * (first + k));
  });
  const sharedEnergy = shared.energy.map((energy, k) => share[k] * energy);
  return {
    iSeqs,
    vdw: joined(Float64Array, inModel.vdw, whole.vdw, shared.vdw),
    distance: joined(Float64Array, inModel.distance, whole.model, shared.model),
    residual: joined(Float64Array, inModel.residual, whole.energy, sharedEnergy),
    copies: ofPairs,
  };
}

function secondOf(iSeqs: Int32Array): Int32Array {
  return Int32Array.from({ length: iSeqs.length / 2 }, (_, k) => iSeqs[2 * k + 1]);
}

function joined<T extends Float64Array | Int32Array>(type: new (length: number) => T, ...parts: T[]): T {
  const all = new type(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part as never, end);
    end += part.length;
  }
  return all;
}
