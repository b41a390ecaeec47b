import type { ErrorCode } from '../errors.js';
import type { SignatureFault } from './signature.js';

/** What a group has still to do in a stream. */
export interface Backlog {
  readonly stream: string;
  /** Entries not handed out yet; undefined where Redis can't tell. */
  readonly lag: number | undefined;
  /** Entries handed out and not settled. */
  readonly pending: number;
}

/** What agents count. All agents of a process may share one. */
export interface AgentMetrics {
  /**
   * A request is done with.
   *
   * @param result `success`, the code of its error, or `duplicate` of one that was answered before
   * @param seconds since it was handed to the agent
   */
  request(result: 'success' | 'duplicate' | ErrorCode, seconds: number): void;
  /** Energies or gradients of so many atoms were computed, in so many seconds. */
  computed(atoms: number, seconds: number): void;
  /** Restraints were looked for in the cache. */
  cache(hit: boolean): void;
  /** So many bytes more, or less, are in the cache. */
  cacheGrew(bytes: number): void;
  /** An entry was put into the dead-letter stream. */
  deadLetter(): void;
  /** A signature was not what it should be. */
  signatureRefused(fault: SignatureFault): void;
  /** A lost connection is back. */
  reconnected(): void;
  /** An agent has said that it is alive. */
  beat(agentId: string): void;
  /** An agent has ended, and will not say so again. */
  ended(agentId: string): void;
}

/** Figures that can be asked for. */
export interface ServedMetrics {
  /** Seconds since the agent that was heard of least lately was heard of; Infinity where there is none. */
  readonly silence: number;
  /** The MIME type of {@link text}. */
  readonly contentType: string;
  /** All figures. */
  text(): Promise<string>;
  /** Lets them have what streams still hold; asked for each time that somebody looks. Once. */
  watchBacklog(read: () => Promise<readonly Backlog[]>): void;
}
