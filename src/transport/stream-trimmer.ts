import type { Entry } from './entry.js';

/** A stream is trimmed after so many settled entries, after so many settled bytes, or so long after the last of them. */
const MOST_ENTRIES = 256;
const MOST_BYTES = 1024 ** 2;
const LONGEST_WAIT = 5000;

/** What of a stream was settled and not trimmed yet. */
interface Settled {
  readonly ids: string[];
  bytes: number;
  timer: NodeJS.Timeout | undefined;
}

/** Has streams trimmed now and then: often enough to keep them short, rarely enough to cost nothing. */
export class StreamTrimmer {
  readonly #settled = new Map<string, Settled>();

  constructor(private readonly trim: (stream: string, settled: readonly string[]) => Promise<void>) {}

  settled({ stream, id, fields }: Entry): void {
    const settled = this.#settled.get(stream) ?? { ids: [], bytes: 0, timer: undefined };
    this.#settled.set(stream, settled);
    settled.ids.push(id);
    for (const value of fields.values()) settled.bytes += value.length;
    settled.timer ??= setTimeout(() => void this.finish(stream), LONGEST_WAIT).unref();
    if (settled.ids.length >= MOST_ENTRIES || settled.bytes >= MOST_BYTES) void this.finish(stream);
  }

  /** Trims a stream now, if there is anything to trim. What fails is tried again with the next settled entry. */
  async finish(stream: string): Promise<void> {
    const settled = this.#settled.get(stream);
    if (settled === undefined) return;
    clearTimeout(settled.timer);
    this.#settled.delete(stream);
    await this.trim(stream, settled.ids).catch(() => undefined);
  }

  close(): void {
    for (const { timer } of this.#settled.values()) clearTimeout(timer);
  }
}
