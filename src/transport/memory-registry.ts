import { ExpiringMap } from './expiring-map.js';
import type { CoordinatesPointer, Registry } from './registry.js';

/** The notes that agents and clients of one process share. */
export class MemoryRegistry implements Registry {
  readonly #pointers = new ExpiringMap<CoordinatesPointer>();
  readonly #agents = new ExpiringMap<string>();
  readonly #nonces = new ExpiringMap<string>();

  async moveCoordinates(
    macromoleculeBundleId: string,
    to: CoordinatesPointer,
    ttlSeconds: number,
  ): Promise<boolean> {
    const now = this.#pointers.get(macromoleculeBundleId);
    if (now && now.step >= to.step) return false;
    this.#pointers.set(macromoleculeBundleId, { bundleId: to.bundleId, step: to.step }, ttlSeconds);
    return true;
  }

  async coordinates(macromoleculeBundleId: string): Promise<CoordinatesPointer | undefined> {
    return this.#pointers.get(macromoleculeBundleId);
  }

  async announce(agentId: string, state: string, ttlSeconds: number): Promise<void> {
    this.#agents.set(agentId, state, ttlSeconds);
  }

  async withdraw(agentId: string): Promise<void> {
    this.#agents.delete(agentId);
  }

  async announced(): Promise<ReadonlyMap<string, string>> {
    return this.#agents.alive();
  }

  async useNonce(nonce: string, entryId: string, ttlSeconds: number): Promise<boolean> {
    const usedBy = this.#nonces.get(nonce);
    if (usedBy === undefined) this.#nonces.set(nonce, entryId, ttlSeconds);
    return usedBy === undefined || usedBy === entryId;
  }
}
