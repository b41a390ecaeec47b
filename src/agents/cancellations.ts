import { GeominError } from '../errors.js';
import { sentAt, type Entry } from '../transport/entry.js';
import type { Subscription, Transport } from '../transport/transport.js';
import { parseCancellation, type GeometryRequest } from './request.js';

/** How long ago a request may have been called off, ms: about as long as requests live. */
const MEMORY = 300_000;

/** Which requests were called off: every agent reads that, whoever has the request. */
export class Cancellations {
  /** When, by request id; the latest last. */
  readonly #cancelled = new Map<string, number>();
  #subscription: Subscription | undefined;

  /** @param check refuses entries that are not signed as they should be */
  constructor(private readonly check: (entry: Entry) => Promise<void>) {}

  async start(transport: Transport, stream: string): Promise<void> {
    const onEntry = (entry: Entry) => void this.#take(entry).catch(() => undefined);
    this.#subscription = await transport.follow(stream, onEntry, Date.now() - MEMORY);
  }

  async stop(): Promise<void> {
    await this.#subscription?.close();
  }

  /** @throws GeominError `CANCELLED` or `TIMEOUT` where nobody waits for the answer any more */
  requireWanted({ requestId, deadline }: GeometryRequest): void {
    if (this.#cancelled.has(requestId)) throw new GeominError('CANCELLED', 'the request was cancelled');
    const late = (Date.now() - deadline) / 1000;
    if (late > 0)
      throw new GeominError('TIMEOUT', `the request is past its deadline by ${late.toFixed(1)} s`);
  }

  async #take(entry: Entry): Promise<void> {
    await this.check(entry);
    this.#cancelled.set(parseCancellation(entry), sentAt(entry));
    for (const [id, at] of this.#cancelled) {
      if (at >= Date.now() - MEMORY) break;
      this.#cancelled.delete(id);
    }
  }
}
