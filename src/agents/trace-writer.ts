import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '../transport/transport.js';
import { traceStream, type TraceRecord } from './trace-record.js';

/** Records that are written together, and how long the first of them waits for others, ms. */
const AT_ONCE = 64;
const LONGEST_WAIT = 50;
/** So many entries may be on their way; where more would be, as while Redis is away, records are dropped. */
const MOST_UNDER_WAY = 16;
/** How long the last records are waited for, ms. */
const FAREWELL = 1000;

/** Writes records into the stream of a deployment. What can't be written harms nobody else. */
export class TraceWriter {
  #records: TraceRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(private readonly transport: Transport) {}

  add(record: TraceRecord | undefined): void {
    if (record === undefined) return;
    this.#records.push(record);
    if (this.#records.length >= AT_ONCE) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), LONGEST_WAIT);
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#write();
    await Promise.race([Promise.all(this.#underWay), sleep(FAREWELL, undefined, { ref: false })]);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const records = this.#records;
    this.#records = [];
    if (records.length === 0 || this.#underWay.size >= MOST_UNDER_WAY) return;
    const stream = traceStream(this.transport.prefix);
    const writing = this.transport
      .send(stream, { records: JSON.stringify(records) })
      .catch(() => undefined)
      .finally(() => this.#underWay.delete(writing));
    this.#underWay.add(writing);
  }
}
