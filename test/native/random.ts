/** Seeded uniform numbers in [0, 1): Mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Sites in a cube of the given edge about the origin, Å. */
export function randomSites(atomCount: number, edge: number, seed: number): Float64Array {
  const next = random(seed);
  return Float64Array.from({ length: 3 * atomCount }, () => edge * (next() - 0.5));
}
