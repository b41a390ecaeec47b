import type { Entry, OutgoingFields } from './entry.js';
import { compareIds, EntryIds, entryCopy, keptFields, type Link } from './in-process-entry.js';
import { InProcessGroup } from './in-process-group.js';
import { mostKept } from './retention.js';
import type { StreamState } from './transport.js';

/** A stream of this process. What all its groups have settled is not kept. */
export class InProcessStream {
  readonly #ids = new EntryIds();
  /** The oldest first. */
  readonly #links = new Map<string, Link>();
  readonly #groups = new Map<string, InProcessGroup>();
  readonly #longest: number;
  #first: Link | undefined;
  #last: Link | undefined;

  constructor(readonly name: string) {
    this.#longest = mostKept(name) ?? Infinity;
  }

  add(fields: OutgoingFields): Entry {
    const entry = { id: this.#ids.next(), stream: this.name, fields: keptFields(fields) };
    const previous = this.#last;
    const ordinal = previous ? previous.ordinal + 1 : 0;
    const link: Link = { entry, ordinal, previous, next: undefined, unsettledBy: this.#groups.size };
    if (previous) previous.next = link;
    else this.#first = link;
    this.#last = link;
    this.#links.set(entry.id, link);
    for (const group of this.#groups.values()) group.added(link);
    if (this.#links.size > this.#longest) this.#unlink(this.#first!);
    return entry;
  }

  /** A group that begins with the oldest entry, or is further already. */
  group(name: string): InProcessGroup {
    const known = this.#groups.get(name);
    if (known) return known;
    const group = new InProcessGroup(name, this.#first, this.#links.size);
    for (const link of this.#links.values()) link.unsettledBy += 1;
    this.#groups.set(name, group);
    return group;
  }

  settle(group: string, id: string): void {
    const link = this.group(group).settle(id);
    if (!link) return;
    link.unsettledBy -= 1;
    if (link.unsettledBy === 0) this.#unlink(link);
  }

  remove(id: string): boolean {
    const link = this.#links.get(id);
    if (link) this.#unlink(link);
    return link !== undefined;
  }

  /** The oldest entries, or those after an id. */
  entries(after: string | undefined, count: number): Entry[] {
    const found: Entry[] = [];
    for (let link = this.#linkAfter(after); link && found.length < count; link = link.next) {
      found.push(entryCopy(link.entry));
    }
    return found;
  }

  state(): StreamState {
    return { length: this.#links.size, groups: [...this.#groups.values()].map((group) => group.state()) };
  }

  #linkAfter(id: string | undefined): Link | undefined {
    const known = id === undefined ? undefined : this.#links.get(id);
    if (known) return known.next;
    let link = this.#first;
    while (link && id !== undefined && compareIds(link.entry.id, id) <= 0) link = link.next;
    return link;
  }

  #unlink(link: Link): void {
    for (const group of this.#groups.values()) group.removed(link);
    if (link.previous) link.previous.next = link.next;
    else this.#first = link.next;
    if (link.next) link.next.previous = link.previous;
    else this.#last = link.previous;
    this.#links.delete(link.entry.id);
    // Else one dead entry that the collector has not got to yet would keep all after it.
    link.next = link.previous = undefined;
  }
}
