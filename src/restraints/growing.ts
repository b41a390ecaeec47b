/** A typed array that grows: numbers are collected without boxing, then cut to length once. */
export class Growing<A extends Int32Array | Float64Array | Uint8Array> {
  private used = 0;
  private values: A;

  /** @param expected about how many numbers there will be */
  constructor(
    private readonly allocate: (length: number) => A,
    expected: number,
  ) {
    this.values = allocate(Math.ceil(expected) + 64);
  }

  get length(): number {
    return this.used;
  }

  push(value: number): void {
    this.reserve(1);
    this.values[this.used++] = value;
  }

  pushAll(values: A): void {
    this.reserve(values.length);
    for (let i = 0; i < values.length; i++) this.values[this.used + i] = values[i];
    this.used += values.length;
  }

  /** Pushes `source[start + index]` for each of some indices. */
  pushPicked(source: A, start: number, indices: Int32Array): void {
    this.reserve(indices.length);
    for (let i = 0; i < indices.length; i++) this.values[this.used + i] = source[start + indices[i]];
    this.used += indices.length;
  }

  /** What was pushed, in an array of exactly that length. */
  finish(): A {
    return this.copyInto(this.allocate(this.used));
  }

  private reserve(count: number): void {
    const needed = this.used + count;
    if (needed > this.values.length) this.values = this.copyInto(this.allocate(2 * needed));
  }

  private copyInto(target: A): A {
    target.set(this.values.subarray(0, this.used));
    return target;
  }
}

export function growingInt32(expected: number): Growing<Int32Array> {
  return new Growing((length) => new Int32Array(length), expected);
}

export function growingFloat64(expected: number): Growing<Float64Array> {
  return new Growing((length) => new Float64Array(length), expected);
}

export function growingUint8(expected: number): Growing<Uint8Array> {
  return new Growing((length) => new Uint8Array(length), expected);
}
