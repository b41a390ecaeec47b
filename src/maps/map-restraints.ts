import { GeominError } from '../errors.js';
import { GeometryTarget } from '../geometry/geometry-target.js';
import { atomicNumber } from '../model/element.js';
import type { Model } from '../model/model.js';
import type { MapGrid, MapRestraints } from '../restraints/restraints.js';
import { toGridOf, type DensityMap } from './density-map.js';
import { wholeCell } from './whole-cell.js';

/** Atoms of no known element count like carbon. */
const UNKNOWN_ATOMIC_NUMBER = 6;

/** Å: so far off, a map of weight 1 pulls as hard on average as a tie of this sigma would. */
const TIE_DISTANCE = 0.3;
const TIE_SIGMA = 0.1;

/** How a model is drawn into a map. */
export interface MapRestraintOptions {
  /** Relative to what fits most maps. Default 1. */
  readonly weight?: number;
}

/**
 * Draws each atom of a model to where a map is dense, by its atomic number and occupancy. The scale of the weights is
 * found from the map around the atoms, so that neither the map's units nor its resolution matter much: 0.3 Å from where
 * they are, the rms pull on an atom is that of a position restraint with a sigma of 0.1 Å.
 *
 * @throws GeominError `ARGUMENT` where no atom is in the map, or the weight is no number of 0 or more
 */
export function mapRestraints(
  model: Model,
  map: DensityMap,
  { weight = 1 }: MapRestraintOptions = {},
): MapRestraints {
  if (!(weight >= 0 && Number.isFinite(weight))) {
    throw new GeominError('ARGUMENT', `the weight of a map is ${weight}`, 'Give a number, 0 or more.');
  }
  const { atomCount, sitesCart, atoms } = model;
  const iSeqs = Int32Array.from({ length: atomCount }, (_, i) => i);
  const electrons = Float64Array.from(
    iSeqs,
    (i) => (atomicNumber(atoms.element[i]) ?? UNKNOWN_ATOMIC_NUMBER) * atoms.occupancy[i],
  );
  const grid = mapGrid(map);
  const slope = slopeAround(sitesCart, { iSeqs, weight: electrons, grid });
  if (!(slope > 0)) throw notInMap(model);
  const scale = (weight * 2 * TIE_DISTANCE) / (TIE_SIGMA ** 2 * slope);
  return { iSeqs, weight: electrons.map((value) => value * scale), grid };
}

/**
 * The grid of a map as the core takes it. A part of a cell that fills it together with its symmetry copies becomes the whole.
 * Along an axis where the map covers the whole cell it repeats.
 */
export function mapGrid(part: DensityMap): MapGrid {
  const map = wholeCell(part) ?? part;
  const { size, sampling } = map;
  const used = size.map((along, axis) => Math.min(along, sampling[axis]));
  return {
    values: used.every((along, axis) => along === size[axis]) ? map.values : croppedValues(map, used),
    size: Int32Array.from(used),
    repeats: Uint8Array.from(used, (along, axis) => Number(along === sampling[axis])),
    toGrid: toGridOf(map),
  };
}

/** Some maps have the first points of the cell once more behind the last. */
function croppedValues({ values, size }: DensityMap, [nx, ny, nz]: readonly number[]): Float32Array {
  const cropped = new Float32Array(nx * ny * nz);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = size[0] * (y + size[1] * z);
      cropped.set(values.subarray(from, from + nx), nx * (y + ny * z));
    }
  }
  return cropped;
}

/** Rms of the pull on an atom that is off by {@link TIE_DISTANCE} along x, y or z, either way. */
function slopeAround(sitesCart: Float64Array, map: MapRestraints): number {
  const atomCount = map.iSeqs.length;
  const target = new GeometryTarget({ atomCount, map });
  const gradients = new Float64Array(3 * atomCount);
  let sum = 0;
  try {
    for (const axis of [0, 1, 2]) {
      for (const shift of [-TIE_DISTANCE, TIE_DISTANCE]) {
        const moved = sitesCart.map((value, k) => (k % 3 === axis ? value + shift : value));
        target.evaluateSync(moved, gradients);
        sum += gradients.reduce((total, value) => total + value * value, 0);
      }
    }
  } finally {
    target.close();
  }
  return Math.sqrt(sum / (6 * atomCount));
}

function notInMap({ source }: Model): GeominError {
  return new GeominError(
    'ARGUMENT',
    `${source.name}: there is no density around any of its atoms`,
    'Give the map of this model, in the same frame.',
  );
}
