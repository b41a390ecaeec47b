import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { BundleStore } from '../bundles/bundle-store.js';
import { RedisBundleStore } from '../bundles/redis-bundle-store.js';
import { GeominError } from '../errors.js';
import { openRedis } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';
import type { RedisSettings } from '../redis/settings.js';
import type { Entry, OutgoingFields } from './entry.js';
import { RedisCommands } from './redis-commands.js';
import { RedisMember } from './redis-member.js';
import { RedisRegistry } from './redis-registry.js';
import { addEntry, entriesBetween, streamState } from './redis-stream.js';
import { RedisInbox, RedisSubscription } from './redis-subscription.js';
import type { Registry } from './registry.js';
import { toRecord } from './redis-replies.js';
import type { Member, StreamState, Subscription, Transport } from './transport.js';

/** Which Redis, and what of it. */
export interface RedisTransportOptions extends RedisSettings {
  /** What all names begin with, default nothing. In a cluster it needs a hash tag, such as `{geomin}:`. */
  readonly prefix?: string;
  /** Largest packed bundle that is stored or read. */
  readonly maxBundleBytes?: number;
  /** How long to wait for the first connection, ms. Default: as long as it takes. */
  readonly connectTimeoutMs?: number;
}

/** How long a transport that closes waits for Redis to clear away what it made, ms. */
const FAREWELL = 1000;

/** Agents and those who ask them on any number of machines, with Redis 6.2 or newer between them. */
export class RedisTransport implements Transport {
  readonly prefix: string;
  readonly bundles: BundleStore;
  readonly registry: Registry;
  readonly #commands: RedisCommands;
  readonly #members = new Set<RedisMember>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #inboxes = new Set<RedisInbox>();
  readonly #reconnectListeners = new Set<() => void>();

  private constructor(commands: RedisCommands, { prefix = '', maxBundleBytes }: RedisTransportOptions) {
    this.#commands = commands;
    this.prefix = prefix;
    this.bundles = new RedisBundleStore(commands.client, { prefix, maxBytes: maxBundleBytes });
    this.registry = new RedisRegistry(commands, prefix);
    commands.client.on('ready', () => void this.#reconnected());
    // One node of a cluster comes and goes without the others.
    commands.client.on('+node', (node: Redis) => node.once('ready', () => void this.#reconnected()));
  }

  /**
   * @throws GeominError `TRANSPORT` where Redis refuses us or can't be reached, `ARGUMENT` where the URL or the prefix is
   *   no good
   */
  static async connect(options: RedisTransportOptions): Promise<RedisTransport> {
    const isTagged = /\{[^}]+\}/.test(options.prefix ?? '');
    if (options.cluster && !isTagged) {
      const fault = 'in a cluster the prefix must keep the names together';
      throw new GeominError('ARGUMENT', fault, 'Give one with a hash tag, such as {geomin}: .');
    }
    const client = openRedis(options);
    try {
      await waitUntilReady(client, options.connectTimeoutMs);
    } catch (error) {
      client.disconnect();
      throw error;
    }
    return new RedisTransport(new RedisCommands(client), options);
  }

  async send(stream: string, fields: OutgoingFields): Promise<string> {
    return (await addEntry(this.#commands, stream, fields))!;
  }

  async join(group: string, streams: readonly string[], name: string): Promise<Member> {
    this.#commands.requireOpen();
    const member = new RedisMember(this.#commands, group, streams, name, () => this.#members.delete(member));
    this.#members.add(member);
    await member.join();
    return member;
  }

  async openInbox(stream: string, onEntry: (entry: Entry) => void): Promise<Subscription> {
    this.#commands.requireOpen();
    const inbox = new RedisInbox(this.#commands, stream);
    await inbox.open(onEntry);
    this.#inboxes.add(inbox);
    return this.#closing(inbox, () => this.#inboxes.delete(inbox));
  }

  async follow(stream: string, onEntry: (entry: Entry) => void, since?: number): Promise<Subscription> {
    const after = since === undefined ? await this.#lastId(stream) : idBefore(since);
    return this.#closing(new RedisSubscription(this.#commands, stream, after, onEntry));
  }

  streamState(stream: string): Promise<StreamState | undefined> {
    return streamState(this.#commands, stream);
  }

  entries(
    stream: string,
    { after, count }: { readonly after?: string; readonly count?: number } = {},
  ): Promise<Entry[]> {
    return entriesBetween(this.#commands, stream, after === undefined ? '-' : `(${after}`, '+', count);
  }

  async remove(stream: string, ids: readonly string[]): Promise<number> {
    return ids.length === 0 ? 0 : ((await this.#commands.call('xdel', stream, ...ids)) as number);
  }

  onReconnect(listener: () => void): () => void {
    this.#reconnectListeners.add(listener);
    return () => this.#reconnectListeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const member of [...this.#members]) member.abandon();
    const closing = Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    // Where Redis is away, nothing can be cleared there, and inboxes end by themselves.
    await Promise.race([closing, sleep(FAREWELL, undefined, { ref: false })]);
    await this.#commands.close();
    await closing;
  }

  /** What was sent to an inbox that Redis has lost is asked for again only once the inbox is there again. */
  async #reconnected(): Promise<void> {
    await Promise.all([...this.#inboxes].map((inbox) => inbox.keep().catch(() => undefined)));
    for (const listener of [...this.#reconnectListeners]) listener();
  }

  async #lastId(stream: string): Promise<string> {
    if ((await this.#commands.call('exists', stream)) === 0) return '0-0';
    const info = toRecord(await this.#commands.call('xinfo', 'STREAM', stream));
    return String(info.get('last-generated-id'));
  }

  #closing(inner: Subscription, onClose: () => void = () => undefined): Subscription {
    const subscription: Subscription = {
      stream: inner.stream,
      close: async () => {
        if (!this.#subscriptions.delete(subscription)) return;
        onClose();
        await inner.close();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }
}

/** The last id that an entry of an earlier millisecond can have. */
function idBefore(ms: number): string {
  return ms < 1 ? '0-0' : `${Math.ceil(ms) - 1}-18446744073709551615`;
}
