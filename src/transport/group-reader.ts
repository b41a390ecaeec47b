import { setTimeout as sleep } from 'node:timers/promises';
import { GeominError } from '../errors.js';
import type { Answer, Delivery } from './entry.js';
import type { Member, Transport } from './transport.js';

/** What a handler made of a delivery. */
export interface Outcome {
  readonly answers?: readonly Answer[];
  /** Why the entry goes to the dead letters; absent where it is done with. */
  readonly deadBecause?: string;
}

/** What a group's reader reads, and what is done with it. */
export interface GroupReaderOptions {
  readonly transport: Transport;
  readonly group: string;
  /** The one with the highest priority first: what waits in it overtakes what waits in the others. */
  readonly streams: readonly string[];
  /** Of the member; unique among the living. */
  readonly name: string;
  /** Deliveries that are handled at once. */
  readonly concurrency: number;
  /** Most entries that are read at once, of each stream. Default: as many as there is room for. */
  readonly batchSize?: number;
  /** An entry that its member has not touched for so long is taken over by another, ms. */
  readonly claimIdleMs: number;
  /** After so many failures an entry goes to the dead letters. */
  readonly maxDeliveries: number;
  /** What it throws counts as a failure: the entry is delivered again, after claimIdleMs. */
  readonly handle: (delivery: Delivery) => Promise<Outcome>;
  /** Answers to an entry that failed too often. */
  readonly giveUp: (delivery: Delivery, reason: string) => readonly Answer[];
  /** Told what went wrong; `delivery` is absent where reading itself did. */
  readonly onFailure: (error: unknown, delivery?: Delivery) => void;
  readonly onBuried: (delivery: Delivery, reason: string) => void;
}

/** How long reading rests after a failure, ms. */
const REST = 500;
/** How long streams are read one by one where several had something, ms. */
const CROWDED = 1000;
/** Between two looks whether there is anything left to do, ms. */
const LOOK = 20;

/**
 * Reads streams as one member of a group: hands out new entries and those of members that died, several at once, and
 * settles them. An entry is settled only after it was handled; what fails or dies on the way is delivered again.
 */
export class GroupReader {
  readonly #options: GroupReaderOptions;
  readonly #inHand = new Map<string, Delivery>();
  #waiting: Delivery[] = [];
  #running = 0;
  #slotFreed: () => void = () => undefined;
  #stopping = false;
  #member: Member | undefined;
  #loop: Promise<void> | undefined;
  #touching: NodeJS.Timeout | undefined;
  #nextClaim = 0;
  /** Until when entries are thought to wait in several streams. */
  #crowdedUntil = 0;

  constructor(options: GroupReaderOptions) {
    this.#options = options;
  }

  /** Deliveries that are handled or wait for it. */
  get inHand(): number {
    return this.#inHand.size;
  }

  async start(): Promise<void> {
    const { transport, group, streams, name, claimIdleMs } = this.#options;
    this.#member = await transport.join(group, streams, name);
    this.#touching = setInterval(() => void this.#touch(), claimIdleMs / 3);
    this.#crowdedUntil = Date.now() + CROWDED;
    this.#loop = this.#read(this.#member);
  }

