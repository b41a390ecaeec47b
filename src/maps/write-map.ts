import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { GeominError } from '../errors.js';
import { writeWhole } from '../model/whole-file.js';
import { operatorText, TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import type { DensityMap } from './density-map.js';
import { HEADER_BYTES, LISTED_BYTES } from './map-header.js';

const deflate = promisify(gzip);

const FLOAT32_MODE = 2;
const MRC2014_VERSION = 20140;
const LITTLE_ENDIAN_STAMP = 0x4444;
const LABEL = 'Written by geomin';

/**
 * A map as the bytes of a CCP4 file (MRC2014): float32, little-endian, columns along a.
 *
 * @throws GeominError `ARGUMENT` where the values are not as many as the points
 */
export function formatMap(map: DensityMap): Buffer {
  const { values, size } = map;
  const points = size[0] * size[1] * size[2];
  if (values.length !== points) {
    throw new GeominError('ARGUMENT', `the map has ${values.length} values for ${points} points`);
  }
  const list = operatorList(map.operators ?? []);
  const begin = HEADER_BYTES + list.length;
  const bytes = Buffer.alloc(begin + 4 * points);
  writeHeader(bytes, map, list.length);
  list.copy(bytes, HEADER_BYTES);
  for (let k = 0; k < points; k++) bytes.writeFloatLE(values[k], begin + 4 * k);
  return bytes;
}

function operatorList(operators: readonly SymmetryOperator[]): Buffer {
  const lines = operators.map(({ rotation, translation }) =>
    operatorText(
      rotation,
      translation.map((parts) => parts / TRANSLATION_PARTS),
    ).padEnd(LISTED_BYTES),
  );
  return Buffer.from(lines.join(''), 'latin1');
}

/**
 * Writes a map, gzipped if the path ends in `.gz`. The file appears whole or not at all.
 *
 * @throws GeominError `FILE` if the path cannot be written, and as {@link formatMap}
 */
export async function writeMap(map: DensityMap, path: string): Promise<void> {
  const bytes = formatMap(map);
  await writeWhole(path, path.toLowerCase().endsWith('.gz') ? await deflate(bytes) : bytes);
}

function writeHeader(bytes: Buffer, map: DensityMap, listBytes: number): void {
  const integers = (word: number, numbers: readonly number[]) =>
    numbers.forEach((number, k) => bytes.writeInt32LE(number, 4 * (word - 1 + k)));
  const reals = (word: number, numbers: readonly number[]) =>
    numbers.forEach((number, k) => bytes.writeFloatLE(number, 4 * (word - 1 + k)));
  const { size, start, sampling, origin, spaceGroupNumber } = map;
  const { a, b, c, alpha, beta, gamma } = map.unitCell;
  const { least, most, mean, deviation } = momentsOf(map.values);
  integers(1, [...size, FLOAT32_MODE, ...start, ...sampling]);
  reals(11, [a, b, c, alpha, beta, gamma]);
  integers(17, [1, 2, 3]);
  reals(20, [least, most, mean]);
  integers(23, [spaceGroupNumber, listBytes]);
  integers(28, [MRC2014_VERSION]);
  reals(50, origin);
  bytes.write('MAP ', 208, 'latin1');
  integers(54, [LITTLE_ENDIAN_STAMP]);
  reals(55, [deviation]);
  integers(56, [1]);
  bytes.write(LABEL.padEnd(80), 224, 'latin1');
}

function momentsOf(values: Float32Array): Record<'least' | 'most' | 'mean' | 'deviation', number> {
  let [least, most, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { least, most, mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}
