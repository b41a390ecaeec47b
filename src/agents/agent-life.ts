import type { AgentHost } from './agent-host.js';
import type { AgentStats } from './agent-stats.js';

/** What can be done with any agent, whatever it does itself. */
export abstract class AgentLife {
  protected abstract readonly host: AgentHost;

  get agentId(): string {
    return this.host.agentId;
  }

  /** Begins to read; returns once it is in the group. */
  start(): Promise<void> {
    return this.host.start();
  }

  /**
   * Waits until nothing is left to be done: no message waits in its streams, and no agent of its group has one in hand.
   *
   * @param options.signal ends the wait, with an AbortError
   * @throws GeominError `ARGUMENT` where the agent was not started
   */
  drain(options?: { readonly signal?: AbortSignal }): Promise<void> {
    return this.host.drain(options);
  }

  /** Finishes what it has in hand, takes nothing more, and leaves the group. Callable twice. */
  stop(): Promise<void> {
    return this.host.stop();
  }

  getStats(): AgentStats {
    return this.host.getStats();
  }
}