  /** Stops reading, finishes what is in hand, and leaves the group. */
  async stop(): Promise<void> {
    if (this.#member === undefined || this.#stopping) return this.#loop;
    this.#stopping = true;
    this.#member.wake();
    await this.#loop;
    clearInterval(this.#touching);
    await this.#member.leave();
  }

  /**
   * Waits until the group has nothing to do: no entry waits, and no member has one in hand.
   *
   * @throws GeominError `ARGUMENT` before `start`
   */
  async drain({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#member === undefined)
      throw new GeominError('ARGUMENT', 'who has not started has nothing to drain');
    while (await this.#member.hasWork()) await sleep(LOOK, undefined, { signal });
  }

  /** What others were handed before this delivery and have not settled. */
  unsettledBefore(delivery: Delivery): ReturnType<Member['unsettledBefore']> {
    return this.#member!.unsettledBefore(delivery);
  }

  async #read(member: Member): Promise<void> {
    const { concurrency } = this.#options;
    while (!this.#stopping || this.#waiting.length > 0) {
      try {
        if (this.#running >= concurrency) await new Promise<void>((resolve) => (this.#slotFreed = resolve));
        const next = await this.#next(member);
        if (next) void this.#process(member, next);
      } catch (error) {
        this.#options.onFailure(error);
        if (!this.#stopping) await new Promise((resolve) => setTimeout(resolve, REST));
      }
    }
    while (this.#running > 0) await new Promise<void>((resolve) => (this.#slotFreed = resolve));
  }

  /** The delivery to be handled next; undefined where there was none for a while. */
  async #next(member: Member): Promise<Delivery | undefined> {
    const { claimIdleMs, streams } = this.#options;
    const room = this.#free - this.#waiting.length;
    if (!this.#stopping && room > 0 && Date.now() >= this.#nextClaim) {
      this.#nextClaim = Date.now() + claimIdleMs * (0.4 + 0.2 * Math.random());
      this.#take(await member.claim(claimIdleMs, room));
    }
    // What came in meanwhile on a higher lane overtakes what waits here.
    const [first] = this.#waiting;
    const lanes = first ? streams.slice(0, streams.indexOf(first.stream)) : streams;
    if (!this.#stopping) this.#take(await (first ? this.#readOne(member, 1, lanes) : this.#readAny(member)));
    return this.#waiting.shift();
  }

  get #free(): number {
    return this.#options.concurrency - this.#running;
  }

  /**
   * New entries of any lane, waiting for the first one. Lanes that are asked together may give more than there is room for,
   * which others could have sooner; asked one by one they take longer. So they are as long as several may hold something.
   */
  async #readAny(member: Member): Promise<Delivery[]> {
    const { streams, batchSize = Infinity, claimIdleMs } = this.#options;
    if (Date.now() < this.#crowdedUntil) {
      const some = await this.#readOne(member, Math.min(this.#free, batchSize), streams);
      if (some.length > 0) return some;
      this.#crowdedUntil = 0;
    }
    const ofEach = Math.max(1, Math.min(Math.floor(this.#free / streams.length), batchSize));
    const read = await member.read(ofEach, claimIdleMs / 2);
    if (read.some(({ stream }) => stream !== read[0].stream)) this.#crowdedUntil = Date.now() + CROWDED;
    return read;
  }

  /** What there is on the highest lane that has anything. */
  async #readOne(member: Member, count: number, lanes: readonly string[]): Promise<Delivery[]> {
    for (const lane of lanes) {
      const read = await member.read(count, 0, [lane]);
      if (read.length > 0) return read;
    }
    return [];
  }

  #take(deliveries: readonly Delivery[]): void {
    const { streams } = this.#options;
    const fresh = deliveries.filter((delivery) => !this.#inHand.has(keyOf(delivery)));
    if (fresh.length === 0) return;
    for (const delivery of fresh) this.#inHand.set(keyOf(delivery), delivery);
    this.#waiting.push(...fresh);
    // Stable: within a lane the order stays.
    this.#waiting.sort((a, b) => streams.indexOf(a.stream) - streams.indexOf(b.stream));
  }

  async #process(member: Member, delivery: Delivery): Promise<void> {
    this.#running += 1;
    try {
      await this.#handle(member, delivery);
    } catch (error) {
      this.#options.onFailure(error, delivery);
    } finally {
      this.#inHand.delete(keyOf(delivery));
      this.#running -= 1;
      this.#slotFreed();
    }
  }

  async #handle(member: Member, delivery: Delivery): Promise<void> {
    const { onBuried } = this.#options;
    const { deadBecause, answers } = await this.#outcome(delivery);
    if (deadBecause === undefined) return member.settle(delivery, answers);
    await member.bury(delivery, deadBecause, answers);
    onBuried(delivery, deadBecause);
  }

  /** @throws what the handler throws, as long as the entry may be delivered again */
  async #outcome(delivery: Delivery): Promise<Outcome> {
    const { maxDeliveries, handle, giveUp, onFailure } = this.#options;
    if (delivery.deliveries > maxDeliveries) {
      const reason = `was delivered ${maxDeliveries} times, and each time its reader failed or died`;
      return { deadBecause: reason, answers: giveUp(delivery, reason) };
    }
    try {
      return await handle(delivery);
    } catch (error) {
      if (delivery.deliveries < maxDeliveries) throw error;
      onFailure(error, delivery);
      const reason = `failed ${maxDeliveries} times, last with: ${String(error)}`;
      return { deadBecause: reason, answers: giveUp(delivery, reason) };
    }
  }

  async #touch(): Promise<void> {
    if (this.#inHand.size === 0) return;
    await this.#member!.touch([...this.#inHand.values()]).catch((error: unknown) =>
      this.#options.onFailure(error),
    );
  }
}

function keyOf({ stream, id }: Delivery): string {
  return `${stream} ${id}`;
}
