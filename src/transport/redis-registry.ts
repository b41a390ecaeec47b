import { RedisLeases } from './redis-leases.js';
import type { CoordinatesPointer, FencedValue, HeldLease, LeaseHolder, Registry } from './registry.js';
import type { RedisCommands } from './redis-commands.js';

/** Moves the pointer of a macromolecule to a higher step, never back. */
const MOVE = `
local step = redis.call('HGET', KEYS[1], 'step')
if step and tonumber(step) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'bundle_id', ARGV[1], 'step', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** Notes in Redis: a hash for each pointer, a key for each agent and nonce, and the set of all agents. */
export class RedisRegistry implements Registry {
  readonly #leases: RedisLeases;

  constructor(
    private readonly commands: RedisCommands,
    private readonly prefix: string,
  ) {
    this.#leases = new RedisLeases(commands, prefix);
  }

  async moveCoordinates(
    macromoleculeBundleId: string,
    to: CoordinatesPointer,
    ttlSeconds: number,
  ): Promise<boolean> {
    const key = this.#pointer(macromoleculeBundleId);
    const moved = await this.commands.call('eval', MOVE, 1, key, to.bundleId, to.step, toMs(ttlSeconds));
    return moved === 1;
  }

  async coordinates(macromoleculeBundleId: string): Promise<CoordinatesPointer | undefined> {
    const key = this.#pointer(macromoleculeBundleId);
    const [bundleId, step] = (await this.commands.call(
      'hmget',
      key,
      'bundle_id',
      'step',
    )) as (Buffer | null)[];
    return bundleId && step ? { bundleId: bundleId.toString(), step: Number(step) } : undefined;
  }

  async announce(agentId: string, state: string, ttlSeconds: number): Promise<void> {
    await this.commands.call('set', this.#agent(agentId), state, 'PX', toMs(ttlSeconds));
    await this.commands.call('sadd', this.#agents, agentId);
  }

  async withdraw(agentId: string): Promise<void> {
    await this.commands.call('del', this.#agent(agentId));
    await this.commands.call('srem', this.#agents, agentId);
  }

  async announced(): Promise<ReadonlyMap<string, string>> {
    const ids = ((await this.commands.call('smembers', this.#agents)) as Buffer[]).map(String).sort();
    if (ids.length === 0) return new Map();
    const states = (await this.commands.call(
      'mget',
      ...ids.map((id) => this.#agent(id)),
    )) as (Buffer | null)[];
    const dead = ids.filter((_, i) => states[i] === null);
    if (dead.length > 0) await this.commands.call('srem', this.#agents, ...dead);
    return new Map(ids.flatMap((id, i) => (states[i] ? [[id, states[i].toString()]] : [])));
  }

  async useNonce(nonce: string, entryId: string, ttlSeconds: number): Promise<boolean> {
    const key = `${this.prefix}nonce:${nonce}`;
    if ((await this.commands.call('set', key, entryId, 'NX', 'PX', toMs(ttlSeconds))) !== null) return true;
    return String(await this.commands.call('get', key)) === entryId;
  }

  takeLease(resource: string, by: LeaseHolder, ttlSeconds: number): Promise<HeldLease> {
    return this.#leases.take(resource, by, toMs(ttlSeconds));
  }

  renewLease(resource: string, fence: number, ttlSeconds: number): Promise<boolean> {
    return this.#leases.renew(resource, fence, toMs(ttlSeconds));
  }

  releaseLease(resource: string, fence: number): Promise<void> {
    return this.#leases.release(resource, fence);
  }

  leaseOf(resource: string): Promise<HeldLease | undefined> {
    return this.#leases.holder(resource);
  }

  writeFenced(resource: string, to: FencedValue, ttlSeconds: number): Promise<boolean> {
    return this.#leases.write(resource, to, toMs(ttlSeconds));
  }

  written(resource: string): Promise<FencedValue | undefined> {
    return this.#leases.written(resource);
  }

  get #agents(): string {
    return `${this.prefix}agents`;
  }

  #agent(id: string): string {
    return `${this.prefix}agent:${id}`;
  }

  #pointer(macromoleculeBundleId: string): string {
    return `${this.prefix}coordinates:${macromoleculeBundleId}`;
  }
}

function toMs(seconds: number): number {
  return Math.ceil(1000 * seconds);
}
