/**
 * Arrays as they stand in bundles: raw little-endian bytes, the same as in memory on every machine that Node.js has
 * binaries for but s390x and AIX, where the core is not built either.
 */

/** The bytes of an array, without a copy. */
export function bytesOf(array: Float64Array | Int32Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Of what a column is made. */
export const COLUMN_TYPES = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u1: Uint8Array } as const;
/** Names as numpy's without the byte order. */
export type ColumnType = keyof typeof COLUMN_TYPES;

/**
 * An array from its bytes, which need not be aligned: a copy.
 *
 * @returns undefined where the bytes are no whole number of values
 */
export function arrayOf<T extends ColumnType>(
  type: T,
  bytes: Uint8Array,
): InstanceType<(typeof COLUMN_TYPES)[T]> | undefined {
  const Column = COLUMN_TYPES[type];
  if (bytes.length % Column.BYTES_PER_ELEMENT !== 0) return undefined;
  // Not filled with zeros first, as `new Float64Array(n)` would be.
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return new Column(copy.buffer) as InstanceType<(typeof COLUMN_TYPES)[T]>;
}
