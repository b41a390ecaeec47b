import { Packr } from 'msgpackr';
import type { PackableMap } from './msgpack.js';

/** Plain msgpack, without msgpackr's records: any language reads it. */
const packer = new Packr({ useRecords: false, variableMapSize: true });

/** Packs a map. An array's bytes are copied once. */
export function packMap(map: PackableMap): Buffer {
  return packer.pack(map);
}
