import type { ErrorCode } from '../errors.js';
import type { SignatureFault } from './signature-guard.js';

/**
 * What became of a request: `refused` without being computed (not signed, not permitted, over a limit, not understood),
 * `failed` in being computed, `expired` before, `duplicate` of one that was answered.
 */
export const OUTCOMES = ['success', 'failed', 'refused', 'expired', 'cancelled', 'duplicate'] as const;
/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** What a group has still to do in a stream. */
export interface Backlog {
  readonly stream: string;
  /** Entries not handed out yet; undefined where Redis can't tell. */
  readonly lag: number | undefined;
  /** Entries handed out and not settled. */
  readonly pending: number;
}

/** What agents count. All agents of a process may share one. */
export interface Metrics {
  /**
   * A request is done with.
   *
   * @param seconds since it was handed to the agent
   * @param code of the error, where it had one
   */
  request(outcome: Outcome, seconds: number, code?: ErrorCode): void;
  /** Energies or gradients of so many atoms were computed, in so many seconds. */
  computed(atoms: number, seconds: number): void;
  /** Restraints were looked for in the cache. */
  cache(hit: boolean): void;
  /** So many bytes more, or less, are in the cache. */
  cacheGrew(bytes: number): void;
  /** An entry was put into the dead-letter stream. */
  buried(): void;
  /** A signature was not what it should be. */
  signatureRefused(fault: SignatureFault): void;
  /** A lost connection is back. */
  reconnected(): void;
  /** An agent has said that it is alive. */
  beat(agentId: string): void;
  /** An agent has ended, and will not say so again. */
  ended(agentId: string): void;
}

const ignore = () => {};

/** Counts nothing: what the library does unless it is given other metrics. */
export const NO_METRICS: Metrics = {
  request: ignore,
  computed: ignore,
  cache: ignore,
  cacheGrew: ignore,
  buried: ignore,
  signatureRefused: ignore,
  reconnected: ignore,
  beat: ignore,
  ended: ignore,
};
