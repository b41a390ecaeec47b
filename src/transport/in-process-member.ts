import { setImmediate as turn } from 'node:timers/promises';
import { GeominError } from '../errors.js';
import type { Answer, Delivery, Entry } from './entry.js';
import type { InProcessBroker } from './in-process-broker.js';
import type { InProcessGroup } from './in-process-group.js';
import type { Member } from './transport.js';

/** A member of a group that reads streams of this process. */
export class InProcessMember implements Member {
  /** One for each read that goes on; aborted to end its wait. */
  readonly #reads = new Set<AbortController>();
  #left: string | undefined;

  constructor(
    readonly name: string,
    private readonly broker: InProcessBroker,
    private readonly group: string,
    private readonly streams: readonly string[],
  ) {
    for (const stream of streams) this.#group(stream).join(name);
  }

  async read(count: number, waitMs: number, streams = this.streams): Promise<Delivery[]> {
    this.#check();
    const until = performance.now() + waitMs;
    const woken = new AbortController();
    this.#reads.add(woken);
    try {
      for (;;) {
        // Whoever reads again and again must not keep timers and sockets waiting.
        await turn();
        if (this.#left !== undefined) return [];
        const taken = streams.flatMap((stream) => this.#group(stream).take(this.name, count));
        const leftMs = until - performance.now();
        if (taken.length > 0 || woken.signal.aborted || !(leftMs > 0)) return taken;
        await this.#added(streams, leftMs, woken.signal);
      }
    } finally {
      this.#reads.delete(woken);
    }
  }

  async claim(idleMs: number, count: number): Promise<Delivery[]> {
    this.#check();
    const claimed: Delivery[] = [];
    for (const stream of this.streams) {
      claimed.push(...this.#group(stream).claim(this.name, idleMs, count - claimed.length));
    }
    return claimed;
  }

  async touch(deliveries: readonly Delivery[]): Promise<void> {
    this.#check();
    for (const { stream, id } of deliveries) this.#group(stream).touch(this.name, id);
  }

  async settle(delivery: Delivery, answers: readonly Answer[] = []): Promise<void> {
    this.#check();
    this.broker.settle(this.group, delivery, answers);
  }

  async bury(delivery: Delivery, reason: string, answers: readonly Answer[] = []): Promise<void> {
    this.#check();
    this.broker.bury(delivery, reason);
    this.broker.settle(this.group, delivery, answers);
  }

  async unsettledBefore(delivery: Delivery): Promise<Entry[]> {
    this.#check();
    return this.#group(delivery.stream).unsettledBefore(delivery.id);
  }

  async hasWork(): Promise<boolean> {
    this.#check();
    return this.streams.some((stream) => this.#group(stream).hasWork);
  }

  wake(): void {
    for (const read of this.#reads) read.abort();
  }

  async leave(): Promise<void> {
    if (this.#left !== undefined) return;
    for (const stream of this.streams) this.#group(stream).leave(this.name);
    this.abandon('has left its group');
  }

  /** Does nothing any more, and leaves what it has in hand to be claimed. */
  abandon(why: string): void {
    this.#left ??= why;
    this.wake();
  }

  #group(stream: string): InProcessGroup {
    return this.broker.stream(stream).group(this.group);
  }

  #check(): void {
    if (this.#left !== undefined) throw new GeominError('TRANSPORT', `member ${this.name} ${this.#left}`);
  }

  /** Waits until something is added to one of the streams, or the time is over. */
  #added(streams: readonly string[], waitMs: number, woken: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stop();
        clearTimeout(timer);
        woken.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(waitMs, 2 ** 31 - 1));
      const stop = this.broker.await(streams, end);
      woken.addEventListener('abort', end);
    });
  }
}
