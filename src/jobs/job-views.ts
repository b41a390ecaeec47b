import type { JobType } from 'bullmq';
import { faultFrom, type JobData, type JobReturn, type JobState, type JobView } from './job-data.js';
import type { JobProgress } from './minimize-models.js';

/** What Redis has of some jobs, each list as long as they are many. */
export interface StoredStates {
  /** As BullMQ keeps them; empty where there is no such job. */
  readonly hashes: readonly Readonly<Record<string, string>>[];
  /** 1 where somebody has the job in hand. */
  readonly locks: readonly number[];
  readonly cancelled: readonly (string | null)[];
  readonly abandoned: readonly (string | null)[];
}

/** The queue's own words for each of ours. */
const TYPES: Readonly<Record<JobState, readonly JobType[]>> = {
  pending: ['waiting', 'prioritized', 'delayed', 'waiting-children'],
  'in progress': ['active'],
  completed: ['completed'],
  failed: ['failed'],
  abandoned: ['completed'],
};

export function jobStates(states: readonly JobState[]): ReadonlySet<JobType> {
  return new Set(states.flatMap((state) => TYPES[state]));
}

/** A job as it stands; undefined where there is none. */
export function viewOf(id: string, stored: StoredStates, i: number): JobView | undefined {
  const { data, timestamp, ats, finishedOn, failedReason, returnvalue, progress, pb } = stored.hashes[i];
  const jobData = parsed<JobData>(data);
  if (jobData === undefined) return undefined;
  const isDone = finishedOn !== undefined;
  const result = isDone ? parsed<JobReturn>(returnvalue) : undefined;
  const isAbandoned = stored.abandoned[i] !== null || result?.abandoned === true;
  return {
    id,
    data: jobData,
    state: stateOf({ isDone, isAbandoned, hasFailed: result === undefined, isLocked: stored.locks[i] === 1 }),
    isCancelled: stored.cancelled[i] !== null && !isDone,
    attempts: Number(ats ?? 0),
    submitted: Number(timestamp),
    finished: isDone ? Number(finishedOn) : undefined,
    worker: pb,
    progress: parsed<JobProgress>(progress),
    result,
    fault: failedReason && result === undefined ? faultFrom(failedReason) : undefined,
  };
}

function stateOf(job: {
  isDone: boolean;
  isAbandoned: boolean;
  hasFailed: boolean;
  isLocked: boolean;
}): JobState {
  if (!job.isDone) return job.isLocked ? 'in progress' : 'pending';
  if (job.isAbandoned) return 'abandoned';
  return job.hasFailed ? 'failed' : 'completed';
}

/** Undefined where it is nothing, or no JSON. */
function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as T | number | null;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
