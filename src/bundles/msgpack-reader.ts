import { MsgpackError, type Packable, type PackableMap } from './msgpack.js';

/**
 * More values than any bundle has. Arrays are raw bytes, so a small bound does, and bytes made to mean millions of objects
 * take no memory.
 */
const MOST_VALUES = 65_536;
/** Maps within maps. */
const DEEPEST = 16;

/**
 * Unpacks a map. Byte strings are views into `bytes`, not copies. Extension types count as nil, and names that are no
 * text are left out with their values: nothing a bundle needs is written so.
 *
 * @throws MsgpackError for everything that is not one map and nothing else, whatever the bytes
 */
export function unpackMap(bytes: Buffer): PackableMap {
  const reader = new Reader(bytes);
  const value = reader.read(0);
  if (!(value instanceof Map)) throw new MsgpackError('it is not a msgpack map');
  if (reader.left > 0) throw new MsgpackError(`${reader.left} bytes follow its end`);
  return value as PackableMap;
}

class Reader {
  private at = 0;
  private values = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  read(depth: number): Packable {
    if (++this.values > MOST_VALUES) throw new MsgpackError(`it has more than ${MOST_VALUES} values`);
    if (depth > DEEPEST) throw new MsgpackError('its maps or lists are nested too deep');
    const head = this.bytes[this.take(1)];
    if (head < 0x80) return head;
    if (head < 0x90) return this.map(head & 0xf, depth);
    if (head < 0xa0) return this.list(head & 0xf, depth);
    if (head < 0xc0) return this.text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return this.byHead(head, depth);
  }

  private byHead(head: number, depth: number): Packable {
    if (head >= 0xc4 && head <= 0xc6) return this.raw(this.unsigned(head - 0xc4));
    if (head >= 0xc7 && head <= 0xc9) return this.extension(this.unsigned(head - 0xc7));
    if (head >= 0xca && head <= 0xd3) return this.number(head);
    if (head >= 0xd4 && head <= 0xd8) return this.extension(1 << (head - 0xd4));
    if (head >= 0xd9 && head <= 0xdb) return this.text(this.unsigned(head - 0xd9));
    if (head === 0xdc || head === 0xdd) return this.list(this.unsigned(head - 0xdb), depth);
    if (head === 0xde || head === 0xdf) return this.map(this.unsigned(head - 0xdd), depth);
    if (head === 0xc2 || head === 0xc3) return head === 0xc3;
    if (head === 0xc0) return null;
    throw new MsgpackError('it is no msgpack');
  }

  private number(head: number): number {
    const { bytes } = this;
    if (head === 0xca) return bytes.readFloatBE(this.take(4));
    if (head === 0xcb) return bytes.readDoubleBE(this.take(8));
    if (head <= 0xce) return this.unsigned(head - 0xcc);
    if (head === 0xcf) return Number(bytes.readBigUInt64BE(this.take(8)));
    if (head === 0xd3) return Number(bytes.readBigInt64BE(this.take(8)));
    const size = 1 << (head - 0xd0);
    return bytes.readIntBE(this.take(size), size);
  }

  /** A whole number of 1, 2 or 4 bytes, for size 0, 1 or 2. */
  private unsigned(size: number): number {
    const length = 1 << size;
    return this.bytes.readUIntBE(this.take(length), length);
  }

  /** Steps over so many bytes; gives where they begin. */
  private take(length: number): number {
    const from = this.at;
    if (length > this.bytes.length - from) throw new MsgpackError('it is cut short');
    this.at = from + length;
    return from;
  }

  private text(length: number): string {
    const from = this.take(length);
    return this.bytes.toString('utf8', from, from + length);
  }

  private raw(length: number): Buffer {
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  private extension(length: number): null {
    this.take(length + 1);
    return null;
  }

  private list(count: number, depth: number): Packable[] {
    const items: Packable[] = [];
    for (let i = 0; i < count; i++) items.push(this.read(depth + 1));
    return items;
  }

  private map(count: number, depth: number): PackableMap {
    const map = new Map<string, Packable>();
    for (let i = 0; i < count; i++) {
      const name = this.read(depth + 1);
      const value = this.read(depth + 1);
      if (typeof name !== 'string') continue;
      if (map.has(name)) throw new MsgpackError(`it has ${JSON.stringify(name.slice(0, 80))} twice`);
      map.set(name, value);
    }
    return map;
  }
}
