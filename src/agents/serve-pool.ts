import { GeominError } from '../errors.js';
import type { Figures, PoolMembership, PoolOrder, PoolReport } from './pool-messages.js';

/** What a process is to do that a pool has started. */
export interface PoolTask<Settings> {
  readonly agentId: string;
  readonly pool: PoolMembership;
  readonly settings: Settings;
  /** Aborted when the agent is to finish what it has in hand. */
  readonly signal: AbortSignal;
  /** Says that the agent has started. */
  started(): void;
  /** Says that it is alive. */
  beat(): void;
  /** Has the pool's questions for figures answered. */
  countWith(figures: () => Promise<Figures>): void;
}

/** Runs an agent until the signal comes. A GeominError means that no other start would do better. */
export type ServePool<Settings> = (task: PoolTask<Settings>) => Promise<void>;

/**
 * Makes this process one of an `AgentPool`: it does what the pool tells it, and ends when that is done. At SIGTERM, and when
 * its pool dies, it ends in good order as well.
 */
export function servePool<Settings>(serve: ServePool<Settings>): void {
  const place = new PooledProcess(serve);
  // Ctrl-C in a terminal comes here too, but what it means is the pool's to say.
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => place.stop());
  process.once('disconnect', () => place.orphaned());
  process.on('message', (order: PoolOrder) => place.obey(order));
}

/** How long a process whose pool was killed may take to finish, ms: nobody could tell it to end at once. */
const ORPHAN_PATIENCE = 60_000;

class PooledProcess<Settings> {
  readonly #stopping = new AbortController();
  #isStarted = false;
  #isDone = false;
  #figures = (): Promise<Figures> => Promise.resolve([]);

  constructor(private readonly serve: ServePool<Settings>) {}

  obey(order: PoolOrder): void {
    if (order.type === 'stop') this.stop();
    else if (order.type === 'figures') void this.#tellFigures();
    else void this.#serve(order);
  }

  stop(): void {
    this.#stopping.abort();
    // Who still waits for Redis has nothing in hand.
    if (!this.#isStarted) process.exit(0);
  }

  /** Who ended the pool at once means all of it; one that was killed leaves agents that have something in hand. */
  orphaned(): void {
    if (this.#isDone) return;
    if (this.#stopping.signal.aborted) process.exit(1);
    this.stop();
    setTimeout(() => process.exit(1), ORPHAN_PATIENCE).unref();
  }

  async #serve({ agentId, pool, settings }: PoolOrder & { type: 'start' }): Promise<void> {
    try {
      await this.serve({
        agentId,
        pool,
        settings: settings as Settings,
        signal: this.#stopping.signal,
        started: () => {
          this.#isStarted = true;
          tell({ type: 'started' });
        },
        beat: () => tell({ type: 'beat' }),
        countWith: (figures) => (this.#figures = figures),
      });
    } catch (error) {
      // Where it can't be said in words that others understand, the process dies of it.
      if (!(error instanceof GeominError)) throw error;
      const { code, message, remedy } = error;
      tell({ type: 'refused', code, message, remedy });
      process.exitCode = 1;
    }
    this.#isDone = true;
    if (process.connected) process.disconnect();
  }

  async #tellFigures(): Promise<void> {
    tell({ type: 'figures', figures: await this.#figures() });
  }
}

function tell(report: PoolReport): void {
  if (process.connected) process.send!(report, undefined, undefined, () => undefined);
}
