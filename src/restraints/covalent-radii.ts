/** Å, by element: Cordero et al. 2008, Dalton Trans. 2832, for what ligands and their metals are made of. */
const RADII: Readonly<Record<string, number>> = {
  H: 0.31,
  D: 0.31,
  B: 0.84,
  C: 0.76,
  N: 0.71,
  O: 0.66,
  F: 0.57,
  NA: 1.66,
  MG: 1.41,
  AL: 1.21,
  SI: 1.11,
  P: 1.07,
  S: 1.05,
  CL: 1.02,
  K: 2.03,
  CA: 1.76,
  V: 1.53,
  MN: 1.61,
  FE: 1.52,
  CO: 1.5,
  NI: 1.24,
  CU: 1.32,
  ZN: 1.22,
  AS: 1.19,
  SE: 1.2,
  BR: 1.2,
  MO: 1.54,
  CD: 1.44,
  I: 1.39,
  W: 1.62,
  PT: 1.36,
  AU: 1.36,
  HG: 1.32,
};

const OTHER_RADIUS = 1.5;

/** Å by which a bond may be longer than the sum of its atoms' radii. */
const TOLERANCE = 0.4;

/** The greatest distance at which two elements count as bonded, Å. */
export function longestBond(first: string, second: string): number {
  return (RADII[first] ?? OTHER_RADIUS) + (RADII[second] ?? OTHER_RADIUS) + TOLERANCE;
}

/** No two elements are bonded beyond this, Å. */
export const LONGEST_BOND = 2 * Math.max(...Object.values(RADII)) + TOLERANCE;
