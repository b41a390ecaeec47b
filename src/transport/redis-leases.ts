import type { RedisCommands } from './redis-commands.js';
import type { FencedValue, HeldLease, LeaseHolder } from './registry.js';

/**
 * Takes a lease that nobody has; gives who has it. Fences are at least the server's time in milliseconds, so that they
 * rise even where it has lost the counter with all else.
 */
const TAKE = `
local held = redis.call('HMGET', KEYS[1], 'owner', 'token', 'fence')
if held[3] then return held end
local now = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local fence = string.format('%.0f', math.max(last + 1, now[1] * 1000 + math.floor(now[2] / 1000)))
redis.call('SET', KEYS[2], fence)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'token', ARGV[2], 'fence', fence)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {ARGV[1], ARGV[2], fence}`;

const RENEW = `
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** The fence of a lease that is held is the highest of all, so no older one comes after it. */
const WRITE = `
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'fence', ARGV[1], 'value', ARGV[2])
return redis.call('PEXPIRE', KEYS[2], ARGV[3])`;

/** Leases in Redis, whose clock alone says when they run out: a hash for each, one for each value, and the last fence. */
export class RedisLeases {
  constructor(
    private readonly commands: RedisCommands,
    private readonly prefix: string,
  ) {}

  async take(resource: string, { owner, token }: LeaseHolder, ttlMs: number): Promise<HeldLease> {
    const keys = [this.#lease(resource), `${this.prefix}fence`];
    const reply = await this.commands.call('eval', TAKE, 2, ...keys, owner, token, ttlMs);
    return toHeldLease(reply)!;
  }

  async renew(resource: string, fence: number, ttlMs: number): Promise<boolean> {
    return (await this.commands.call('eval', RENEW, 1, this.#lease(resource), fence, ttlMs)) === 1;
  }

  async release(resource: string, fence: number): Promise<void> {
    await this.commands.call('eval', RELEASE, 1, this.#lease(resource), fence);
  }

  async holder(resource: string): Promise<HeldLease | undefined> {
    return toHeldLease(await this.commands.call('hmget', this.#lease(resource), 'owner', 'token', 'fence'));
  }

  async write(resource: string, { fence, value }: FencedValue, ttlMs: number): Promise<boolean> {
    const keys = [this.#lease(resource), this.#written(resource)];
    return (await this.commands.call('eval', WRITE, 2, ...keys, fence, value, ttlMs)) === 1;
  }

  async written(resource: string): Promise<FencedValue | undefined> {
    const reply = await this.commands.call('hmget', this.#written(resource), 'fence', 'value');
    const [fence, value] = reply as (Buffer | null)[];
    return fence && value ? { fence: Number(fence), value: value.toString() } : undefined;
  }

  #lease(resource: string): string {
    return `${this.prefix}lease:${resource}`;
  }

  #written(resource: string): string {
    return writtenKey(this.prefix, resource);
  }
}

/** Where it stands what was written last under a lease. */
export function writtenKey(prefix: string, resource: string): string {
  return `${prefix}written:${resource}`;
}

function toHeldLease(reply: unknown): HeldLease | undefined {
  const [owner, token, fence] = reply as (Buffer | null)[];
  if (!owner || !token || !fence) return undefined;
  return { owner: owner.toString(), token: token.toString(), fence: Number(fence) };
}
