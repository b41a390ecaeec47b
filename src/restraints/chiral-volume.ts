/** Lengths and angles that a dictionary knows, looked up by atom. Undefined where it has none. */
export interface IdealGeometry<Atom> {
  /** Å. */
  distance(a: Atom, b: Atom): number | undefined;
  /** Degrees, the vertex in the middle. */
  angle(a: Atom, vertex: Atom, b: Atom): number | undefined;
}

/** Angles of a flat centre add up to 360°, and to a little more where they are rounded: by up to 0.2° each. */
const IMPOSSIBLE = -0.01;

const RADIANS = Math.PI / 180;

/**
 * Ideal |volume| in Å³ of the three bonds at a chiral centre: d1·d2·d3·√(1 − cos²α − cos²β − cos²γ + 2·cosα·cosβ·cosγ),
 * the volume of the cell with those edges and angles. Undefined where the dictionary lacks a bond or an angle, or where no
 * centre can have its angles, as in some descriptions of boron cages.
 */
export function idealChiralVolume<Atom>(
  geometry: IdealGeometry<Atom>,
  [centre, a, b, c]: readonly [Atom, Atom, Atom, Atom],
): number | undefined {
  const lengths = [a, b, c].map((atom) => geometry.distance(centre, atom));
  const angles = [geometry.angle(b, centre, c), geometry.angle(a, centre, c), geometry.angle(a, centre, b)];
  if (![...lengths, ...angles].every((value) => value !== undefined)) return undefined;
  const [d1, d2, d3] = lengths as number[];
  const [ca, cb, cg] = (angles as number[]).map((angle) => Math.cos(angle * RADIANS));
  const square = 1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg;
  return square < IMPOSSIBLE ? undefined : d1 * d2 * d3 * Math.sqrt(Math.max(0, square));
}
