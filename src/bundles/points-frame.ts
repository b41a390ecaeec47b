import type { Packable, PackableMap } from './msgpack.js';
import { packMap } from './msgpack-writer.js';

/** Room for all of a bundle but its points, bytes. */
const HEAD = 1024;
/** The most values of a map whose number is in its first byte: msgpack's fixmap. */
const MOST_SHORT_MAP = 15;
const FIXSTR = 0xa0;
const LONGEST_FIXSTR = 31;
const BIN_32 = 0xc6;
/** The byte for a byte string and its length. */
const BIN_HEAD = 5;

/**
 * Points that are packed where they stand: what the bundle says beside them is written in front of them. Megabytes of
 * sites or gradients are neither allocated nor copied for each message that way.
 */
export class PointsFrame {
  /** 3n, to be filled; anything at first. */
  readonly points: Float64Array;
  private readonly room: Buffer;

  constructor(atomCount: number) {
    this.room = Buffer.allocUnsafeSlow(HEAD + 24 * atomCount);
    this.points = new Float64Array(this.room.buffer, HEAD, 3 * atomCount);
  }

  /**
   * Packs a map of which one value is the bytes of the points.
   *
   * @returns bytes that are the frame's own, good until the points change or the frame packs again
   */
  pack(map: PackableMap): Buffer {
    const name = [...map].find(([, value]) => this.isOwn(value))?.[0];
    if (name === undefined || map.size > MOST_SHORT_MAP || name.length > LONGEST_FIXSTR) return packMap(map);
    const rest = packMap(new Map([...map].filter(([other]) => other !== name)));
    const length = rest.length + 1 + name.length + BIN_HEAD;
    if (length > HEAD) return packMap(map);
    const { room } = this;
    const start = HEAD - length;
    let at = start + rest.copy(room, start);
    room[start] += 1;
    room[at++] = FIXSTR + name.length;
    at += room.write(name, at, 'latin1');
    room[at++] = BIN_32;
    room.writeUInt32BE(this.points.byteLength, at);
    return room.subarray(start);
  }

  private isOwn(value: Packable): boolean {
    return value instanceof Uint8Array && value.buffer === this.points.buffer;
  }
}

/** Frames that are kept for whoever needs one of that size next: an allocation of megabytes costs more than filling them. */
const MOST_KEPT = 4;

/** Lends frames. */
export class FramePool {
  private readonly kept: PointsFrame[] = [];

  /** A frame that nobody else has, with anything in it. */
  borrow(atomCount: number): PointsFrame {
    const place = this.kept.findIndex(({ points }) => points.length === 3 * atomCount);
    return place < 0 ? new PointsFrame(atomCount) : this.kept.splice(place, 1)[0];
  }

  /** Takes a frame back that nobody uses any more, nor the bytes that it packed. */
  giveBack(frame: PointsFrame): void {
    this.kept.push(frame);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
  }
}
