import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_BLOCK } from '../redis/connection.js';
import type { Entry } from './entry.js';
import { REST, type BlockingConnection, type RedisCommands } from './redis-commands.js';
import { nextId, toEntriesOf } from './redis-replies.js';
import type { Subscription } from './transport.js';

/** Most entries of one look. */
const AT_ONCE = 100;

/** Tells the entries of a stream, whoever else reads it. */
export class RedisSubscription implements Subscription {
  readonly #blocking: BlockingConnection;
  #closed = false;
  readonly #loop: Promise<void>;

  /**
   * @param after the id before the first entry to tell
   * @param onTold told of every entry after its reader was
   */
  constructor(
    commands: RedisCommands,
    readonly stream: string,
    private after: string,
    private readonly onEntry: (entry: Entry) => void,
    private readonly onTold: (entry: Entry) => void = () => undefined,
  ) {
    this.#blocking = commands.openBlocking();
    this.#loop = this.#read();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#blocking.close();
    await this.#loop;
  }

  async #read(): Promise<void> {
    while (!this.#closed) {
      const block = ['COUNT', AT_ONCE, 'BLOCK', LONGEST_BLOCK, 'STREAMS', this.stream, this.after];
      const reply = await this.#blocking.call('xread', ...block).catch(() => sleep(REST));
      if (!reply) continue;
      for (const entry of toEntriesOf([this.stream], reply)) {
        if (this.#closed) break;
        this.after = entry.id;
        this.onEntry(entry);
        this.onTold(entry);
      }
    }
  }
}

/** An inbox lives so much longer than an owner that died, s. */
const INBOX_TTL = 300;
const RENEWAL = 10_000;

/** A stream of one owner's own, there as long as the owner is. */
export class RedisInbox implements Subscription {
  #subscription: RedisSubscription | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #told = 0;
  #bytes = 0;

  constructor(
    private readonly commands: RedisCommands,
    readonly stream: string,
  ) {}

  async open(onEntry: (entry: Entry) => void): Promise<void> {
    await this.keep();
    this.#renewing = setInterval(() => void this.keep().catch(() => undefined), RENEWAL).unref();
    this.#subscription = new RedisSubscription(this.commands, this.stream, '0-0', onEntry, (entry) =>
      this.#trim(entry),
    );
  }

  /** Makes the stream where it is missing, and lets it live on. */
  async keep(): Promise<void> {
    if ((await this.commands.call('expire', this.stream, INBOX_TTL)) === 1) return;
    // There is no other way to make an empty stream.
    await this.commands.call('xgroup', 'CREATE', this.stream, 'none', '$', 'MKSTREAM').catch(() => undefined);
    await this.commands.call('xgroup', 'DESTROY', this.stream, 'none');
    await this.commands.call('expire', this.stream, INBOX_TTL);
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#subscription?.close();
    this.#subscription = undefined;
    await this.commands.call('del', this.stream).catch(() => undefined);
  }

  #trim({ id, fields }: Entry): void {
    this.#told += 1;
    for (const value of fields.values()) this.#bytes += value.length;
    if (this.#told < 64 && this.#bytes < 1024 ** 2) return;
    this.#told = this.#bytes = 0;
    this.commands.call('xtrim', this.stream, 'MINID', nextId(id)).catch(() => undefined);
  }
}
