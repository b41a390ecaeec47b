import { formatMap } from '../../src/maps/write-map.js';
import type { DensityMap, Triple } from '../../src/maps/density-map.js';

/** What a file can be like, other than those that are written. */
export interface FileStyle {
  readonly mode?: 0 | 1 | 2 | 6 | 12;
  readonly bigEndian?: boolean;
  /** Axes of columns, rows and sections, a being 0. */
  readonly axes?: Triple;
  readonly extendedHeader?: number;
}

const BYTES = { 0: 1, 1: 2, 2: 4, 6: 2, 12: 2 };

/** A map in another style. Values are written as they are, so they must be what the mode can hold; halves are given as bits. */
export function mapFile(
  map: DensityMap,
  { mode = 2, bigEndian = false, axes = [0, 1, 2], extendedHeader = 0 }: FileStyle,
): Buffer {
  const { size, start, values } = map;
  const header = formatMap(map).subarray(0, 1024);
  const put = (word: number, numbers: readonly number[]) =>
    numbers.forEach((number, k) => header.writeInt32LE(number, 4 * (word - 1 + k)));
  put(1, [...axes.map((axis) => size[axis]), mode, ...axes.map((axis) => start[axis])]);
  put(
    17,
    axes.map((axis) => axis + 1),
  );
  put(24, [extendedHeader]);
  const data = Buffer.alloc(extendedHeader + values.length * BYTES[mode]);
  let offset = extendedHeader;
  const at = [0, 0, 0];
  for (at[2] = 0; at[2] < size[axes[2]]; at[2]++) {
    for (at[1] = 0; at[1] < size[axes[1]]; at[1]++) {
      for (at[0] = 0; at[0] < size[axes[0]]; at[0]++) {
        const [x, y, z] = [0, 1, 2].map((axis) => at[axes.indexOf(axis)]);
        offset = writeValue(data, values[x + size[0] * (y + size[1] * z)], offset, mode);
      }
    }
  }
  if (bigEndian) turnRound(header, data.subarray(extendedHeader), BYTES[mode]);
  return Buffer.concat([header, data]);
}

function writeValue(data: Buffer, value: number, offset: number, mode: keyof typeof BYTES): number {
  if (mode === 0) return data.writeInt8(value, offset);
  if (mode === 1) return data.writeInt16LE(value, offset);
  if (mode === 2) return data.writeFloatLE(value, offset);
  return data.writeUInt16LE(value, offset);
}

function turnRound(header: Buffer, data: Buffer, valueBytes: number): void {
  header.subarray(0, 208).swap32();
  header.subarray(216, 224).swap32();
  header.writeInt32BE(0x11110000, 212);
  if (valueBytes === 2) data.swap16();
  if (valueBytes === 4) data.swap32();
}
