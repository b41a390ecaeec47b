import { Queue, type Job } from 'bullmq';
import type { ChainableCommander } from 'ioredis';
import { GeominError } from '../errors.js';
import type { RedisClient } from '../redis/connection.js';
import { keepTrying } from '../redis/waiting.js';
import { writtenKey } from '../transport/redis-leases.js';
import { jobStates, viewOf } from './job-views.js';
import { isSummary, JOB_STATES } from './job-data.js';
import type { JobData, JobReturn, JobState, JobView } from './job-data.js';
import { abandonedKey, cancelledKey, QUEUE_NAME, queuePrefix } from './queue-keys.js';

/** A job to submit. */
export interface NewJob {
  /** {@link jobIdOf} or {@link summaryIdOf} its bundles. */
  readonly id: string;
  readonly data: JobData;
}

/** How jobs are to be done. */
export interface SubmitOptions {
  /** 1 for most; higher ones overtake, lower ones wait. */
  readonly priority: number;
  /** How often a job may be begun until it has failed. */
  readonly attempts: number;
}

/** Pause before a job is begun again, ms; twice as long each time. */
const BACKOFF = 500;
/** In the queue's own numbers the lowest comes first, and none of ours is its 0. */
const MIDDLE_PRIORITY = 1_000_000;
/** Entries of the queue's own stream of events, which nobody here reads. */
const EVENTS = 1000;

export type MinimizationJob = Job<JobData, JobReturn>;

/** The jobs of a deployment: a BullMQ queue in Redis, in the words of this project. */
export class JobQueue {
  /** For what shows queues to people. */
  readonly queue: Queue<MinimizationJob>;

  /**
   * @param client stays the caller's, to close
   * @param prefix of the deployment; in a cluster it needs a hash tag
   * @param access `look` writes nothing, not even that there is a queue
   */
  constructor(
    private readonly client: RedisClient,
    private readonly prefix: string,
    access: 'look' | 'change' = 'change',
  ) {
    this.queue = new Queue(QUEUE_NAME, {
      connection: client,
      prefix: queuePrefix(prefix),
      streams: { events: { maxLen: EVENTS } },
      skipMetasUpdate: access === 'look',
    });
    // The connection's errors are told by whoever opened it.
    this.queue.on('error', () => undefined);
  }

  /** Adds jobs. One that is there already stays as it is, with all that it has done. */
  async submit(jobs: readonly NewJob[], { priority, attempts }: SubmitOptions): Promise<void> {
    await this.queue.addBulk(
      jobs.map(({ id, data }) => ({
        name: isSummary(data) ? 'summarize' : 'minimize',
        data,
        opts: {
          jobId: id,
          priority: MIDDLE_PRIORITY - priority,
          attempts,
          backoff: { type: 'exponential', delay: BACKOFF },
          removeOnComplete: { age: data.keep },
          removeOnFail: { age: data.keep },
          stackTraceLimit: 1,
        },
      })),
    );
  }

