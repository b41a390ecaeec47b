import { hostname } from 'node:os';
import { Worker, type Job } from 'bullmq';
import type { Heartbeat } from '../agents/heartbeat.js';
import type { Logger } from '../agents/logger.js';
import { StatsCounter } from '../agents/agent-stats.js';
import type { RedisClient } from '../redis/connection.js';
import { faultFrom, isSummary, type JobData, type JobReturn } from './job-data.js';
import { PROCESS_VARIABLE, type ProcessSettings } from './process-settings.js';
import { abandonedKey, cancelledKey, QUEUE_NAME, queuePrefix } from './queue-keys.js';

// Tests run the sources, but a process can only load what is compiled.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/jobs/job-process.js' : './job-process.js',
  import.meta.url,
);

/** What BullMQ has to say, in an error that belongs to no job, where one ends that another worker was given. */
const LOST = /^(?:Missing lock|Lock mismatch) for job ([^.\s]+)/;

/** Milliseconds between two looks at what is cancelled. */
const LOOK_EVERY = 250;

/** What a worker is given, and how much of it. */
export interface JobWorkerOptions {
  /** Stays the caller's, to close. */
  readonly client: RedisClient;
  /** Of its processes; the owner is the worker's id. */
  readonly settings: ProcessSettings;
  /** Jobs at the same time, each in a process of its own. */
  readonly concurrency: number;
  /** Until what a dead worker had in hand is taken over, s. */
  readonly claimAfterSeconds: number;
  /** How many workers a job may outlive until it has failed. */
  readonly maxDeaths: number;
  readonly logger: Logger;
}

type JobInHand = Job<JobData, JobReturn>;

/** Takes jobs of the queue and has processes do them, until it is stopped. */
export class JobWorker {
  readonly stats = new StatsCounter();
  readonly #inHand = new Map<string, number>();
  #worker: Worker<JobData, JobReturn> | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(private readonly options: JobWorkerOptions) {}

  get id(): string {
    return this.options.settings.owner;
  }

  async start(): Promise<void> {
    const { client, settings, concurrency, claimAfterSeconds, maxDeaths, logger } = this.options;
    const claimAfter = 1000 * claimAfterSeconds;
    this.#worker = new Worker<JobData, JobReturn>(QUEUE_NAME, program, {
      connection: client,
      prefix: queuePrefix(settings.prefix),
      name: this.id,
      concurrency,
      lockDuration: claimAfter,
      stalledInterval: claimAfter,
      maxStalledCount: maxDeaths,
      // The pause after the connection was lost.
      runRetryDelay: 1000,
      workerForkOptions: {
        env: { ...process.env, [PROCESS_VARIABLE]: JSON.stringify(settings) },
        // What it says of itself, such as a warning of the loader's, is no business of standard output's.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    });
    this.#listen(this.#worker);
    await this.#worker.waitUntilReady();
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY);
    logger.info({ worker_id: this.id, concurrency }, 'the worker has started');
  }

  /** How many jobs it is at. */
  get inHand(): number {
    return this.#inHand.size;
  }

  /** Takes no more jobs, and ends when those in hand are done. Callable twice. */
  async stop(): Promise<void> {
    this.options.logger.info({ worker_id: this.id, in_hand: this.inHand }, 'the worker stops');
    await this.#worker?.close();
    clearInterval(this.#looking);
  }

  /** For {@link Heartbeat}. */
  describe(state: 'running' | 'draining'): ReturnType<HeartbeatDescription> {
    return {
      agent_id: this.id,
      kind: 'job_worker',
      state,
      host: hostname(),
      pid: process.pid,
      consumer_name: this.id,
      in_hand: this.inHand,
      stats: this.stats.state(),
      refused_messages: {},
    };
  }

  #listen(worker: Worker<JobData, JobReturn>): void {
    const { logger } = this.options;
    worker.on('active', (job) => {
      // Nobody says when one is put off.
      if (isSummary(job.data)) return logger.debug(this.#about(job), 'a summary is looked at');
      this.#inHand.set(job.id!, performance.now());
      logger.info(this.#about(job), 'a job is begun');
    });
    worker.on('completed', (job, { abandoned }) => {
      const seconds = this.#done(job, true);
      if (abandoned) void this.#note(job);
      logger.info({ ...this.#about(job), seconds }, abandoned ? 'a job is abandoned' : 'a job is completed');
    });
    worker.on('failed', (job, error) => {
      if (job === undefined) return;
      const seconds = this.#done(job, false);
      const isOver = job.finishedOn !== undefined && job.finishedOn !== null;
      const fields = { ...this.#about(job), seconds, fault: faultFrom(error.message) };
      logger.warn(fields, isOver ? 'a job has failed' : 'a job will be tried again');
    });
    worker.on('stalled', (id) => logger.warn({ job_id: id }, 'a job has lost its worker'));
    worker.on('error', (error) => this.#trouble(error));
  }

  #trouble(error: Error): void {
    const { logger } = this.options;
    const [, lost] = LOST.exec(error.message) ?? [];
    if (lost === undefined) return logger.warn({ err: error }, 'the queue is in trouble');
    if (this.#inHand.delete(lost)) {
      logger.warn({ worker_id: this.id, job_id: lost }, 'a job was lost to another worker');
    }
  }

  #about(job: JobInHand): object {
    return { worker_id: this.id, job_id: job.id, model: job.data.name, attempt: job.attemptsStarted };
  }

  #done(job: JobInHand, success: boolean): number {
    const begun = this.#inHand.get(job.id!) ?? performance.now();
    this.#inHand.delete(job.id!);
    const seconds = (performance.now() - begun) / 1000;
    this.stats.count(success, seconds);
    return seconds;
  }

  /** The queue calls completed what was abandoned; who knows better is told so. */
  async #note({ id, opts }: JobInHand): Promise<void> {
    const { client, settings } = this.options;
    const now = Date.now();
    const { age = Infinity } = opts.removeOnComplete as { age?: number };
    await client.zadd(abandonedKey(settings.prefix), now, id!);
    await client.zremrangebyscore(abandonedKey(settings.prefix), 0, now - 1000 * age);
    await client.zrem(cancelledKey(settings.prefix), id!);
  }

  /** Tells processes whose jobs are cancelled. */
  async #look(): Promise<void> {
    const ids = [...this.#inHand.keys()];
    if (ids.length === 0) return;
    const { client, settings, logger } = this.options;
    try {
      const times = await client.zmscore(cancelledKey(settings.prefix), ...ids);
      ids.forEach((id, i) => {
        if (times[i] !== null) this.#worker?.cancelJob(id, 'cancelled');
      });
    } catch (error) {
      logger.warn({ err: error }, 'cannot see what is cancelled');
    }
  }
}

type HeartbeatDescription = ConstructorParameters<typeof Heartbeat>[0]['describe'];
