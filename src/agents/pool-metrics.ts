import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { watchBacklog } from './backlog-gauges.js';
import { Beats } from './beats.js';
import type { Backlog, ServedMetrics } from './metrics.js';
import type { Figures } from './pool-messages.js';
import { shared } from './values-within.js';

/** The figures of all agents of a pool, each with its `agent_id`, and those of the pool itself. */
export class PoolMetrics implements ServedMetrics {
  readonly #registry = new Registry();
  readonly #beats = new Beats();
  readonly #restarts = new Counter({
    name: 'geomin_restarts_total',
    help: 'How often an agent of the pool died and was started again',
    labelNames: ['agent_id'],
    registers: [this.#registry],
  });
  #ask = (): Promise<readonly Figures[]> => Promise.resolve([]);

  beat(agentId: string): void {
    this.#beats.heard(agentId);
  }

  restarted(agentId: string): void {
    this.#restarts.inc({ agent_id: agentId });
  }

  /** Has agents asked for their figures, each time that somebody looks. */
  watchAgents(ask: () => Promise<readonly Figures[]>): void {
    this.#ask = shared(ask);
  }

  watchBacklog(read: () => Promise<readonly Backlog[]>): void {
    watchBacklog(this.#registry, read);
  }

  get silence(): number {
    return this.#beats.silence;
  }

  async text(): Promise<string> {
    const [own, agents] = await Promise.all([this.#registry.getMetricsAsJSON(), this.#ask()]);
    // Nothing is summed, as no two figures have all labels in common.
    return AggregatorRegistry.aggregate([own, ...agents]).metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
