import type { SandboxedJob } from 'bullmq';
import type { BundleStore } from '../bundles/bundle-store.js';
import { openRedis } from '../redis/connection.js';
import type { JobReturn, SummaryData } from './job-data.js';
import { JobQueue } from './job-queue.js';
import { makeSummary } from './make-summary.js';
import type { ProcessSettings } from './process-settings.js';

/** Until a summary is looked at again: a part of its age, so that it comes not much later than the last of its jobs. */
const PART_OF_AGE = 0.1;
/** Milliseconds, at least and at most. */
const SOONEST = 500;
const LATEST = 30_000;

/**
 * Makes a summary, or puts it off where not all its jobs have ended.
 *
 * @param token with which the queue gave it to us
 * @throws an error named `DelayedError` where it is put off
 */
export async function doSummary(
  job: SandboxedJob<SummaryData, JobReturn>,
  token: string,
  { redis, prefix }: ProcessSettings,
  bundles: BundleStore,
): Promise<JobReturn> {
  const client = openRedis(redis);
  const queue = new JobQueue(client, prefix);
  try {
    const made = await makeSummary(job.data, queue, bundles);
    if (made !== undefined) return made;
  } finally {
    await queue.close();
    client.disconnect();
  }
  const now = Date.now();
  const pause = Math.min(LATEST, Math.max(SOONEST, PART_OF_AGE * (now - job.timestamp)));
  await job.moveToDelayed(now + pause, token);
  throw Object.assign(new Error('not all jobs have ended'), { name: 'DelayedError' });
}
