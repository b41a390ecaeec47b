import { randomUUID } from 'node:crypto';
import { GeominError } from '../errors.js';
import type { HeldLease, Registry } from '../transport/registry.js';

/** What is taken, by whom, and for how long. */
export interface LeaseOptions {
  /** Of the transport that all who want the resource share. */
  readonly registry: Registry;
  /** Any name. */
  readonly resource: string;
  /** The name of the taker, for messages; others may have the same. */
  readonly owner: string;
  /** It runs out so long after its last renewal, s. Default 30. */
  readonly ttlSeconds?: number;
}

/**
 * A resource that nobody else has. It is renewed by itself until it is released; where that fails, because the process
 * was stopped or Redis was away for too long, it runs out, and `lost` says so. Redis's clock alone decides. Whatever a
 * holder writes goes by its fence, which rises with each taking: so one that does not know yet that its lease ran out
 * can't write over the next one.
 */
export class Lease {
  readonly resource: string;
  readonly owner: string;
  /** The number of this taking, higher than those of all before. */
  readonly fence: number;
  readonly #registry: Registry;
  readonly #ttlSeconds: number;
  readonly #lost = new AbortController();
  #released = false;
  #runsOutAt: number;
  #renewal: NodeJS.Timeout | undefined;
  #end: NodeJS.Timeout | undefined;

  private constructor({ fence }: HeldLease, options: LeaseOptions, takenAt: number) {
    this.resource = options.resource;
    this.owner = options.owner;
    this.fence = fence;
    this.#registry = options.registry;
    this.#ttlSeconds = ttlOf(options);
    this.#runsOutAt = takenAt + 1000 * this.#ttlSeconds;
    this.#setTimers();
  }

  /**
   * @throws GeominError `LEASE` naming who has the resource, `ARGUMENT` where the time to live is none
   */
  static async take(options: LeaseOptions): Promise<Lease> {
    const taken = await takeOrSee(options);
    if (taken instanceof Lease) return taken;
    const fault = `${taken.owner} has the lease of ${options.resource}`;
    throw new GeominError('LEASE', fault, 'Wait until it is released or runs out.');
  }

  /** The lease, or undefined where another has it. */
  static async tryTake(options: LeaseOptions): Promise<Lease | undefined> {
    const taken = await takeOrSee(options);
    return taken instanceof Lease ? taken : undefined;
  }

  /** @internal */
  static held(by: HeldLease, options: LeaseOptions, takenAt: number): Lease {
    return new Lease(by, options, takenAt);
  }

  /** False once it was released or ran out, as far as can be known here; what is written is checked where it is kept. */
  get isHeld(): boolean {
    return !this.#released && !this.lost.aborted && performance.now() < this.#runsOutAt;
  }

  /** Aborted when the lease runs out before it is released; the reason is a GeominError `LEASE`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Asks whether the lease is still held, and keeps it for as long as it lives from now.
   *
   * @returns false where it is not
   */
  async renew(): Promise<boolean> {
    if (!this.isHeld) return this.#lose();
    const askedAt = performance.now();
    const isHeld = await this.#registry.renewLease(this.resource, this.fence, this.#ttlSeconds);
    if (!isHeld || !this.isHeld) return this.#lose();
    this.#runsOutAt = askedAt + 1000 * this.#ttlSeconds;
    this.#setTimers();
    return true;
  }

  /**
   * Sets the resource's value, which `registry.written()` gives, for so many seconds.
   *
   * @throws GeominError `LEASE` where the lease is not held any more; then nothing was written
   */
  async write(value: string, ttlSeconds: number): Promise<void> {
    const { resource, fence } = this;
    if (await this.#registry.writeFenced(resource, { fence, value }, ttlSeconds)) return;
    this.#lose();
    throw this.#fault();
  }

  /**
   * Makes sure that the lease is held now.
   *
   * @throws GeominError `LEASE` where it is not
   */
  async require(): Promise<void> {
    if (!(await this.renew())) throw this.#fault();
  }

  /** Gives the resource back. Callable twice. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#clearTimers();
    if (!this.lost.aborted) await this.#registry.releaseLease(this.resource, this.fence);
  }

  #lose(): false {
    this.#clearTimers();
    if (!this.#released && !this.lost.aborted) this.#lost.abort(this.#fault());
    return false;
  }

  #fault(): GeominError {
    const how = this.#released ? 'was released' : 'ran out';
    return new GeominError('LEASE', `the lease of ${this.resource} ${how}`, 'Take it again.');
  }

  #setTimers(): void {
    this.#clearTimers();
    const left = this.#runsOutAt - performance.now();
    // A connection that is lost may keep a renewal waiting for longer than the lease lives.
    this.#renewal = setInterval(() => void this.renew().catch(() => undefined), left / 3).unref();
    this.#end = setTimeout(() => this.#lose(), left).unref();
  }

  #clearTimers(): void {
    clearInterval(this.#renewal);
    clearTimeout(this.#end);
  }
}

async function takeOrSee(options: LeaseOptions): Promise<Lease | HeldLease> {
  const ttlSeconds = ttlOf(options);
  if (!(ttlSeconds > 0)) {
    throw new GeominError('ARGUMENT', `ttlSeconds is ${ttlSeconds}`, 'Give a number above 0.');
  }
  const { registry, resource, owner } = options;
  const token = randomUUID();
  const takenAt = performance.now();
  const held = await registry.takeLease(resource, { owner, token }, ttlSeconds);
  return held.token === token ? Lease.held(held, options, takenAt) : held;
}

function ttlOf({ ttlSeconds = 30 }: LeaseOptions): number {
  return ttlSeconds;
}
