import { endianness } from 'node:os';
import type { MapHeader } from './map-header.js';

type Numbers = Int8Array | Int16Array | Uint16Array | Float32Array;

/** The densities of a file, a fastest, whatever axes its columns, rows and sections are. */
export function readMapValues(bytes: Buffer, header: MapHeader): Float32Array {
  const { axes, size } = header;
  const numbers = numbersOf(bytes, header);
  const [nx, ny, nz] = size;
  const strides = [1, nx, nx * ny];
  const values = new Float32Array(nx * ny * nz);
  const [columns, rows, sections] = axes.map((axis) => size[axis]);
  const [byColumn, byRow, bySection] = axes.map((axis) => strides[axis]);
  let from = 0;
  for (let section = 0; section < sections; section++) {
    for (let row = 0; row < rows; row++) {
      let to = section * bySection + row * byRow;
      for (let column = 0; column < columns; column++, to += byColumn) values[to] = numbers[from++];
    }
  }
  return values;
}

/** In the order of the file. */
function numbersOf(bytes: Buffer, { mode, size, valueBytes, dataOffset, littleEndian }: MapHeader): Numbers {
  const length = size[0] * size[1] * size[2];
  // A copy: aligned, and free to be turned round.
  const buffer = new ArrayBuffer(length * valueBytes);
  const data = Buffer.from(buffer);
  bytes.copy(data, 0, dataOffset, dataOffset + data.length);
  if (littleEndian !== (endianness() === 'LE')) swapBytes(data, valueBytes);
  if (mode === 0) return new Int8Array(buffer);
  if (mode === 1) return new Int16Array(buffer);
  if (mode === 6) return new Uint16Array(buffer);
  if (mode === 12) return Float32Array.from(new Uint16Array(buffer), fromHalf);
  return new Float32Array(buffer);
}

function swapBytes(bytes: Buffer, valueBytes: number): void {
  if (valueBytes === 2) bytes.swap16();
  if (valueBytes === 4) bytes.swap32();
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
