import { GeominError } from '../errors.js';
import { inflated, readBytes } from '../model/file-bytes.js';
import type { DensityMap } from './density-map.js';
import { readMapHeader } from './map-header.js';
import { readMapValues } from './map-values.js';

/**
 * Reads a density map in the format of CCP4 and MRC, gzipped or not: 8, 16 or 32 bits a value, of either byte order.
 *
 * @throws GeominError `FILE` if it cannot be read, `MAP` if it makes no sense
 */
export async function readMap(path: string): Promise<DensityMap> {
  return mapOf(await readBytes(path), path);
}

/**
 * Reads a density map from the bytes of a file, gzipped or not.
 *
 * @param options.name what messages call it; `map` by default
 * @throws GeominError `MAP` if it makes no sense, `FILE` if its gzip data is broken
 */
export function parseMap(bytes: Uint8Array, { name = 'map' }: { readonly name?: string } = {}): DensityMap {
  return mapOf(inflated(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name), name);
}

function mapOf(bytes: Buffer, name: string): DensityMap {
  const header = readMapHeader(bytes, name);
  const { size, start, sampling, unitCell, origin, spaceGroupNumber, operators } = header;
  const values = readMapValues(bytes, header);
  requireFinite(values, size, name);
  const map = { values, size, start, sampling, unitCell, origin, spaceGroupNumber };
  return operators === undefined ? map : { ...map, operators };
}

function requireFinite(values: Float32Array, [nx, ny]: readonly number[], name: string): void {
  let k = 0;
  while (k < values.length && Number.isFinite(values[k])) k++;
  if (k === values.length) return;
  const point = [k % nx, Math.floor(k / nx) % ny, Math.floor(k / (nx * ny))].join(', ');
  throw new GeominError(
    'MAP',
    `${name}: the density at grid point ${point} is ${values[k]}`,
    'Write the map anew; where nothing is known, let the density be 0.',
  );
}
