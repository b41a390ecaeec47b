import type { BundleStore } from '../bundles/bundle-store.js';
import type { Answer, Delivery, Entry, OutgoingFields } from './entry.js';
import type { Registry } from './registry.js';

/**
 * What agents and those who ask them share: streams of entries, bundles, and a few notes about both. Streams are kept by
 * someone who outlives their readers, so that an entry is delivered at least once whoever dies.
 *
 * Every call waits out a lost connection. After `close()` they fail with a GeominError `TRANSPORT`.
 */
export interface Transport {
  /** What all names of this deployment begin with, on one Redis shared by several; may be empty. */
  readonly prefix: string;
  readonly bundles: BundleStore;
  readonly registry: Registry;

  /** Adds an entry at the end of a stream, which is made where it is missing. Gives the entry's id. */
  send(stream: string, fields: OutgoingFields): Promise<string>;

  /**
   * Makes the caller a member of a group, and the group where it is missing. Each entry goes to one member; a new group
   * begins with the oldest entry there is.
   *
   * @param name of the member; unique among the living
   */
  join(group: string, streams: readonly string[], name: string): Promise<Member>;

  /**
   * Makes a stream of the caller's own, for answers to it, and tells it each entry in order. It is there until `close()`,
   * or some minutes longer than a caller that dies.
   */
  openInbox(stream: string, onEntry: (entry: Entry) => void): Promise<Subscription>;

  /**
   * Tells every entry of a stream in order, whoever else reads it.
   *
   * @param since entries from then on, milliseconds since 1970; default: those to come
   */
  follow(stream: string, onEntry: (entry: Entry) => void, since?: number): Promise<Subscription>;

  /** How a stream stands; undefined where there is none. */
  streamState(stream: string): Promise<StreamState | undefined>;

  /** The oldest entries, or those after an id. */
  entries(stream: string, options?: { readonly after?: string; readonly count?: number }): Promise<Entry[]>;

  /** Removes entries from a stream; gives how many there were. */
  remove(stream: string, ids: readonly string[]): Promise<number>;

  /** Calls the listener whenever a lost connection is back; what was sent last may be lost. Gives what ends that. */
  onReconnect(listener: () => void): () => void;

  close(): Promise<void>;
}

/** Something that goes on until it is closed. */
export interface Subscription {
  readonly stream: string;
  close(): Promise<void>;
}

/** One reader of a group. What it is handed is its own until it is settled or buried, or claimed by another. */
export interface Member {
  readonly name: string;
  /**
   * Entries that no member was handed yet, those of the first stream first.
   *
   * @param count of each stream, at most
   * @param waitMs how long to wait for the first one; 0 does not wait
   * @param streams only of these of the group's
   */
  read(count: number, waitMs: number, streams?: readonly string[]): Promise<Delivery[]>;
  /** Entries that other members, or this one, were handed but nobody has touched for so long. */
  claim(idleMs: number, count: number): Promise<Delivery[]>;
  /** Touches entries, so that nobody claims them while they are worked on. */
  touch(deliveries: readonly Delivery[]): Promise<void>;
  /** Sends the answers, then takes the entry off the group's hands. */
  settle(delivery: Delivery, answers?: readonly Answer[]): Promise<void>;
  /** The same, and puts the entry into the stream `<stream>_dead`, with the reason. */
  bury(delivery: Delivery, reason: string, answers?: readonly Answer[]): Promise<void>;
  /** What was handed to a member and is not settled, of the delivery's stream and older than it. */
  unsettledBefore(delivery: Delivery): Promise<Entry[]>;
  /** Whether the group has anything to do in the streams: entries that were not handed out, or are not settled. */
  hasWork(): Promise<boolean>;
  /** Ends a wait in `read`. */
  wake(): void;
  /** Leaves the group. What it has not settled can be claimed by others. */
  leave(): Promise<void>;
}

/** A stream and its groups. */
export interface StreamState {
  readonly length: number;
  readonly groups: readonly GroupState[];
}

/** What a group has still to do in a stream. */
export interface GroupState {
  readonly name: string;
  /** Entries not handed out yet; undefined where Redis can't tell. */
  readonly lag: number | undefined;
  /** Entries handed out and not settled. */
  readonly pending: number;
  readonly members: readonly { readonly name: string; readonly pending: number; readonly idleMs: number }[];
}
