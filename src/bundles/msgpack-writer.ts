import { Packr } from 'msgpackr';
import type { PackableMap } from './msgpack.js';

/** Without records, an extension of msgpackr's own: other programs could not read them. */
const packer = new Packr({ useRecords: false, variableMapSize: true });

/** Packs a map. An array's bytes are copied once. */
export function packMap(map: PackableMap): Buffer {
  return packer.pack(map);
}
