import { LONGEST_BLOCK } from '../redis/connection.js';
import { deadLetterFields, deadLetterStream } from './dead-letter.js';
import { sentAt, type Answer, type Delivery, type Entry } from './entry.js';
import { isRefusedAs, type BlockingConnection, type RedisCommands } from './redis-commands.js';
import { toEntries, toEntriesOf } from './redis-replies.js';
import { addEntry, entriesBetween, hasWork, makeGroup, trim } from './redis-stream.js';
import { StreamTrimmer } from './stream-trimmer.js';
import type { Member } from './transport.js';

/** Most entries that are looked through for what is not settled. */
const MOST_UNSETTLED = 1000;

/** Resets the idle time of entries that still are the member's own: XCLAIM alone would take back what another claimed. */
const TOUCH = `
for i = 3, #ARGV do
  local own = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if #own > 0 then redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID') end
end`;

/**
 * Takes a member's name out of a group if it has nothing to settle, which would be lost with the name. In one step:
 * its last wait may still be handed an entry while it leaves.
 */
const LEAVE = `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
end`;

/** An entry that was handed out and not settled. */
interface Unsettled {
  readonly stream: string;
  readonly id: string;
  readonly deliveries: number;
}

/** A consumer of a group of Redis streams. */
export class RedisMember implements Member {
  readonly #blocking: BlockingConnection;
  readonly #trimmer: StreamTrimmer;
  #left = false;
  #isWoken = false;

  /** @param onLeave told when it is over */
  constructor(
    private readonly commands: RedisCommands,
    private readonly group: string,
    private readonly streams: readonly string[],
    readonly name: string,
    private readonly onLeave: () => void,
  ) {
    this.#blocking = commands.openBlocking();
    this.#trimmer = new StreamTrimmer((stream, settled) => trim(commands, stream, settled));
  }

  /** Makes the group where it is missing: at first, and when Redis has lost it. */
  async join(): Promise<void> {
    for (const stream of this.streams) await makeGroup(this.commands, stream, this.group);
  }

  async read(count: number, waitMs: number, streams: readonly string[] = this.streams): Promise<Delivery[]> {
    const until = Date.now() + waitMs;
    this.#isWoken = false;
    for (;;) {
      this.commands.requireOpen();
      const left = until - Date.now();
      const entries = await this.#readNew(count, left, streams);
      // A wait may also end because the connection broke, or the group had to be made again.
      if (entries.length > 0 || left <= 0 || this.#isWoken || this.#left) return entries;
    }
  }

  async claim(idleMs: number, count: number): Promise<Delivery[]> {
    // XAUTOCLAIM does not tell how often an entry was handed out.
    const idle = await Promise.all(
      this.streams.map((stream) => this.#unsettled(stream, '+', count, ['IDLE', idleMs])),
    );
    const oldest = idle.flat().sort(byTime).slice(0, count);
    const claimed = await Promise.all(this.streams.map((stream) => this.#claimFrom(stream, oldest, idleMs)));
    return claimed.flat().sort(byTime);
  }

  async touch(deliveries: readonly Delivery[]): Promise<void> {
    for (const stream of this.streams) {
      const ids = deliveries.filter((delivery) => delivery.stream === stream).map(({ id }) => id);
      if (ids.length === 0) continue;
      await this.#inGroup(() => this.commands.call('eval', TOUCH, 1, stream, this.group, this.name, ...ids));
    }
  }

  async settle(delivery: Delivery, answers: readonly Answer[] = []): Promise<void> {
    for (const { stream, fields, onlyIfAwaited } of answers) {
      await addEntry(this.commands, stream, fields, onlyIfAwaited);
    }
    await this.commands.call('xack', delivery.stream, this.group, delivery.id);
    this.#trimmer.settled(delivery);
  }

  async bury(delivery: Delivery, reason: string, answers: readonly Answer[] = []): Promise<void> {
    await addEntry(this.commands, deadLetterStream(delivery.stream), deadLetterFields(delivery, reason));
    await this.settle(delivery, answers);
  }

  async unsettledBefore({ stream, id }: Delivery): Promise<Entry[]> {
    const unsettled = await this.#unsettled(stream, `(${id}`, MOST_UNSETTLED);
    const found = await Promise.all(
      unsettled.map((entry) => entriesBetween(this.commands, stream, entry.id, entry.id)),
    );
    return found.flat();
  }

  async hasWork(): Promise<boolean> {
    const found = await Promise.all(this.streams.map((stream) => hasWork(this.commands, stream, this.group)));
    return found.includes(true);
  }

  wake(): void {
    this.#isWoken = true;
    this.#blocking.interrupt();
  }

  /** Where it has entries that it did not settle, its name stays in the group: they would be lost with it. */
  async leave(): Promise<void> {
    if (this.#left) return;
    this.abandon();
    for (const stream of this.streams) {
      await this.#trimmer.finish(stream);
      await this.#inGroup(() => this.commands.call('eval', LEAVE, 1, stream, this.group, this.name));
    }
  }

  /** Ends reading, and leaves everything as it is. */
  abandon(): void {
    if (this.#left) return;
    this.#left = true;
    this.#blocking.close();
    this.#trimmer.close();
    this.onLeave();
  }

  async #readNew(count: number, waitMs: number, streams: readonly string[]): Promise<Delivery[]> {
    const block = waitMs > 0 ? ['BLOCK', Math.ceil(Math.min(waitMs, LONGEST_BLOCK))] : [];
    const connection = waitMs > 0 ? this.#blocking : this.commands;
    const options = ['COUNT', count, ...block, 'STREAMS', ...streams, ...streams.map(() => '>')];
    const reply = await this.#inGroup(() =>
      connection.call('xreadgroup', 'GROUP', this.group, this.name, ...options),
    );
    return reply ? toEntriesOf(streams, reply).map((entry) => ({ ...entry, deliveries: 1 })) : [];
  }

  async #unsettled(
    stream: string,
    to: string,
    count: number,
    idle: (string | number)[] = [],
  ): Promise<Unsettled[]> {
    const reply = await this.#inGroup(() =>
      this.commands.call('xpending', stream, this.group, ...idle, '-', to, count),
    );
    return ((reply ?? []) as [Buffer, Buffer, number, number][]).map(([id, , , deliveries]) => {
      return { stream, id: id.toString(), deliveries };
    });
  }

  async #claimFrom(stream: string, idle: readonly Unsettled[], idleMs: number): Promise<Delivery[]> {
    const deliveries = new Map(
      idle.filter((entry) => entry.stream === stream).map((entry) => [entry.id, entry.deliveries]),
    );
    if (deliveries.size === 0) return [];
    const reply = await this.commands.call(
      'xclaim',
      stream,
      this.group,
      this.name,
      idleMs,
      ...deliveries.keys(),
    );
    return toEntries(stream, reply).map((entry) => ({ ...entry, deliveries: deliveries.get(entry.id)! + 1 }));
  }

  /** Undefined where the group had to be made again: a Redis that has lost everything knows of no entry either. */
  async #inGroup(command: () => Promise<unknown>): Promise<unknown> {
    try {
      return await command();
    } catch (error) {
      if (!isRefusedAs(error, 'NOGROUP') && !isRefusedAs(error, 'UNBLOCKED')) throw error;
      await this.join();
      return undefined;
    }
  }
}

/** What was sent in the same millisecond keeps its order, in which the first stream comes first. */
function byTime(a: Pick<Entry, 'id'>, b: Pick<Entry, 'id'>): number {
  return sentAt(a) - sentAt(b);
}
