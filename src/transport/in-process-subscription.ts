import type { Entry } from './entry.js';
import { entryCopy } from './in-process-entry.js';

/** Tells somebody the entries of a stream, in order, never while they are being sent. */
export class EntryTeller {
  #waiting: Entry[] = [];
  #scheduled = false;
  #closed = false;

  /** @param onTold called after each entry was told */
  constructor(
    private readonly onEntry: (entry: Entry) => void,
    private readonly onTold?: (entry: Entry) => void,
  ) {}

  add(entry: Entry): void {
    this.#waiting.push(entry);
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    setImmediate(() => this.#tell());
  }

  #tell(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    this.#scheduled = false;
    for (const [told, entry] of entries.entries()) {
      if (this.#closed) return;
      try {
        this.onEntry(entryCopy(entry));
      } catch (error) {
        // What a listener throws is its program's to see, and must not keep the next entries from it.
        this.#waiting = [...entries.slice(told + 1), ...this.#waiting];
        this.#schedule();
        throw error;
      } finally {
        this.onTold?.(entry);
      }
    }
  }
}
