import { setTimeout as pause } from 'node:timers/promises';
import { GeominError } from '../errors.js';
import { Lease, type LeaseOptions } from './lease.js';

type WaitOptions = LeaseOptions & { readonly ttlSeconds: number };

/** How often in its time to live a lease that another has is asked for. */
const LOOKS = 4;

/**
 * The right to say what becomes of a job, and what was said. The queue gives a job to another worker when the first has
 * not been heard of for a while, though it may only have been stopped; of the two processes that are at it then one has
 * the lease, and the other waits until it is released or runs out.
 *
 * A process that was stopped or busy until its lease ran out takes it again and goes on, unless somebody else has it or
 * has said what became of the job: then `lost` says so.
 */
export class JobLease<Outcome> {
  readonly #lost = new AbortController();
  #lease: Lease;
  #again: Promise<void> = Promise.resolve();

  private constructor(
    lease: Lease,
    private readonly options: WaitOptions,
  ) {
    this.#lease = lease;
    this.#watch();
  }

  /** Takes the lease, once whoever has it lets go of it. */
  static async wait<Outcome>(options: WaitOptions): Promise<JobLease<Outcome>> {
    for (;;) {
      const lease = await Lease.tryTake(options);
      if (lease !== undefined) return new JobLease<Outcome>(lease, options);
      await untilNextLook(options);
    }
  }

  /** False where another may be at the job; true as far as can be known here. */
  get isHeld(): boolean {
    return this.#lease.isHeld;
  }

  /** Aborted when another is at the job, or has done it; the reason is a GeominError `LEASE`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** What the last who had the lease has said. */
  async outcome(): Promise<Outcome | undefined> {
    const written = await this.options.registry.written(this.options.resource);
    return written && (JSON.parse(written.value) as Outcome);
  }

  /**
   * Says what became of the job, for whoever takes it over before the queue has heard of it.
   *
   * @param ttlSeconds how long that is kept
   * @throws GeominError `LEASE` where it is not this process's job any more; then nothing was written
   */
  async write(outcome: Outcome, ttlSeconds: number): Promise<void> {
    if (!(await this.#lease.renew())) await this.#again;
    this.lost.throwIfAborted();
    await this.#lease.write(JSON.stringify(outcome), ttlSeconds);
  }

  /** Lets others have the job. */
  async release(): Promise<void> {
    await this.#again;
    await this.#lease.release();
  }

  #watch(): void {
    const takeAgain = () => {
      this.#again = this.#takeAgain().catch((error: unknown) => this.#lost.abort(error));
    };
    const { lost } = this.#lease;
    if (lost.aborted) takeAgain();
    else lost.addEventListener('abort', takeAgain);
  }

  async #takeAgain(): Promise<void> {
    const lease = await this.#unlessAnothers();
    if (lease !== undefined && (await this.outcome()) === undefined) {
      this.#lease = lease;
      return this.#watch();
    }
    await lease?.release();
    const fault = `${this.options.resource} was taken over by another worker`;
    this.#lost.abort(new GeominError('LEASE', fault, 'Leave it to that one.'));
  }

  /** The lease, if nobody else has it. Redis may think for a moment longer than we that the old one is held. */
  async #unlessAnothers(): Promise<Lease | undefined> {
    const { registry, resource } = this.options;
    for (;;) {
      const lease = await Lease.tryTake(this.options);
      if (lease !== undefined) return lease;
      const holder = await registry.leaseOf(resource);
      if (holder !== undefined && holder.fence !== this.#lease.fence) return undefined;
      await untilNextLook(this.options);
    }
  }
}

function untilNextLook({ ttlSeconds }: WaitOptions): Promise<void> {
  return pause((1000 * ttlSeconds) / LOOKS);
}
