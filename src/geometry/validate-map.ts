import type { MapGrid, MapRestraints } from '../restraints/restraints.js';
import {
  fail,
  requireColumn,
  requireIntegers,
  requireISeqs,
  requireNumbers,
  requireSection,
} from './column-checks.js';

/** Grid points, and steps per Å or from the origin, that the core takes. */
const MOST_POINTS = 2 ** 31;
const MOST_STEPS = 1e9;

/** @throws GeominError `ARGUMENT` naming what of the map or its atoms is wrong */
export function validateMap({ iSeqs, weight, grid }: MapRestraints, atomCount: number): void {
  requireNumbers('map.weight', requireColumn('map.weight', weight, Float64Array, undefined));
  requireISeqs('map.iSeqs', requireColumn('map.iSeqs', iSeqs, Int32Array, weight.length), atomCount);
  requireSection('map.grid', grid);
  validateGrid('map.grid', grid);
}

function validateGrid(path: string, { values, size, repeats, toGrid }: MapGrid): void {
  requireIntegers(`${path}.size`, requireColumn(`${path}.size`, size, Int32Array, 3), 1, 2 ** 31 - 1);
  const points = size[0] * size[1] * size[2];
  if (points > MOST_POINTS) fail(`${path}.size makes ${points} points, more than 2^31`);
  requireNumbers(`${path}.values`, requireColumn(`${path}.values`, values, Float32Array, points));
  requireIntegers(`${path}.repeats`, requireColumn(`${path}.repeats`, repeats, Uint8Array, 3), 0, 1);
  requireColumn(`${path}.toGrid`, toGrid, Float64Array, 12);
  const k = toGrid.findIndex((value) => !(Math.abs(value) <= MOST_STEPS));
  if (k >= 0) fail(`${path}.toGrid[${k}] is beyond all measure: ${toGrid[k]}`);
}
