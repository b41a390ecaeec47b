import { createHash } from 'node:crypto';
import type { Packable, PackableMap } from './msgpack.js';

/**
 * SHA-256, hex, over all byte strings of a map, one behind the other in the order of their names. A byte string in a map
 * within the map goes by both names with a dot between them, as `restraints.bonds.ideal`. The order is that of the names'
 * UTF-8 bytes.
 */
export function checksumOfMap(map: PackableMap): string {
  const named: (readonly [name: string, bytes: Uint8Array])[] = [];
  collectBytes(map, '', named);
  if (named.length > 1) named.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const hash = createHash('sha256');
  for (const [, bytes] of named) hash.update(bytes);
  return hash.digest('hex');
}

function collectBytes(map: PackableMap, path: string, into: (readonly [string, Uint8Array])[]): void {
  for (const [name, value] of map) {
    if (value instanceof Uint8Array) into.push([path + name, value]);
    else if (isMap(value)) collectBytes(value, `${path}${name}.`, into);
  }
}

/** Whether a value of a map is a map. */
export function isMap(value: Packable | undefined): value is PackableMap {
  return value instanceof Map;
}
