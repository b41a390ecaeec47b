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

/** The same as heartbeats tell it. */
export interface StatsState {
  readonly requests_processed: number;
  readonly requests_failed: number;
  /** Seconds. */
  readonly total_processing_time: number;
  /** Milliseconds since 1970. */
  readonly last_request_time: number | null;
  readonly success_rate: number;
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

  state(): StatsState {
    const stats = this.get();
    return {
      requests_processed: stats.requestsProcessed,
      requests_failed: stats.requestsFailed,
      total_processing_time: stats.totalProcessingTime,
      last_request_time: stats.lastRequestTime ?? null,
      success_rate: stats.successRate,
    };
  }
}
