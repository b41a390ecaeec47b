import type { BundleStore } from '../bundles/bundle-store.js';
import { MemoryBundleStore } from '../bundles/memory-bundle-store.js';
import { GeominError } from '../errors.js';
import type { Entry, OutgoingFields } from './entry.js';
import { InProcessBroker } from './in-process-broker.js';
import { InProcessMember } from './in-process-member.js';
import { EntryTeller } from './in-process-subscription.js';
import type { Registry } from './registry.js';
import type { Member, StreamState, Subscription, Transport } from './transport.js';

export interface InProcessTransportOptions {
  /** Default empty. */
  readonly prefix?: string;
  /** Default: a {@link MemoryBundleStore} of its own. */
  readonly bundles?: BundleStore;
}

/**
 * Agents and those who ask them in one process, with no server between them: the same promises as Redis keeps, as long as
 * the process lives.
 */
export class InProcessTransport implements Transport {
  readonly prefix: string;
  readonly #broker: InProcessBroker;
  readonly #members = new Set<InProcessMember>();
  readonly #subscriptions = new Set<Subscription>();
  #closed = false;

  /** @param beside shares its streams, bundles and notes with the new one; see {@link connect} */
  constructor(options: InProcessTransportOptions = {}, beside?: InProcessTransport) {
    this.prefix = options.prefix ?? '';
    this.#broker = beside ? beside.#broker : new InProcessBroker(options.bundles ?? new MemoryBundleStore());
  }

  /** Another transport on the same streams, bundles and notes, closed by itself. */
  connect(): InProcessTransport {
    return new InProcessTransport({ prefix: this.prefix }, this);
  }

  get bundles(): BundleStore {
    return this.#broker.bundles;
  }

  get registry(): Registry {
    return this.#broker.registry;
  }

  async send(stream: string, fields: OutgoingFields): Promise<string> {
    this.#check();
    return this.#broker.send(stream, fields).id;
  }

  async join(group: string, streams: readonly string[], name: string): Promise<Member> {
    this.#check();
    const member = new InProcessMember(name, this.#broker, group, streams);
    this.#members.add(member);
    return member;
  }

  async openInbox(stream: string, onEntry: (entry: Entry) => void): Promise<Subscription> {
    this.#check();
    const inbox = this.#broker.stream(stream);
    const teller = new EntryTeller(onEntry, ({ id }) => inbox.remove(id));
    for (const entry of inbox.entries(undefined, Infinity)) teller.add(entry);
    return this.#subscribe(stream, teller, () => this.#broker.drop(stream));
  }

  async follow(stream: string, onEntry: (entry: Entry) => void, since?: number): Promise<Subscription> {
    this.#check();
    const teller = new EntryTeller(onEntry);
    const past =
      since === undefined ? [] : (this.#broker.existing(stream)?.entries(undefined, Infinity) ?? []);
    for (const entry of past) if (Number.parseInt(entry.id) >= since!) teller.add(entry);
    return this.#subscribe(stream, teller);
  }

  async streamState(stream: string): Promise<StreamState | undefined> {
    this.#check();
    return this.#broker.existing(stream)?.state();
  }

  async entries(
    stream: string,
    options: { readonly after?: string; readonly count?: number } = {},
  ): Promise<Entry[]> {
    this.#check();
    return this.#broker.existing(stream)?.entries(options.after, options.count ?? Infinity) ?? [];
  }

  async remove(stream: string, ids: readonly string[]): Promise<number> {
    this.#check();
    const kept = this.#broker.existing(stream);
    return kept ? ids.filter((id) => kept.remove(id)).length : 0;
  }

  /** No connection, so none is ever lost. */
  onReconnect(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const member of this.#members) member.abandon('belongs to a transport that was closed');
    this.#members.clear();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  #subscribe(stream: string, teller: EntryTeller, onClose?: () => void): Subscription {
    const stop = this.#broker.tell(stream, teller);
    const subscription: Subscription = {
      stream,
      close: async () => {
        if (!this.#subscriptions.delete(subscription)) return;
        stop();
        onClose?.();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  #check(): void {
    if (this.#closed) throw new GeominError('TRANSPORT', 'the transport was closed');
  }
}
