/** A typed array that grows: numbers are collected without boxing, then cut to length once. */
export class Growing<A extends Int32Array | Float64Array | Uint8Array> {
  private used = 0;
  private values: A;

  constructor(private readonly allocate: (length: number) => A) {
    this.values = allocate(1024);
  }

  get length(): number {
    return this.used;
  }

  push(value: number): void {
    if (this.used === this.values.length) this.values = this.copyInto(this.allocate(2 * this.used));
    this.values[this.used++] = value;
  }

  /** What was pushed, in an array of exactly that length. */
  finish(): A {
    return this.copyInto(this.allocate(this.used));
  }

  private copyInto(target: A): A {
    target.set(this.values.subarray(0, this.used));
    return target;
  }
}

export function growingInt32(): Growing<Int32Array> {
  return new Growing((length) => new Int32Array(length));
}

export function growingFloat64(): Growing<Float64Array> {
  return new Growing((length) => new Float64Array(length));
}

export function growingUint8(): Growing<Uint8Array> {
  return new Growing((length) => new Uint8Array(length));
}
