/** Bytes that are written one after the other, as many as there will be. */
export class ByteSink {
  private bytes: Buffer;
  private length = 0;

  /** @param capacity how many are expected */
  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** Bytes `start <= i < end` of others. */
  copy(source: Buffer, start: number, end: number): void {
    if (end <= start) return;
    this.reserve(end - start);
    this.length += source.copy(this.bytes, this.length, start, end);
  }

  /** @param text in Latin-1 */
  write(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, 'latin1');
  }

  /** All that was written. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
