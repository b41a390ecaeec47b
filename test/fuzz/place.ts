import fc from 'fast-check';

const STEPS = 1_000_000;

/**
 * A place in a file, from 0 to less than 1, each as likely as any other. Doubles would not do: fast-check has each of their
 * bit patterns alike, and nearly all of these are next to 0.
 */
export const place: fc.Arbitrary<number> = fc
  .noBias(fc.integer({ min: 0, max: STEPS - 1 }))
  .map((step) => step / STEPS);
