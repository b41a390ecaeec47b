import { ExpiringMap } from './expiring-map.js';
import type { CoordinatesPointer, FencedValue, HeldLease, LeaseHolder, Registry } from './registry.js';

/** The notes that agents and clients of one process share. */
export class MemoryRegistry implements Registry {
  readonly #pointers = new ExpiringMap<CoordinatesPointer>();
  readonly #agents = new ExpiringMap<string>();
  readonly #nonces = new ExpiringMap<string>();
  readonly #leases = new ExpiringMap<HeldLease>();
  readonly #values = new ExpiringMap<FencedValue>();
  #lastFence = 0;

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

  async takeLease(resource: string, { owner, token }: LeaseHolder, ttlSeconds: number): Promise<HeldLease> {
    const held = this.#leases.get(resource);
    if (held) return held;
    this.#lastFence = Math.max(this.#lastFence + 1, Date.now());
    const taken = { owner, token, fence: this.#lastFence };
    this.#leases.set(resource, taken, ttlSeconds);
    return taken;
  }

  async renewLease(resource: string, fence: number, ttlSeconds: number): Promise<boolean> {
    const held = this.#leases.get(resource);
    if (held?.fence !== fence) return false;
    this.#leases.set(resource, held, ttlSeconds);
    return true;
  }

  async releaseLease(resource: string, fence: number): Promise<void> {
    if (this.#leases.get(resource)?.fence === fence) this.#leases.delete(resource);
  }

  async leaseOf(resource: string): Promise<HeldLease | undefined> {
    return this.#leases.get(resource);
  }

  async writeFenced(resource: string, { fence, value }: FencedValue, ttlSeconds: number): Promise<boolean> {
    if (this.#leases.get(resource)?.fence !== fence) return false;
    this.#values.set(resource, { fence, value }, ttlSeconds);
    return true;
  }

  async written(resource: string): Promise<FencedValue | undefined> {
    return this.#values.get(resource);
  }
}
