import { mersenne } from 'pure-rand/generator/mersenne';
import { GeominError } from '../errors.js';

/**
 * Sites moved at random, each coordinate by a normal deviate. The numbers are those of numpy's
 * `RandomState(seed).normal(0, sigma, (n, 3))`, so that a shaken start can be shared with programs in Python.
 *
 * @param sitesCart 3n, Å; not changed
 * @param sigma standard deviation per coordinate, Å
 * @param seed integer, 0 … 2³² − 1
 * @param fixed n, 1 for atoms that stay where they are; the others move as they do without it
 * @throws GeominError `ARGUMENT` for a negative sigma or a seed out of range
 */
export function shakeSites(
  sitesCart: Float64Array,
  sigma: number,
  seed: number,
  fixed?: Uint8Array,
): Float64Array {
  if (!(sigma >= 0 && Number.isFinite(sigma))) {
    throw new GeominError('ARGUMENT', `sigma of the shake is ${sigma}`, 'Give a distance in Å, 0 or more.');
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new GeominError('ARGUMENT', `seed is ${seed}`, 'Give an integer from 0 to 4294967295.');
  }
  const normal = normalDeviates(seed);
  return sitesCart.map((x, i) => {
    const shift = sigma * normal();
    return fixed?.[Math.floor(i / 3)] ? x : x + shift;
  });
}

/** Marsaglia's polar method, which yields deviates in pairs; the second of a pair is handed out first, as numpy does. */
function normalDeviates(seed: number): () => number {
  const generator = mersenne(seed);
  // The upper 27 and 26 bits of two words make a double in [0, 1), as in the Mersenne Twister's reference code.
  const random = () => ((generator.next() >>> 5) * 2 ** 26 + (generator.next() >>> 6)) / 2 ** 53;
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const deviate = spare;
      spare = undefined;
      return deviate;
    }
    for (;;) {
      const x = 2 * random() - 1;
      const y = 2 * random() - 1;
      const r2 = x * x + y * y;
      if (r2 >= 1 || r2 === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(r2)) / r2);
      spare = scale * x;
      return scale * y;
    }
  };
}
