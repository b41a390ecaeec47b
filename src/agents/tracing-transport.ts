import type { BundleStore } from '../bundles/bundle-store.js';
import type { Entry, OutgoingFields } from '../transport/entry.js';
import type { Registry } from '../transport/registry.js';
import type { Member, StreamState, Subscription, Transport } from '../transport/transport.js';
import { receivedRecord, sentRecord, traceNow } from './trace-record.js';
import { TraceWriter } from './trace-writer.js';
import { TracingMember } from './tracing-member.js';

/**
 * A transport that records the way of every message that it carries: some thousands of the last records are kept, for
 * `readTrace` and `geomin trace`. Each who is to be seen needs one; what passes others leaves a gap.
 *
 * @example
 * const transport = new TracingTransport(new InProcessTransport());
 */
export class TracingTransport implements Transport {
  readonly #trace: TraceWriter;

  /** @param inner is closed with it */
  constructor(private readonly inner: Transport) {
    this.#trace = new TraceWriter(inner);
  }

  get prefix(): string {
    return this.inner.prefix;
  }

  get bundles(): BundleStore {
    return this.inner.bundles;
  }

  get registry(): Registry {
    return this.inner.registry;
  }

  async send(stream: string, fields: OutgoingFields): Promise<string> {
    const at = traceNow();
    const id = await this.inner.send(stream, fields);
    this.#trace.add(sentRecord(stream, fields, id, at));
    return id;
  }

  async join(group: string, streams: readonly string[], name: string): Promise<Member> {
    return new TracingMember(await this.inner.join(group, streams, name), this.#trace);
  }

  openInbox(stream: string, onEntry: (entry: Entry) => void): Promise<Subscription> {
    return this.inner.openInbox(stream, (entry) => {
      this.#trace.add(receivedRecord(entry));
      onEntry(entry);
    });
  }

  follow(...args: Parameters<Transport['follow']>): Promise<Subscription> {
    return this.inner.follow(...args);
  }

  streamState(stream: string): Promise<StreamState | undefined> {
    return this.inner.streamState(stream);
  }

  entries(...args: Parameters<Transport['entries']>): Promise<Entry[]> {
    return this.inner.entries(...args);
  }

  remove(stream: string, ids: readonly string[]): Promise<number> {
    return this.inner.remove(stream, ids);
  }

  onReconnect(listener: () => void): () => void {
    return this.inner.onReconnect(listener);
  }

  async close(): Promise<void> {
    await this.#trace.close();
    await this.inner.close();
  }
}
