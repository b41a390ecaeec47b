/** When agents were heard of last. */
export class Beats {
  readonly #at = new Map<string, number>();

  heard(agentId: string): void {
    this.#at.set(agentId, performance.now());
  }

  forget(agentId: string): void {
    this.#at.delete(agentId);
  }

  /** Seconds since the agent that was heard of least lately was heard of; Infinity where there is none. */
  get silence(): number {
    if (this.#at.size === 0) return Infinity;
    return (performance.now() - Math.min(...this.#at.values())) / 1000;
  }
}
