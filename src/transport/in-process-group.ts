import type { Delivery, Entry } from './entry.js';
import { compareIds, entryCopy, type Link } from './in-process-entry.js';
import type { GroupState } from './transport.js';

/** An entry that was handed out and is not settled. */
interface Pending {
  readonly link: Link;
  member: string;
  deliveries: number;
  touchedAt: number;
}

interface MemberNotes {
  pending: number;
  seenAt: number;
  /** Forgotten as soon as nothing is pending. */
  left: boolean;
}

/** How far a group is in one stream, and what its members have in hand. */
export class InProcessGroup {
  /** In the order of the stream. */
  readonly #pending = new Map<string, Pending>();
  readonly #members = new Map<string, MemberNotes>();
  /** The oldest entry that was not handed out. */
  #next: Link | undefined;
  #lag: number;

  /** @param oldest of a stream of so many entries */
  constructor(
    readonly name: string,
    oldest: Link | undefined,
    length: number,
  ) {
    this.#next = oldest;
    this.#lag = length;
  }

  /** Takes note of an entry at the end of the stream. */
  added(link: Link): void {
    this.#next ??= link;
    this.#lag += 1;
  }

  /** Takes note of an entry that is being removed, and still has its neighbours. */
  removed(link: Link): void {
    if (this.#next && link.ordinal >= this.#next.ordinal) this.#lag -= 1;
    if (this.#next === link) this.#next = link.next;
    this.#drop(link.entry.id);
  }

  join(member: string): void {
    const { pending } = this.#members.get(member) ?? { pending: 0 };
    this.#members.set(member, { pending, seenAt: performance.now(), left: false });
  }

  leave(member: string): void {
    const notes = this.#members.get(member);
    if (notes) notes.left = true;
    this.#forgetIfGone(member);
  }

  /** Hands out what nobody was handed yet. */
  take(member: string, count: number): Delivery[] {
    const taken: Delivery[] = [];
    this.#seen(member);
    for (; this.#next && taken.length < count; this.#next = this.#next.next) {
      const pending = { link: this.#next, member, deliveries: 0, touchedAt: 0 };
      this.#pending.set(this.#next.entry.id, pending);
      this.#members.get(member)!.pending += 1;
      this.#lag -= 1;
      taken.push(this.#handOut(pending, member));
    }
    return taken;
  }

  /** Hands out again what nobody has touched for so long. */
  claim(member: string, idleMs: number, count: number): Delivery[] {
    const claimed: Delivery[] = [];
    const touchedBefore = performance.now() - idleMs;
    this.#seen(member);
    for (const pending of this.#pending.values()) {
      if (claimed.length >= count) break;
      if (pending.touchedAt <= touchedBefore) claimed.push(this.#handOut(pending, member));
    }
    return claimed;
  }

  touch(member: string, id: string): void {
    const pending = this.#pending.get(id);
    if (pending?.member === member) pending.touchedAt = performance.now();
    this.#seen(member);
  }

  /** Takes an entry off the group's hands, whoever has it; gives it where somebody had. */
  settle(id: string): Link | undefined {
    return this.#drop(id)?.link;
  }

  /** What was handed out, is not settled, and is older than an entry. */
  unsettledBefore(id: string): Entry[] {
    const older: Entry[] = [];
    for (const { link } of this.#pending.values()) {
      if (compareIds(link.entry.id, id) >= 0) break;
      older.push(entryCopy(link.entry));
    }
    return older;
  }

  /** Whether anything was not handed out, or is not settled. */
  get hasWork(): boolean {
    return this.#lag > 0 || this.#pending.size > 0;
  }

  state(): GroupState {
    const now = performance.now();
    const members = [...this.#members].map(([name, { pending, seenAt }]) => ({
      name,
      pending,
      idleMs: Math.round(now - seenAt),
    }));
    return { name: this.name, lag: this.#lag, pending: this.#pending.size, members };
  }

  #handOut(pending: Pending, member: string): Delivery {
    if (pending.member !== member) {
      this.#members.get(member)!.pending += 1;
      this.#release(pending.member);
      pending.member = member;
    }
    pending.deliveries += 1;
    pending.touchedAt = performance.now();
    return { ...entryCopy(pending.link.entry), deliveries: pending.deliveries };
  }

  #drop(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    this.#release(pending.member);
    return pending;
  }

  #release(member: string): void {
    this.#members.get(member)!.pending -= 1;
    this.#forgetIfGone(member);
  }

  #seen(member: string): void {
    const notes = this.#members.get(member);
    if (notes) notes.seenAt = performance.now();
  }

  #forgetIfGone(member: string): void {
    const notes = this.#members.get(member);
    if (notes?.left && notes.pending === 0) this.#members.delete(member);
  }
}
