const DEGREES = 180 / Math.PI;

/**
 * Dihedral angle at the bond j-k in degrees, −180 to 180, positive clockwise as seen along the bond (IUPAC). NaN where
 * three of the atoms lie on a line.
 *
 * @param sitesCart 3 × atomCount, Å
 */
export function dihedralAngle(sitesCart: Float64Array, [i, j, k, l]: readonly number[]): number {
  const a = between(sitesCart, j, i);
  const axis = between(sitesCart, j, k);
  const b = between(sitesCart, k, l);
  const n1 = cross(a, axis);
  const n2 = cross(axis, b);
  const length = Math.hypot(...axis);
  return Math.atan2(-length * dot(a, n2), -dot(n1, n2)) * DEGREES;
}

/** Difference of two angles in degrees, −180 to 180. */
export function angleDifference(a: number, b: number): number {
  const difference = (a - b) % 360;
  if (difference > 180) return difference - 360;
  return difference < -180 ? difference + 360 : difference;
}

/** Distance of two atoms, Å. */
export function atomDistance(sitesCart: Float64Array, i: number, j: number): number {
  const [a, b] = [3 * i, 3 * j];
  const x = sitesCart[b] - sitesCart[a];
  const y = sitesCart[b + 1] - sitesCart[a + 1];
  const z = sitesCart[b + 2] - sitesCart[a + 2];
  return Math.sqrt(x * x + y * y + z * z);
}

type Vector = readonly [number, number, number];

function between(sitesCart: Float64Array, from: number, to: number): Vector {
  const [a, b] = [3 * from, 3 * to];
  return [
    sitesCart[b] - sitesCart[a],
    sitesCart[b + 1] - sitesCart[a + 1],
    sitesCart[b + 2] - sitesCart[a + 2],
  ];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Signed volume d01 · (d02 × d03) of a chiral centre and its neighbours, Å³. */
export function chiralVolume(sitesCart: Float64Array, [centre, i, j, k]: readonly number[]): number {
  const [a, b, c] = [i, j, k].map((iSeq) => between(sitesCart, centre, iSeq));
  return dot(a, cross(b, c));
}
