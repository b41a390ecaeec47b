import { createHash } from 'node:crypto';
import type { PackableMap } from './msgpack.js';
import { unpackMap } from './msgpack-reader.js';
import { packMap } from './msgpack-writer.js';

/**
 * SHA-256, hex, over all that a packed bundle says but when it was made: the same for a model that is stored again. Of
 * bytes that are no bundle, over all of them.
 */
export function contentOf(bytes: Buffer): string {
  return createHash('sha256').update(withoutTime(bytes)).digest('hex');
}

function withoutTime(bytes: Buffer): Buffer {
  let map: PackableMap;
  try {
    map = unpackMap(bytes);
  } catch {
    // Whoever unpacks it says what is wrong with it.
    return bytes;
  }
  return packMap(new Map([...map].filter(([name]) => name !== 'created_at')));
}
