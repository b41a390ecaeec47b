import { findSpaceGroup, symbolOfNumber } from '../model/space-group.js';
import { IDENTITY, TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import type { DensityMap, Triple } from './density-map.js';

/**
 * A map of the whole cell, made of a part of it and the symmetry of its space group: programs that write the asymmetric unit
 * alone leave the rest to whoever reads it.
 *
 * @returns undefined where the part is the whole, has no copies, or does not fill the cell with them
 */
export function wholeCell(map: DensityMap): DensityMap | undefined {
  const { size, sampling } = map;
  if (size.every((along, axis) => along >= sampling[axis])) return undefined;
  const operators = operatorsOf(map);
  const points = sampling[0] * sampling[1] * sampling[2];
  if (operators.length * size[0] * size[1] * size[2] < points) return undefined;
  if (!operators.every((operator) => keepsGrid(operator, sampling))) return undefined;
  const values = new Float32Array(points).fill(NaN);
  // What the file says itself comes before what a copy says.
  for (const operator of [IDENTITY, ...operators]) addCopy(map, operator, values);
  if (values.some(Number.isNaN)) return undefined;
  return { ...map, values, size: sampling, start: [0, 0, 0] };
}

/** Those that the file lists, or else those of the space group. */
function operatorsOf({ operators, spaceGroupNumber, unitCell }: DensityMap): readonly SymmetryOperator[] {
  if (operators !== undefined) return operators;
  const symbol = symbolOfNumber(String(spaceGroupNumber));
  return (symbol !== undefined && findSpaceGroup(symbol, unitCell)?.operators) || [];
}

/** Whether each point comes to lie on a point. */
function keepsGrid({ rotation, translation }: SymmetryOperator, sampling: Triple): boolean {
  return sampling.every((steps, row) => {
    const alike = sampling.every((others, column) => rotation[3 * row + column] === 0 || others === steps);
    return alike && (translation[row] * steps) % TRANSLATION_PARTS === 0;
  });
}

/** Puts the values of a copy where nothing is yet. */
function addCopy(map: DensityMap, { rotation, translation }: SymmetryOperator, to: Float32Array): void {
  const { values, size, start, sampling } = map;
  const [nx, ny, nz] = sampling;
  const [dx, dy, dz] = [rotation[0], rotation[3], rotation[6]];
  const placeOf = (row: number, y: number, z: number) => {
    const [a, b, c] = rotation.slice(3 * row, 3 * row + 3);
    const shift = (translation[row] * sampling[row]) / TRANSLATION_PARTS;
    return within(a * start[0] + b * (start[1] + y) + c * (start[2] + z) + shift, sampling[row]);
  };
  let from = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let [i, j, k] = [0, 1, 2].map((row) => placeOf(row, y, z));
      for (let x = 0; x < size[0]; x++, from++) {
        const place = i + nx * (j + ny * k);
        if (Number.isNaN(to[place])) to[place] = values[from];
        i = within(i + dx, nx);
        j = within(j + dy, ny);
        k = within(k + dz, nz);
      }
    }
  }
}

function within(step: number, steps: number): number {
  const rest = step % steps;
  return rest < 0 ? rest + steps : rest;
}
