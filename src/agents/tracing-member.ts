import type { Answer, Delivery, Entry } from '../transport/entry.js';
import type { Member } from '../transport/transport.js';
import { errorIn, recordOf, traceNow } from './trace-record.js';
import type { TraceWriter } from './trace-writer.js';

/** Longest reason in a record, characters. */
const LONGEST_NOTE = 200;

/** A member of a group whose deliveries are recorded. */
export class TracingMember implements Member {
  constructor(
    private readonly member: Member,
    private readonly trace: TraceWriter,
  ) {}

  get name(): string {
    return this.member.name;
  }

  async read(...args: Parameters<Member['read']>): Promise<Delivery[]> {
    const deliveries = await this.member.read(...args);
    for (const delivery of deliveries) this.trace.add(recordOf('taken', delivery, { by: this.name }));
    return deliveries;
  }

  async claim(idleMs: number, count: number): Promise<Delivery[]> {
    const deliveries = await this.member.claim(idleMs, count);
    for (const delivery of deliveries) {
      const note = `delivery ${delivery.deliveries}`;
      this.trace.add(recordOf('claimed', delivery, { by: this.name, note }));
    }
    return deliveries;
  }

  touch(deliveries: readonly Delivery[]): Promise<void> {
    return this.member.touch(deliveries);
  }

  async settle(delivery: Delivery, answers: readonly Answer[] = []): Promise<void> {
    const at = traceNow();
    await this.member.settle(delivery, answers);
    this.#answered(delivery, answers, at);
    this.trace.add(recordOf('settled', delivery, { by: this.name }));
  }

  async bury(delivery: Delivery, reason: string, answers: readonly Answer[] = []): Promise<void> {
    const at = traceNow();
    await this.member.bury(delivery, reason, answers);
    this.#answered(delivery, answers, at);
    this.trace.add(recordOf('dead', delivery, { by: this.name, note: reason.slice(0, LONGEST_NOTE) }));
  }

  unsettledBefore(delivery: Delivery): Promise<Entry[]> {
    return this.member.unsettledBefore(delivery);
  }

  hasWork(): Promise<boolean> {
    return this.member.hasWork();
  }

  wake(): void {
    this.member.wake();
  }

  leave(): Promise<void> {
    return this.member.leave();
  }

  #answered(delivery: Delivery, answers: readonly Answer[], at: number): void {
    for (const { fields } of answers) {
      this.trace.add(recordOf('answered', delivery, { by: this.name, note: errorIn(fields), at }));
    }
  }
}
