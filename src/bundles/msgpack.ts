/**
 * What bundles use of msgpack: nil, booleans, numbers, text, bytes, lists, and maps by name. Whole numbers beyond 32 bits
 * are written as floats, which every language reads as they are.
 */
export type Packable =
  null | boolean | number | string | Uint8Array | readonly Packable[] | ReadonlyMap<string, Packable>;

/** A map that is to be packed, or was unpacked. */
export type PackableMap = ReadonlyMap<string, Packable>;

/** Why bytes are no msgpack, or more than a bundle needs of it. */
export class MsgpackError extends Error {}
