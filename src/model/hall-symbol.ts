import {
  compose,
  IDENTITY,
  TRANSLATION_PARTS,
  transform,
  withinCell,
  type SymmetryOperator,
} from './symmetry-operator.js';

/*
 * Hall symbols say with which generators a space group is made: the lattice, then rotations one after another, each
 * about an axis that the ones before it imply, then perhaps another origin. The rules are those of International Tables
 * for Crystallography, volume B, appendix A1.4.2.3 (S. R. Hall & R. W. Grosse-Kunstleve).
 */

/** Centrings in 24ths of the cell edges, besides none. */
const CENTRINGS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  P: [],
  A: [[0, 12, 12]],
  B: [[12, 0, 12]],
  C: [[12, 12, 0]],
  I: [[12, 12, 12]],
  R: [
    [16, 8, 8],
    [8, 16, 16],
  ],
  H: [
    [16, 8, 0],
    [8, 16, 0],
  ],
  F: [
    [0, 12, 12],
    [12, 0, 12],
    [12, 12, 0],
  ],
};

const TRANSLATIONS: Readonly<Record<string, readonly number[]>> = {
  a: [12, 0, 0],
  b: [0, 12, 0],
  c: [0, 0, 12],
  n: [12, 12, 12],
  u: [6, 0, 0],
  v: [0, 6, 0],
  w: [0, 0, 6],
  d: [6, 6, 6],
};

/** Rotations about z; about x and y they are the same with the axes cycled. */
const ABOUT_Z: Readonly<Record<string, readonly number[]>> = {
  1: IDENTITY.rotation,
  2: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  3: [0, -1, 0, 1, -1, 0, 0, 0, 1],
  4: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  6: [1, -1, 0, 1, 0, 0, 0, 0, 1],
};

/** Twofold rotations about x − y and x + y. */
const ABOUT_DIAGONALS: Readonly<Record<string, readonly number[]>> = {
  "'": [0, -1, 0, -1, 0, 0, 0, 0, -1],
  '"': [0, 1, 0, 1, 0, 0, 0, 0, -1],
};

const ABOUT_BODY_DIAGONAL = [0, 0, 1, 1, 0, 0, 0, 1, 0];
const INVERSION: SymmetryOperator = { rotation: [-1, 0, 0, 0, -1, 0, 0, 0, -1], translation: [0, 0, 0] };
const AXES = 'xyz';
const SYMBOL =
  /^(-?)([PABCIRHF])((?: +-?[12346][xyz'"*]?[abcnuvwd1-5]*)+)(?: +\((-?\d+) (-?\d+) (-?\d+)\))?$/;

/** A rotation of the symbol, and what it means to the one behind it. */
interface Generator {
  readonly operator: SymmetryOperator;
  readonly order: string;
  /** 0, 1, 2 for x, y, z. */
  readonly axis: number;
}

/**
 * All operators of the space group that a Hall symbol stands for, the identity first.
 *
 * @throws RangeError for what is no Hall symbol
 */
export function operatorsOfHallSymbol(symbol: string): SymmetryOperator[] {
  const match = SYMBOL.exec(symbol);
  if (match === null) throw new RangeError(`${symbol} is not a Hall symbol`);
  const [, inversion, lattice, rotations, ...shift] = match;
  const generators = inversion === '-' ? [INVERSION] : [];
  let before: Generator | undefined;
  for (const term of rotations.trim().split(/ +/)) {
    before = generatorOf(term, before);
    generators.push(before.operator);
  }
  // The shift is in 12ths.
  const origin = shift.map((part) => (TRANSLATION_PARTS / 12) * Number(part ?? 0));
  const shifted = generators.map((generator) => atOrigin(generator, origin));
  return centre(pointOperators(shifted), CENTRINGS[lattice]);
}

function generatorOf(term: string, before: Generator | undefined): Generator {
  const [, minus, order, named, subscripts] = /^(-?)([12346])([xyz'"*]?)(.*)$/.exec(term)!;
  const direction = named || impliedDirection(order, before);
  const axis = AXES.includes(direction) ? AXES.indexOf(direction) : (before?.axis ?? 2);
  const rotation = rotationAbout(order, direction, axis).map((entry) => (minus ? -entry : entry));
  const translation = [0, 0, 0];
  for (const subscript of subscripts) {
    const screw = Number(subscript);
    if (screw > 0) translation[axis] += (TRANSLATION_PARTS * screw) / Number(order);
    else TRANSLATIONS[subscript].forEach((part, i) => (translation[i] += part));
  }
  return { operator: { rotation, translation: translation.map(withinCell) }, order, axis };
}

/** The first rotation is about z, a second twofold one about x or x − y, and a third threefold one about x + y + z. */
function impliedDirection(order: string, before: Generator | undefined): string {
  if (before === undefined || order === '1') return 'z';
  if (order === '3') return '*';
  return before.order === '2' || before.order === '4' ? 'x' : "'";
}

/** @param axis that of the rotation, or for a diagonal that of the rotation before it */
function rotationAbout(order: string, direction: string, axis: number): readonly number[] {
  if (direction === '*') return ABOUT_BODY_DIAGONAL;
  const aboutZ = ABOUT_DIAGONALS[direction] ?? ABOUT_Z[order];
  const shift = 2 - axis;
  return aboutZ.map((_, entry) => {
    const row = (Math.floor(entry / 3) + shift) % 3;
    return aboutZ[3 * row + ((entry + shift) % 3)];
  });
}

/** The operator as it is where the origin has moved by `origin` the other way. */
function atOrigin({ rotation, translation }: SymmetryOperator, origin: readonly number[]): SymmetryOperator {
  const moved = transform(rotation, origin);
  return {
    rotation,
    translation: translation.map((part, axis) => withinCell(part + origin[axis] - moved[axis])),
  };
}

/** One operator for each rotation that the generators make. */
function pointOperators(generators: readonly SymmetryOperator[]): SymmetryOperator[] {
  const found = [IDENTITY];
  const known = new Set([String(IDENTITY.rotation)]);
  for (let i = 0; i < found.length; i++) {
    for (const generator of generators) {
      const operator = compose(generator, found[i]);
      const key = String(operator.rotation);
      if (known.has(key)) continue;
      known.add(key);
      found.push(operator);
    }
  }
  return found;
}

function centre(
  operators: readonly SymmetryOperator[],
  centrings: readonly (readonly number[])[],
): SymmetryOperator[] {
  return [[0, 0, 0], ...centrings].flatMap((centring) =>
    operators.map(({ rotation, translation }) => ({
      rotation,
      translation: translation.map((part, axis) => withinCell(part + centring[axis])),
    })),
  );
}
