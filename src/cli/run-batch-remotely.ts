import type { JobView } from '../jobs/job-data.js';
import { endedJobs } from '../jobs/ended-jobs.js';
import type { ListedFile } from '../jobs/job-bundles.js';
import { faultOf } from '../jobs/job-fault.js';
import { endOf, type JobEnd } from '../jobs/summary.js';
import { Submitter } from '../jobs/submitter.js';
import { growHeapSlowly } from '../v8-settings.js';
import { writeResult } from '../jobs/write-result.js';
import { jobSettings, type RemoteBatchOptions } from './batch-options.js';
import { BatchReport } from './batch-report.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import type { Job } from './output-paths.js';
import { planBatch } from './run-batch.js';
import { withJobs, type Jobs } from './with-jobs.js';

/** Jobs that are submitted in one go. */
const AT_ONCE = 200;
const DAY = 86_400;

/** Files by the ids of their jobs; those that say the same share one. */
type FilesOfJobs = Map<string, Job[]>;

/** The whole of `geomin batch --redis`: submits, and unless it is to detach, waits and writes. */
export async function runBatchRemotely(args: readonly string[], options: RemoteBatchOptions): Promise<void> {
  growHeapSlowly();
  const files = await planBatch(args, options);
  const { signal, dispose } = onInterrupt();
  try {
    await withJobs(options, async (jobs) => {
      const report = new BatchReport(files.length, options);
      const submitter = submitterFor(jobs, options);
      const submitted: FilesOfJobs = new Map();
      const listed = await submitAll(files, submitter, submitted, report, signal);
      if (options.detach === true) {
        tellSubmitted(submitted, options);
        if (!signal.aborted) await summarizeLater(listed, submitter, options);
        return;
      }
      await writeEnded(submitted, jobs, report, signal);
      await report.finish(files.map(({ input }) => input));
    });
    if (signal.aborted) stoppedWaiting(options);
  } finally {
    dispose();
  }
}

function submitterFor({ queue, bundles }: Jobs, options: RemoteBatchOptions): Submitter {
  const { priority, attempts, keep } = options;
  return new Submitter(queue, bundles, jobSettings(options), { priority, attempts, keep: DAY * keep });
}

/** @returns what became of each file, in turn */
async function submitAll(
  files: readonly Job[],
  submitter: Submitter,
  submitted: FilesOfJobs,
  report: BatchReport,
  signal: AbortSignal,
): Promise<ListedFile[]> {
  const listed: ListedFile[] = [];
  for (let begin = 0; begin < files.length && !signal.aborted; begin += AT_ONCE) {
    const some = files.slice(begin, begin + AT_ONCE);
    const outcomes = await submitter.submit(some.map(({ input }) => input));
    outcomes.forEach((outcome, i) => {
      const file = some[i];
      if ('fault' in outcome) {
        report.tell(file, { name: file.input, state: 'failed', models: [], fault: outcome.fault });
        listed.push({ name: file.input, fault: outcome.fault });
      } else {
        submitted.set(outcome.id, [...(submitted.get(outcome.id) ?? []), file]);
        listed.push({ name: file.input, job: outcome.id });
      }
    });
  }
  return listed;
}

/** Whoever submits need not be there when all have ended. */
async function summarizeLater(
  listed: readonly ListedFile[],
  submitter: Submitter,
  { summary, json, quiet }: RemoteBatchOptions,
): Promise<void> {
  if (summary === undefined) return;
  const job = await submitter.summarize(summary, listed);
  if (json === true) process.stdout.write(`${JSON.stringify({ summary, job })}\n`);
  else if (quiet !== true) process.stdout.write(`${job}  ${summary}\n`);
}

/** Writes the result of each job as it ends, for each of its files. */
async function writeEnded(
  submitted: FilesOfJobs,
  { queue, bundles }: Jobs,
  report: BatchReport,
  signal: AbortSignal,
): Promise<void> {
  for await (const view of endedJobs(queue, submitted.keys(), signal)) {
    for (const file of submitted.get(view.id)!) {
      report.tell(file, await writtenEnd(view, file, bundles), view.id);
    }
    submitted.delete(view.id);
  }
}

/** How a job ended for a file, whose result is written if there is one. */
async function writtenEnd(view: JobView, { input, output }: Job, bundles: Jobs['bundles']): Promise<JobEnd> {
  const end = endOf(view, input);
  if (view.result === undefined) return end;
  try {
    await writeResult(bundles, view, output);
    return end;
  } catch (error) {
    return { name: input, state: 'failed', models: [], fault: faultOf(error) };
  }
}

function tellSubmitted(submitted: FilesOfJobs, { json, quiet }: RemoteBatchOptions): void {
  for (const [job, files] of submitted) {
    for (const { input } of files) {
      if (json === true) process.stdout.write(`${JSON.stringify({ input, job })}\n`);
      else if (quiet !== true) process.stdout.write(`${job}  ${input}\n`);
    }
  }
}

function stoppedWaiting({ quiet }: RemoteBatchOptions): void {
  process.exitCode = EXIT.interrupted;
  if (quiet === true) return;
  process.stderr.write('note: what was submitted goes on; the same command finds it again\n');
}
