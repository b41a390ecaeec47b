/** How far atoms that may move are from where the file had them, Å. */
export interface Movement {
  readonly rms: number;
  readonly largest: number;
  /** i_seq of the atom that moved the most. */
  readonly iSeq: number;
}

/**
 * @param from 3n, Å
 * @param to likewise
 * @param movingCount atoms that may move, which the root mean square is of
 */
export function movementBetween(from: Float64Array, to: Float64Array, movingCount: number): Movement {
  let sum = 0;
  let largest = 0;
  let iSeq = 0;
  for (let i = 0; i < from.length / 3; i++) {
    const square =
      (to[3 * i] - from[3 * i]) ** 2 +
      (to[3 * i + 1] - from[3 * i + 1]) ** 2 +
      (to[3 * i + 2] - from[3 * i + 2]) ** 2;
    sum += square;
    if (square > largest) {
      largest = square;
      iSeq = i;
    }
  }
  return { rms: Math.sqrt(sum / movingCount), largest: Math.sqrt(largest), iSeq };
}
