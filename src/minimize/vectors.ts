/** Arithmetic on vectors of 3n coordinates or gradients. */

/** Length of the longest of the n vectors (x y z) in a: how far the atom moves that moves farthest. */
export function longestAtomVector(a: Float64Array): number {
  let longest = 0;
  for (let i = 0; i < a.length; i += 3) {
    const squared = a[i] * a[i] + a[i + 1] * a[i + 1] + a[i + 2] * a[i + 2];
    if (squared > longest) longest = squared;
  }
  return Math.sqrt(longest);
}

/** Whether every component is a finite number. */
export function allFinite(a: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i])) return false;
  return true;
}

/** sum ← a + b */
export function addVectors(sum: Float64Array, a: Float64Array, b: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = a[i] + b[i];
}

/** scaled ← factor · a */
export function scaleVector(scaled: Float32Array, factor: number, a: Float64Array): void {
  for (let i = 0; i < a.length; i++) scaled[i] = factor * a[i];
}
