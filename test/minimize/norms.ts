/** Euclidean length of a vector of 3n gradients. */
export function norm(gradients: Float64Array): number {
  return Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0));
}

/** Root mean square of the components. */
export function rms(gradients: Float64Array): number {
  return norm(gradients) / Math.sqrt(gradients.length);
}
