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
  /** Of the requests that somebody is at. */
  readonly #running = new Map<string, Set<AbortController>>();
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

  /** Aborts with the reason where a request is called off, until it is disposed of. */
  watch(requestId: string): { readonly controller: AbortController; readonly dispose: () => void } {
    const controller = new AbortController();
    const same = this.#running.get(requestId) ?? new Set();
    this.#running.set(requestId, same.add(controller));
    const dispose = () => {
      same.delete(controller);
      if (same.size === 0) this.#running.delete(requestId);
    };
    return { controller, dispose };
  }

  /** @throws GeominError `CANCELLED` or `TIMEOUT` where nobody waits for the answer any more */
  requireWanted({ requestId, deadline }: Pick<GeometryRequest, 'requestId' | 'deadline'>): void {
    if (this.#cancelled.has(requestId)) throw cancelled();
    const late = (Date.now() - deadline) / 1000;
    if (late > 0)
      throw new GeominError('TIMEOUT', `the request is past its deadline by ${late.toFixed(1)} s`);
  }

  async #take(entry: Entry): Promise<void> {
    await this.check(entry);
    const requestId = parseCancellation(entry);
    this.#cancelled.set(requestId, sentAt(entry));
    this.#running.get(requestId)?.forEach((controller) => controller.abort(cancelled()));
    for (const [id, at] of this.#cancelled) {
      if (at >= Date.now() - MEMORY) break;
      this.#cancelled.delete(id);
    }
  }
}

function cancelled(): GeominError {
  return new GeominError('CANCELLED', 'the request was cancelled');
}
