import type { Logger } from './logger.js';
import type { Figures } from './pool-messages.js';
import { PoolPlace, type PoolPlaceOptions, type RestartPolicy } from './pool-place.js';

/** How many agents there are, and what runs in their processes. */
export interface AgentPoolOptions
  extends RestartPolicy, Pick<PoolPlaceOptions, 'program' | 'settings' | 'logger' | 'onBeat' | 'onRestart'> {
  /** The agents are `<id>-1` and so on. */
  readonly id: string;
  readonly size: number;
  readonly logger: Logger;
}

/**
 * Agents in processes of their own. One that dies is started again, and harms no other; one that dies at once ever again is
 * given up, and the others go on.
 */
export class AgentPool {
  readonly agentIds: readonly string[];
  readonly #places: readonly PoolPlace[];
  readonly #logger: Logger;
  #running: Promise<void> | undefined;

  constructor({ id, size, logger, ...options }: AgentPoolOptions) {
    this.#logger = logger;
    this.agentIds = Array.from({ length: size }, (_, i) => `${id}-${i + 1}`);
    this.#places = this.agentIds.map((agentId) => new PoolPlace({ ...options, logger, agentId, pool: id }));
  }

  /**
   * Starts the agents, and returns when `stop` has ended them.
   *
   * @throws GeominError of the first one, where all had to be given up
   */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Has every agent finish what it has in hand, and waits for the end of their processes. Callable twice. */
  async stop(): Promise<void> {
    for (const place of this.#places) place.stop();
    await this.#running?.catch(() => undefined);
  }

  /** What each agent counts, as far as they answer. */
  figures(): Promise<Figures[]> {
    return Promise.all(this.#places.map((place) => place.figures()));
  }

  async #run(): Promise<void> {
    const ends = await Promise.allSettled(
      this.#places.map((place, i) => this.#keep(place, this.agentIds[i])),
    );
    const failures = ends.filter((end) => end.status === 'rejected');
    if (failures.length === this.#places.length) throw failures[0].reason;
  }

  async #keep(place: PoolPlace, agentId: string): Promise<void> {
    try {
      await place.run();
    } catch (err) {
      this.#logger.error({ agent_id: agentId, err }, 'an agent is given up');
      throw err;
    }
  }
}