  /** Has a job that ended be done anew. */
  async again(id: string): Promise<void> {
    const job = await this.queue.getJob(id);
    await this.client.zrem(cancelledKey(this.prefix), id);
    await this.client.zrem(abandonedKey(this.prefix), id);
    const state = await job?.getState();
    if (job === undefined || (state !== 'completed' && state !== 'failed')) return;
    await this.client.del(writtenKey(this.prefix, id));
    await job.retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true });
  }

  /** What became of jobs that have ended, by id; the others are missing from it. */
  async ended(ids: readonly string[]): Promise<Map<string, JobView>> {
    const times = await this.#pipelined((pipeline) => {
      for (const id of ids) pipeline.hget(this.queue.toKey(id), 'finishedOn');
    });
    const ends = await this.#views(ids.filter((_, i) => times[i] !== null));
    return new Map(ends.flatMap((view) => (view === undefined ? [] : [[view.id, view]])));
  }

  /** Whether jobs have ended, have still to, or are not there: never submitted, removed, or not kept any more. */
  async standings(ids: readonly string[]): Promise<('ended' | 'unfinished' | 'gone')[]> {
    const times = await this.#pipelined((pipeline) => {
      for (const id of ids) pipeline.hmget(this.queue.toKey(id), 'timestamp', 'finishedOn');
    });
    return (times as (string | null)[][]).map(([submitted, finished]) => {
      if (submitted === null) return 'gone';
      return finished === null ? 'unfinished' : 'ended';
    });
  }

  /** @throws GeominError `JOB` where there is no such job */
  async get(id: string): Promise<JobView> {
    const [view] = await this.#views([id]);
    if (view !== undefined) return view;
    throw new GeominError('JOB', `there is no job ${id}`, 'geomin jobs lists those that there are.');
  }

  /** How many jobs there are in each state. */
  async counts(): Promise<Record<JobState, number>> {
    const types = [...jobStates(JOB_STATES)];
    const of = await this.queue.getJobCounts(...types);
    const abandoned = await this.client.zcard(abandonedKey(this.prefix));
    return {
      pending: [...jobStates(['pending'])].reduce((sum, type) => sum + of[type], 0),
      'in progress': of.active,
      completed: of.completed - abandoned,
      failed: of.failed,
      abandoned,
    };
  }

  /**
   * The latest jobs in some states.
   *
   * @param most of each state
   * @param begin how many of each to leave out
   */
  async list(states: readonly JobState[], most: number, begin = 0): Promise<JobView[]> {
    const ids = await this.queue.getRanges([...jobStates(states)], begin, begin + most - 1, false);
    const views = await this.#views(ids);
    return views.filter((view) => view !== undefined && states.includes(view.state)) as JobView[];
  }

  /**
   * Asks for the end of jobs. One in hand ends within a second, with its best sites for a result; one that waits is
   * passed over when its turn comes, which is next.
   *
   * @returns those that had ended already
   * @throws GeominError `JOB` where there is no such job, or it is a summary
   */
  async cancel(ids: readonly string[]): Promise<string[]> {
    const late: string[] = [];
    for (const id of ids) {
      const view = await this.get(id);
      if (isSummary(view.data)) {
        const fault = `${id} waits for other jobs, and has nothing to leave`;
        throw new GeominError('JOB', fault, 'Take it off the list: geomin jobs remove.');
      }
      if (view.finished !== undefined) {
        late.push(id);
        continue;
      }
      await this.client.zadd(cancelledKey(this.prefix), Date.now(), id);
      const job = await this.queue.getJob(id);
      // Its turn may have come meanwhile; then whoever has it in hand finds out.
      if (view.state === 'pending') await job?.changePriority({ priority: 1 }).catch(() => undefined);
    }
    return late;
  }

  /** Takes jobs off the list, whatever they have done. One in hand has to be cancelled first. */
  async remove(id: string): Promise<void> {
    const job = await this.queue.getJob(id);
    await job?.remove();
    await this.client.del(writtenKey(this.prefix, id));
    await this.client.zrem(abandonedKey(this.prefix), id);
    await this.client.zrem(cancelledKey(this.prefix), id);
  }

  async close(): Promise<void> {
    await this.queue.close();
  }

  async #views(ids: readonly string[]): Promise<(JobView | undefined)[]> {
    if (ids.length === 0) return [];
    const values = await this.#pipelined((pipeline) => {
      for (const id of ids) pipeline.hgetall(this.queue.toKey(id));
      for (const id of ids) pipeline.exists(`${this.queue.toKey(id)}:lock`);
      pipeline.zmscore(cancelledKey(this.prefix), ...ids);
      pipeline.zmscore(abandonedKey(this.prefix), ...ids);
    });
    const [cancelled, abandoned] = values.slice(-2) as (string | null)[][];
    const hashes = values.slice(0, ids.length) as Record<string, string>[];
    const locks = values.slice(ids.length, 2 * ids.length) as number[];
    return ids.map((id, i) => viewOf(id, { hashes, locks, cancelled, abandoned }, i));
  }

  /** Commands in one round trip; their answers. */
  #pipelined(fill: (pipeline: ChainableCommander) => void): Promise<unknown[]> {
    return keepTrying(this.client, async () => {
      const pipeline = this.client.pipeline();
      fill(pipeline);
      const answers = (await pipeline.exec()) ?? [];
      return answers.map(([error, value]) => {
        if (error) throw error;
        return value;
      });
    });
  }
}
