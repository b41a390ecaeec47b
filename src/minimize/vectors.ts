/** Arithmetic on vectors of 3n coordinates or gradients. */

/** Σ aᵢbᵢ */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Euclidean length. */
export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** Root mean square of the components; unlike the norm it does not grow with the number of atoms. */
export function rms(a: Float64Array): number {
  return a.length === 0 ? 0 : norm(a) / Math.sqrt(a.length);
}

/** out = a + factor · b; out may be a or b. */
export function addScaled(out: Float64Array, a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] + factor * b[i];
}

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
