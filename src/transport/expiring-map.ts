/** Values that are forgotten after a time of their own. */
export class ExpiringMap<V> {
  readonly #values = new Map<string, { readonly value: V; readonly expires: number }>();
  #sweepAt = 1024;

  set(key: string, value: V, ttlSeconds: number): void {
    if (this.#values.size >= this.#sweepAt) this.#sweep();
    this.#values.set(key, { value, expires: Date.now() + ttlSeconds * 1000 });
  }

  get(key: string): V | undefined {
    const found = this.#values.get(key);
    return found && found.expires > Date.now() ? found.value : undefined;
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  /** What has not expired. */
  alive(): Map<string, V> {
    this.#sweep();
    return new Map([...this.#values].map(([key, { value }]) => [key, value]));
  }

  /** Nobody may ever ask for a key again, so they are cleared away together, each time as many again were added. */
  #sweep(): void {
    const now = Date.now();
    for (const [key, { expires }] of this.#values) if (expires <= now) this.#values.delete(key);
    this.#sweepAt = Math.max(1024, 2 * this.#values.size);
  }
}
