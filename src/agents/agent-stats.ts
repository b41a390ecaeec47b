/** What an agent has done so far. */
export interface AgentStats {
  readonly requestsProcessed: number;
  readonly requestsFailed: number;
  /** Seconds. */
  readonly totalProcessingTime: number;
  /** Milliseconds since 1970. */
  readonly lastRequestTime: number | undefined;
  /** Share of the requests that were answered with success; 1 where there were none. */
  readonly successRate: number;
}

/** Counts requests. */
export class StatsCounter {
  #processed = 0;
  #failed = 0;
  #seconds = 0;
  #last: number | undefined;

  count(success: boolean, seconds: number): void {
    this.#processed += 1;
    if (!success) this.#failed += 1;
    this.#seconds += seconds;
    this.#last = Date.now();
  }

  get(): AgentStats {
    return {
      requestsProcessed: this.#processed,
      requestsFailed: this.#failed,
      totalProcessingTime: this.#seconds,
      lastRequestTime: this.#last,
      successRate: this.#processed === 0 ? 1 : 1 - this.#failed / this.#processed,
    };
  }
}
