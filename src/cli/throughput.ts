import type { KnownAgent } from './deployment-status.js';

/** What an agent had done when it said so. */
interface Tally {
  readonly processed: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Requests per second, from what agents say between two looks. They say it with every heartbeat, so that a figure stays
 * until the next one.
 */
export class Throughput {
  readonly #tallies = new Map<string, Tally>();
  readonly #rates = new Map<string, number>();

  /** The rate of all agents together; undefined until some agent's heartbeat was seen twice. */
  look(agents: readonly KnownAgent[]): number | undefined {
    const living = new Set(agents.map(({ id }) => id));
    for (const id of this.#tallies.keys()) if (!living.has(id)) this.#forget(id);
    for (const { id, state } of agents) {
      const { stats, last_heartbeat: at } = state;
      const processed = stats?.requests_processed;
      if (typeof processed === 'number' && typeof at === 'number') this.#count(id, { processed, at });
    }
    if (this.#rates.size === 0) return undefined;
    return [...this.#rates.values()].reduce((sum, rate) => sum + rate, 0);
  }

  #count(id: string, now: Tally): void {
    const before = this.#tallies.get(id);
    if (before && now.at <= before.at) return;
    this.#tallies.set(id, now);
    // An agent that was restarted under its old name counts from zero.
    if (!before || now.processed < before.processed) return;
    this.#rates.set(id, (1000 * (now.processed - before.processed)) / (now.at - before.at));
  }

  #forget(id: string): void {
    this.#tallies.delete(id);
    this.#rates.delete(id);
  }
}
