import type { BundleStore } from '../bundles/bundle-store.js';
import type { Answer, Delivery, Entry, OutgoingFields } from './entry.js';
import { deadLetterFields, deadLetterStream } from './dead-letter.js';
import { InProcessStream } from './in-process-stream.js';
import type { EntryTeller } from './in-process-subscription.js';
import { MemoryRegistry } from './memory-registry.js';

/** What the transports of one deployment share: its streams, who waits for their entries, bundles and notes. */
export class InProcessBroker {
  readonly registry = new MemoryRegistry();
  readonly #streams = new Map<string, InProcessStream>();
  readonly #tellers = new Map<string, Set<EntryTeller>>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(readonly bundles: BundleStore) {}

  /** The stream of that name, made where it is missing. */
  stream(name: string): InProcessStream {
    const stream = this.#streams.get(name) ?? new InProcessStream(name);
    this.#streams.set(name, stream);
    return stream;
  }

  /** The stream of that name where it is there. */
  existing(name: string): InProcessStream | undefined {
    return this.#streams.get(name);
  }

  drop(stream: string): void {
    this.#streams.delete(stream);
  }

  send(stream: string, fields: OutgoingFields): Entry {
    const entry = this.stream(stream).add(fields);
    for (const teller of this.#tellers.get(stream) ?? []) teller.add(entry);
    for (const wake of this.#waiting.get(stream) ?? []) wake();
    return entry;
  }

  /** Sends the answers to a delivery, then takes it off its group's hands. */
  settle(group: string, delivery: Delivery, answers: readonly Answer[]): void {
    for (const { stream, fields, onlyIfAwaited } of answers) {
      if (!onlyIfAwaited || this.#streams.has(stream)) this.send(stream, fields);
    }
    this.existing(delivery.stream)?.settle(group, delivery.id);
  }

  /** Puts a delivery among the dead letters of its stream. */
  bury(delivery: Delivery, reason: string): void {
    this.send(deadLetterStream(delivery.stream), deadLetterFields(delivery, reason));
  }

  /** Tells every entry from now on; gives what ends that. */
  tell(stream: string, teller: EntryTeller): () => void {
    add(this.#tellers, stream, teller);
    return () => {
      teller.close();
      remove(this.#tellers, stream, teller);
    };
  }

  /** Calls back whenever an entry is added to one of the streams; gives what ends that. */
  await(streams: readonly string[], wake: () => void): () => void {
    for (const stream of streams) add(this.#waiting, stream, wake);
    return () => {
      for (const stream of streams) remove(this.#waiting, stream, wake);
    };
  }
}

function add<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key) ?? new Set<T>();
  sets.set(key, set.add(value));
}

function remove<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
