import { availableParallelism } from 'node:os';
import { FileThreads } from '../jobs/file-threads.js';
import { faultOf } from '../jobs/job-fault.js';
import type { JobEnd } from '../jobs/summary.js';
import { GeominError } from '../errors.js';
import { jobSettings, type BatchOptions } from './batch-options.js';
import { BatchReport } from './batch-report.js';
import { EXIT } from './exit-codes.js';
import { expandPaths } from './expand-paths.js';
import { onInterrupt } from './interrupt.js';
import { planOutputs, type Job } from './output-paths.js';
import { Places } from './places.js';

/** The whole of `geomin batch` on this machine. */
export async function runBatch(args: readonly string[], options: BatchOptions): Promise<void> {
  const jobs = await planBatch(args, options);
  const report = new BatchReport(jobs.length, options);
  const threads = new FileThreads(
    jobSettings(options),
    Math.min(options.jobs ?? availableParallelism(), jobs.length),
  );
  const { signal, dispose } = onInterrupt();
  signal.addEventListener('abort', () => threads.stop());
  const waiting = jobs.values();
  const work = async () => {
    for (const job of waiting) {
      if (signal.aborted) return;
      report.tell(job, await minimized(job, threads));
    }
  };
  try {
    await Promise.all(Array.from({ length: options.jobs ?? availableParallelism() }, work));
    await report.finish(jobs.map(({ input }) => input));
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  } finally {
    dispose();
    await threads.close();
  }
}

/**
 * The files of a batch, and where their results go.
 *
 * @throws GeominError `FILE` where one is not there, `ARGUMENT` where one would be written over another
 */
export async function planBatch(args: readonly string[], { outputDir }: BatchOptions): Promise<Job[]> {
  const jobs = await planOutputs(await expandPaths(args), `${outputDir}/`);
  const places = new Places();
  for (const { input, output } of jobs) {
    if ((await places.of(input)) !== (await places.of(output))) continue;
    throw new GeominError(
      'ARGUMENT',
      `${input}: its result would be written over it`,
      'Choose another --output-dir.',
    );
  }
  return jobs;
}

async function minimized(job: Job, threads: FileThreads): Promise<JobEnd> {
  try {
    const models = await threads.run(job);
    const state = models.some(({ reason }) => reason === 'aborted') ? 'abandoned' : 'completed';
    return { name: job.input, state, models };
  } catch (error) {
    return { name: job.input, state: 'failed', models: [], fault: faultOf(error) };
  }
}
