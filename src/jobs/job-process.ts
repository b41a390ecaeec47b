import type { SandboxedJob } from 'bullmq';
import { GeominError } from '../errors.js';
import { RedisTransport } from '../transport/redis-transport.js';
import { doJob } from './do-job.js';
import { faultText, isSummary } from './job-data.js';
import type { JobReturn, ModelData, SummaryData } from './job-data.js';
import { faultOf } from './job-fault.js';
import type { JobProgress } from './minimize-models.js';
import { optimizeLate } from '../v8-settings.js';
import { PROCESS_VARIABLE, type ProcessSettings } from './process-settings.js';

/** Milliseconds between two reports on how far a job is. */
const PROGRESS_EVERY = 1000;

optimizeLate();

// A worker that is killed takes its processes along.
process.once('disconnect', () => process.exit(1));

let transport: Promise<RedisTransport> | undefined;

/**
 * Does a job of the queue, in a process of its own: whatever a model does to it, only this job feels it.
 *
 * @throws an error named `UnrecoverableError` where another try would end alike
 */
export default async function processJob(
  job: Job<ModelData> | Job<SummaryData>,
  token: string,
  signal: AbortSignal,
): Promise<JobReturn> {
  const settings = JSON.parse(process.env[PROCESS_VARIABLE]!) as ProcessSettings;
  const { redis, prefix, maxBundleBytes } = settings;
  transport ??= RedisTransport.connect({ ...redis, prefix, maxBundleBytes });
  try {
    if (isModel(job)) {
      const { id, data } = job;
      return await doJob({
        id,
        data,
        transport: await transport,
        settings,
        signal,
        onProgress: reportsOn(job),
      });
    }
    // It needs the queue, which takes its time to load.
    const { doSummary } = await import('./do-summary.js');
    return await doSummary(job, token, settings, (await transport).bundles);
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    const text = faultText(faultOf(error));
    // What is wrong with a model stays wrong; what was wrong with the connection does not, and a job that was lost is not
    // for this process to end.
    if (error.code === 'TRANSPORT' || error.code === 'LEASE') throw new Error(text, { cause: error });
    // Its name is all that BullMQ looks at.
    throw Object.assign(new Error(text, { cause: error }), { name: 'UnrecoverableError' });
  }
}

type Job<Data> = SandboxedJob<Data, JobReturn>;

function isModel(job: Job<ModelData> | Job<SummaryData>): job is Job<ModelData> {
  return !isSummary(job.data);
}

function reportsOn(job: Job<ModelData>): (progress: JobProgress) => void {
  let latest = 0;
  return (progress) => {
    const now = Date.now();
    if (now - latest < PROGRESS_EVERY) return;
    latest = now;
    void job.updateProgress(progress).catch(() => undefined);
  };
}
