import type { Packable, PackableMap } from './msgpack.js';

/** Packs a map into a buffer of just its size, so that an array's bytes are copied once. */
export function packMap(map: PackableMap): Buffer {
  const bytes = Buffer.allocUnsafeSlow(packedSize(map));
  new Writer(bytes).write(map);
  return bytes;
}

const SMALL = 0xff;
const MEDIUM = 0xffff;

/** Of a value with its head. */
function packedSize(value: Packable): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return numberSize(value);
  if (typeof value === 'string') return textSize(Buffer.byteLength(value));
  if (value instanceof Uint8Array) return bytesHead(value.length) + value.length;
  if (value instanceof Map) {
    let size = collectionHead(value.size);
    for (const [name, item] of value as PackableMap) size += packedSize(name) + packedSize(item);
    return size;
  }
  return (value as readonly Packable[]).reduce<number>(
    (size, item) => size + packedSize(item),
    collectionHead((value as readonly Packable[]).length),
  );
}

/** Whole numbers that go into 32 bits are written as such; -0 is not whole here. */
function isUnsigned32(value: number): boolean {
  return value >>> 0 === value && !Object.is(value, -0);
}

function numberSize(value: number): number {
  if (!isUnsigned32(value)) return (value | 0) === value && !Object.is(value, -0) ? 5 : 9;
  return value < 0x80 ? 1 : value <= SMALL ? 2 : value <= MEDIUM ? 3 : 5;
}

function textSize(length: number): number {
  return length + (length < 32 ? 1 : length <= SMALL ? 2 : length <= MEDIUM ? 3 : 5);
}

function bytesHead(length: number): number {
  return length <= SMALL ? 2 : length <= MEDIUM ? 3 : 5;
}

function collectionHead(count: number): number {
  return count < 16 ? 1 : count <= MEDIUM ? 3 : 5;
}

class Writer {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  write(value: Packable): void {
    if (value === null) this.head(0xc0);
    else if (typeof value === 'boolean') this.head(value ? 0xc3 : 0xc2);
    else if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (value instanceof Uint8Array) this.raw(value);
    else if (value instanceof Map) this.map(value as PackableMap);
    else this.list(value as readonly Packable[]);
  }

  private head(byte: number): void {
    this.bytes[this.at++] = byte;
  }

  /** A length or a whole number behind its head, in as few bytes as it takes. */
  private sized(value: number, head8: number, head16: number, head32: number): void {
    const { bytes, at } = this;
    if (value <= SMALL && head8 !== 0) {
      bytes[at] = head8;
      this.at = bytes.writeUInt8(value, at + 1);
    } else if (value <= MEDIUM) {
      bytes[at] = head16;
      this.at = bytes.writeUInt16BE(value, at + 1);
    } else {
      bytes[at] = head32;
      this.at = bytes.writeUInt32BE(value, at + 1);
    }
  }

  private number(value: number): void {
    if (isUnsigned32(value)) {
      if (value < 0x80) this.head(value);
      else this.sized(value, 0xcc, 0xcd, 0xce);
    } else if ((value | 0) === value && !Object.is(value, -0)) {
      this.head(0xd2);
      this.at = this.bytes.writeInt32BE(value, this.at);
    } else {
      this.head(0xcb);
      this.at = this.bytes.writeDoubleBE(value, this.at);
    }
  }

  private text(value: string): void {
    const length = Buffer.byteLength(value);
    if (length < 32) this.head(0xa0 | length);
    else this.sized(length, 0xd9, 0xda, 0xdb);
    this.at += this.bytes.write(value, this.at);
  }

  private raw(value: Uint8Array): void {
    this.sized(value.length, 0xc4, 0xc5, 0xc6);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  private map(value: PackableMap): void {
    if (value.size < 16) this.head(0x80 | value.size);
    else this.sized(value.size, 0, 0xde, 0xdf);
    for (const [name, item] of value) {
      this.text(name);
      this.write(item);
    }
  }

  private list(value: readonly Packable[]): void {
    if (value.length < 16) this.head(0x90 | value.length);
    else this.sized(value.length, 0, 0xdc, 0xdd);
    for (const item of value) this.write(item);
  }
}
