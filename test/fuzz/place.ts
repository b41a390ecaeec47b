import fc from 'fast-check';

const STEPS = 1_000_000;

/**
 * A place in a file, from 0 to less than 1, all equally likely. Made of whole numbers, because fast-check draws
 * doubles by their bit patterns, nearly all of which are next to 0.
 */
export const place: fc.Arbitrary<number> = fc
  .noBias(fc.integer({ min: 0, max: STEPS - 1 }))
  .map((step) => step / STEPS);
