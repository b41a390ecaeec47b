import type { DensityMap, Triple } from '../../src/maps/density-map.js';
import { randomSites } from '../native/random.js';

export const ORTHOGONAL = { a: 12, b: 9, c: 15, alpha: 90, beta: 90, gamma: 90 };
export const TRICLINIC = { a: 12, b: 9.5, c: 14, alpha: 82, beta: 101.5, gamma: 115 };

/** Densities from −½ to ½, at random. */
export function randomMap(parts: Partial<DensityMap> = {}, seed = 0): DensityMap {
  const size: Triple = parts.size ?? [12, 8, 15];
  const points = size[0] * size[1] * size[2];
  return {
    values: Float32Array.from(randomSites(Math.ceil(points / 3), 1, seed).subarray(0, points)),
    size,
    start: [0, 0, 0],
    sampling: size,
    unitCell: TRICLINIC,
    origin: [0, 0, 0],
    spaceGroupNumber: 1,
    ...parts,
  };
}

/** A part of the cell, so that there is an outside. */
export function randomBox(seed = 0): DensityMap {
  return randomMap({ sampling: [24, 20, 28], start: [-3, 4, 2] }, seed);
}
