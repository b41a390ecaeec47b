import type { Entry, Fields, OutgoingFields } from './entry.js';

/** An entry in a stream of this process, and its neighbours. */
export interface Link {
  readonly entry: Entry;
  /** Its place among all that were ever added to its stream. */
  readonly ordinal: number;
  next: Link | undefined;
  previous: Link | undefined;
  /** How many of the stream's groups have not settled it. */
  unsettledBy: number;
}

/** Fields as they will stand, whatever their sender does to its buffers later. */
export function keptFields(fields: OutgoingFields): Fields {
  return new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value as Buffer)]));
}

/** An entry for a reader, who may do with its buffers as it likes. */
export function entryCopy({ id, stream, fields }: Entry): Entry {
  return { id, stream, fields: new Map([...fields].map(([name, value]) => [name, Buffer.from(value)])) };
}

/** Negative where the first id was given out before the second. */
export function compareIds(a: string, b: string): number {
  const [millisA, numberA] = a.split('-').map(Number);
  const [millisB, numberB] = b.split('-').map(Number);
  return millisA - millisB || (numberA || 0) - (numberB || 0);
}

/** Makes the ids of a stream, which rise even where the clock falls. */
export class EntryIds {
  #millis = 0;
  #number = 0;

  next(): string {
    const now = Date.now();
    this.#number = now > this.#millis ? 0 : this.#number + 1;
    this.#millis = Math.max(now, this.#millis);
    return `${this.#millis}-${this.#number}`;
  }
}
