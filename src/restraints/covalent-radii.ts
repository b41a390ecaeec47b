/** Å, by element: Cordero et al. 2008, Dalton Trans. 2832, of high spin where spin matters. */
const RADII: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'H 0.31 D 0.31 LI 1.28 BE 0.96 B 0.84 C 0.76 N 0.71 O 0.66 F 0.57 NA 1.66 MG 1.41 AL 1.21 SI 1.11 P 1.07 S 1.05 CL 1.02 ' +
    'K 2.03 CA 1.76 SC 1.7 TI 1.6 V 1.53 CR 1.39 MN 1.61 FE 1.52 CO 1.5 NI 1.24 CU 1.32 ZN 1.22 GA 1.22 GE 1.2 AS 1.19 SE 1.2 BR 1.2 ' +
    'RB 2.2 SR 1.95 Y 1.9 ZR 1.75 NB 1.64 MO 1.54 TC 1.47 RU 1.46 RH 1.42 PD 1.39 AG 1.45 CD 1.44 IN 1.42 SN 1.39 SB 1.39 TE 1.38 I 1.39 ' +
    'CS 2.44 BA 2.15 LA 2.07 CE 2.04 PR 2.03 ND 2.01 PM 1.99 SM 1.98 EU 1.98 GD 1.96 TB 1.94 DY 1.92 HO 1.92 ER 1.89 TM 1.9 YB 1.87 ' +
    'LU 1.87 HF 1.75 TA 1.7 W 1.62 RE 1.51 OS 1.44 IR 1.41 PT 1.36 AU 1.36 HG 1.32 TL 1.45 PB 1.46 BI 1.48 TH 2.06 U 1.96'
  )
    .match(/[A-Z]+ [\d.]+/g)!
    .map((pair) => [pair.split(' ')[0], Number(pair.split(' ')[1])]),
);

const OTHER_RADIUS = 1.5;

/** Å by which a bond may be longer than the sum of its atoms' radii. */
const TOLERANCE = 0.4;

/** The covalent radius of an element, Å; a middling one where none is known. */
export function covalentRadius(element: string): number {
  return RADII[element] ?? OTHER_RADIUS;
}

/** The greatest distance at which two elements count as bonded, Å. */
export function longestBond(first: string, second: string): number {
  return covalentRadius(first) + covalentRadius(second) + TOLERANCE;
}

/** No two elements are bonded beyond this, Å. */
export const LONGEST_BOND = 2 * Math.max(...Object.values(RADII)) + TOLERANCE;
