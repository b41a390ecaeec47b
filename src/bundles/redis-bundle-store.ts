import { Cluster, type Redis } from 'ioredis';
import { GeominError } from '../errors.js';
import type { RedisClient } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';
import { keepTrying } from '../redis/waiting.js';
import type { BundleInfo } from './bundle-store.js';
import { bundleFault } from './faults.js';
import { PackedBundleStore } from './packed-bundle-store.js';

/** The longest time to live that Redis is asked for, ms: some three thousand years. */
const LONGEST_TTL = 1e14;
/** Keys to look at in one step of a scan. */
const SCAN_COUNT = 1000;

/** Bundles in Redis, each under the key `<prefix>bundle:<id>`. */
export class RedisBundleStore extends PackedBundleStore {
  private readonly keyPrefix: string;

  /**
   * @param client stays the caller's, to close
   * @param options.prefix what keys begin with; default none
   * @param options.maxBytes the largest packed bundle to take or to unpack
   */
  constructor(
    private readonly client: RedisClient,
    options: { readonly prefix?: string; readonly maxBytes?: number } = {},
  ) {
    super(options.maxBytes);
    this.keyPrefix = `${options.prefix ?? ''}bundle:`;
  }

  /** In no order; what comes or goes meanwhile may be told or not. */
  async *list(): AsyncIterable<BundleInfo> {
    const seen = new Set<string>();
    for (const node of await mastersOf(this.client)) {
      let cursor = '0';
      do {
        const [next, keys] = await this.told(undefined, () => this.scan(node, cursor));
        cursor = next;
        for (const info of await Promise.all(
          keys.filter((key) => !seen.has(key)).map((key) => this.look(key.slice(this.keyPrefix.length))),
        )) {
          if (info !== undefined && !seen.has(info.id)) yield info;
        }
        // A scan may come upon a key again.
        for (const key of keys) seen.add(key);
      } while (cursor !== '0');
    }
  }

  protected async keep(id: string, bytes: Buffer, ttlSeconds: number): Promise<void> {
    const key = this.keyPrefix + id;
    await this.told(id, () =>
      ttlSeconds === Infinity
        ? this.client.set(key, bytes)
        : this.client.set(key, bytes, 'PX', milliseconds(ttlSeconds)),
    );
  }

  protected async look(id: string): Promise<BundleInfo | undefined> {
    const key = this.keyPrefix + id;
    const [bytes, ttl] = await this.told(id, () =>
      Promise.all([this.client.strlen(key), this.client.pttl(key)]),
    );
    return ttl === -2 ? undefined : { id, bytes, ttlSeconds: ttl === -1 ? undefined : ttl / 1000 };
  }

  protected async fetch(id: string): Promise<Buffer | undefined> {
    // Not GET: a key that holds far more than a bundle must not be fetched whole.
    const bytes = await this.told(id, () =>
      this.client.getrangeBuffer(this.keyPrefix + id, 0, this.maxBytes),
    );
    return bytes.length === 0 ? undefined : bytes;
  }

  protected async extend(id: string, ttlSeconds: number): Promise<boolean> {
    const key = this.keyPrefix + id;
    if (ttlSeconds !== Infinity) {
      return (await this.told(id, () => this.client.pexpire(key, milliseconds(ttlSeconds)))) === 1;
    }
    await this.told(id, () => this.client.persist(key));
    return (await this.told(id, () => this.client.exists(key))) === 1;
  }

  protected async drop(id: string): Promise<boolean> {
    return (await this.told(id, () => this.client.unlink(this.keyPrefix + id))) === 1;
  }

  private scan(node: Redis, cursor: string): Promise<[cursor: string, keys: string[]]> {
    const pattern = `${this.keyPrefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
    return node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT, 'TYPE', 'string');
  }

  /** What Redis answers about a bundle; its refusals as errors of ours. */
  private async told<T>(id: string | undefined, ask: () => Promise<T>): Promise<T> {
    try {
      return await keepTrying(this.client, ask);
    } catch (error) {
      const { message } = error as Error;
      if (message.startsWith('WRONGTYPE')) throw bundleFault(id, 'the key holds something that is no bundle');
      throw new GeominError(
        'TRANSPORT',
        `${id === undefined ? 'bundles' : `bundle ${id}`}: Redis says: ${message}`,
        '',
        { cause: error },
      );
    }
  }
}

function milliseconds(seconds: number): number {
  return Math.min(LONGEST_TTL, Math.ceil(1000 * seconds));
}

/** Where keys are: a cluster scans each of its masters. */
async function mastersOf(client: RedisClient): Promise<readonly Redis[]> {
  if (!(client instanceof Cluster)) return [client];
  // Before that it knows none of them.
  await waitUntilReady(client);
  return client.nodes('master');
}
