import { GeominError } from '../errors.js';
import { atomicNumber } from '../model/element.js';
import { atomLabel, type Model } from '../model/model.js';
import { findSpaceGroup } from '../model/space-group.js';
import { IDENTITY, transform, TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import { inverse, metricOf, orthogonalization, type UnitCell } from '../model/unit-cell.js';
import { stepsOf, toGridOf, type DensityMap, type Triple } from './density-map.js';

/** What map of a model is made. */
export interface ModelMapOptions {
  /** Å: where scattering has fallen to 1/e, beside what the B factors do. Default 2. */
  readonly resolution?: number;
  /** Å between grid points, at most. Default a quarter of the resolution. */
  readonly spacing?: number;
  /** Å² that are added to the B factors. Default 4 · resolution². */
  readonly blur?: number;
  /** Å around a model without a cell. Default 5. */
  readonly margin?: number;
}

const MOST_POINTS = 2 ** 28;
/** What is less than this share of an atom's peak is left out. */
const LEAST_SHARE = 1e-6;

/**
 * The density of a model's own atoms: of each a Gaussian, Z · occupancy · (4π/B)^{3/2} exp(−4π² r²/B), B being its B
 * factor and the blur. Over the whole cell with all symmetry copies, or, of a model without a cell, in a box of its own.
 *
 * @throws GeominError `ARGUMENT` naming the option or the atom that makes no map
 */
export function mapOfModel(model: Model, options: ModelMapOptions = {}): DensityMap {
  const { resolution = 2 } = options;
  const { spacing = resolution / 4, blur = 4 * resolution ** 2, margin = 5 } = options;
  for (const [name, value] of Object.entries({ resolution, spacing, blur, margin })) {
    if (!(value >= 0 && Number.isFinite(value)) || (name === 'spacing' && value === 0)) {
      throw new GeominError('ARGUMENT', `${name} is ${value}`, 'Give a number of Å above 0, or Å² of blur.');
    }
  }
  const frame = model.unitCell ? cellFrame(model, model.unitCell, spacing) : boxFrame(model, spacing, margin);
  const { size, operators } = frame;
  if (size[0] * size[1] * size[2] > MOST_POINTS) {
    throw new GeominError(
      'ARGUMENT',
      `a map of ${size.join(' × ')} points is too large`,
      'Use a wider spacing.',
    );
  }
  const map: DensityMap = { ...frame.map, values: new Float32Array(size[0] * size[1] * size[2]) };
  const add = adderTo(map);
  for (let i = 0; i < model.atomCount; i++) {
    const peak = peakOf(model, i, blur);
    for (const operator of operators) add(operator(model.sitesCart.subarray(3 * i, 3 * i + 3)), peak);
  }
  return map;
}

interface Frame {
  readonly map: Omit<DensityMap, 'values'>;
  readonly size: Triple;
  /** What makes copies of sites. */
  readonly operators: readonly ((site: ArrayLike<number>) => readonly number[])[];
}

function cellFrame({ spaceGroup }: Model, unitCell: UnitCell, spacing: number): Frame {
  const { a, b, c } = unitCell;
  const size: Triple = [Math.ceil(a / spacing), Math.ceil(b / spacing), Math.ceil(c / spacing)];
  const group = spaceGroup === undefined ? undefined : findSpaceGroup(spaceGroup, unitCell);
  const map = { size, start: [0, 0, 0], sampling: size, unitCell, origin: [0, 0, 0] } as const;
  const orthogonal = orthogonalization(metricOf(unitCell));
  const fractional = inverse(orthogonal);
  const operate = ({ rotation, translation }: SymmetryOperator) => {
    const shift = translation.map((part) => part / TRANSLATION_PARTS);
    return (site: ArrayLike<number>) => {
      const turned = transform(rotation, transform(fractional, Array.from(site)));
      return transform(
        orthogonal,
        turned.map((value, axis) => value + shift[axis]),
      );
    };
  };
  // The map is of the whole cell, so whoever reads it needs no symmetry.
  return {
    map: { ...map, spaceGroupNumber: 1 },
    size,
    operators: (group?.operators ?? [IDENTITY]).map(operate),
  };
}

function boxFrame({ sitesCart }: Model, spacing: number, margin: number): Frame {
  const along = (axis: number) => {
    let [least, most] = [Infinity, -Infinity];
    for (let k = axis; k < sitesCart.length; k += 3) {
      least = Math.min(least, sitesCart[k]);
      most = Math.max(most, sitesCart[k]);
    }
    const start = Math.floor((least - margin) / spacing);
    return { start, size: Math.ceil((most + margin) / spacing) - start + 1 };
  };
  const axes = [along(0), along(1), along(2)] as const;
  const size: Triple = [axes[0].size, axes[1].size, axes[2].size];
  const start: Triple = [axes[0].start, axes[1].start, axes[2].start];
  const [a, b, c] = size.map((points) => points * spacing);
  const unitCell = { a, b, c, alpha: 90, beta: 90, gamma: 90 };
  const map = { size, start, sampling: size, unitCell, origin: [0, 0, 0], spaceGroupNumber: 1 } as const;
  return { map, size, operators: [(site) => Array.from(site)] };
}

/** A Gaussian: density at its centre, and what stands before r² in its exponent, 1/Å². */
interface Peak {
  readonly height: number;
  readonly steepness: number;
}

function peakOf(model: Model, i: number, blur: number): Peak {
  const { element, occupancy, bIso } = model.atoms;
  const b = bIso[i] + blur;
  if (!(b > 0 && Number.isFinite(b))) {
    const what = `${model.source.name}: ${atomLabel(model, i)}: a B factor of ${bIso[i]} Å² and ${blur} of blur`;
    throw new GeominError('ARGUMENT', `${what} make no density`, 'Give it a B factor, or a larger blur.');
  }
  const electrons = (atomicNumber(element[i]) ?? 0) * occupancy[i];
  return { height: electrons * ((4 * Math.PI) / b) ** 1.5, steepness: (4 * Math.PI ** 2) / b };
}

/** What adds a peak at a site to a map that repeats. */
function adderTo(map: DensityMap): (site: readonly number[], peak: Peak) => void {
  const { size } = map;
  const steps = stepsOf(map);
  const toGrid = toGridOf(map);
  // How many steps an Å reaches at most, along b and c.
  const reaches = [4, 8].map((row) => Math.hypot(toGrid[row], toGrid[row + 1], toGrid[row + 2]));
  return (site, peak) => {
    const square = -Math.log(LEAST_SHARE) / peak.steepness;
    const [x, y, z] = [0, 4, 8].map(
      (row) =>
        toGrid[row] * site[0] + toGrid[row + 1] * site[1] + toGrid[row + 2] * site[2] + toGrid[row + 3],
    );
    const [b, c] = reaches.map((reach) => reach * Math.sqrt(square));
    for (let w = Math.ceil(z - c); w <= z + c; w++) {
      for (let v = Math.ceil(y - b); v <= y + b; v++) {
        const dy = steps[4] * (v - y) + steps[5] * (w - z);
        const dz = steps[8] * (w - z);
        const left = square - dy * dy - dz * dz;
        if (left < 0) continue;
        // Where along the row the peak is highest, and how many steps it reaches from there.
        const top = x - (steps[1] * (v - y) + steps[2] * (w - z)) / steps[0];
        const reach = Math.sqrt(left) / steps[0];
        const height = peak.height * Math.exp(-peak.steepness * (dy * dy + dz * dz));
        const line = size[0] * (wrap(v, size[1]) + size[1] * wrap(w, size[2]));
        addRow(map, line, { top, reach, height, steepness: peak.steepness * steps[0] ** 2 });
      }
    }
  };
}

/**
 * Adds a row of a peak's values. From one to the next a Gaussian changes by a factor, and that factor always by the same
 * one: so there are no exponentials to compute on the way.
 */
function addRow(
  { values, size }: DensityMap,
  line: number,
  { top, reach, height, steepness }: Peak & { readonly top: number; readonly reach: number },
): void {
  const first = Math.ceil(top - reach);
  const from = first - top;
  let value = height * Math.exp(-steepness * from * from);
  let factor = Math.exp(-steepness * (2 * from + 1));
  const change = Math.exp(-2 * steepness);
  let at = wrap(first, size[0]);
  for (let u = first; u <= top + reach; u++) {
    values[line + at] += value;
    value *= factor;
    factor *= change;
    if (++at === size[0]) at = 0;
  }
}

/** A point of a row that repeats after so many. */
function wrap(point: number, size: number): number {
  return ((point % size) + size) % size;
}
