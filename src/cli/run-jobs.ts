import { isSummary, JOB_STATES, type JobState, type JobView } from '../jobs/job-data.js';
import { GeominError } from '../errors.js';
import { alignLeft } from './columns.js';
import { printable, printJson, printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import { withJobs } from './with-jobs.js';

interface ListOptions extends RedisOptions {
  readonly state?: readonly JobState[];
  readonly most: number;
  readonly json?: boolean;
}

/** `geomin jobs list`. */
export async function listJobs({ state = JOB_STATES, most, json, ...options }: ListOptions): Promise<void> {
  const [counts, jobs] = await withJobs(options, ({ queue }) =>
    Promise.all([queue.counts(), queue.list(state, most)]),
  );
  if (json === true) return printJson({ counts, jobs: jobs.map(jobJson) });
  const rows = jobs.map((job) => [job.id, job.state, printable(job.data.name), printable(remark(job))]);
  printLines([
    JOB_STATES.map((name) => `${counts[name]} ${name}`).join(', '),
    ...(rows.length === 0 ? [] : ['', ...alignLeft([['job', 'state', 'model', ''], ...rows])]),
  ]);
}

/** What there is to say of it in a line. */
function remark({ data, state, progress, result, fault, isCancelled, attempts }: JobView): string {
  if (fault !== undefined && state === 'failed') return fault.message;
  if (isSummary(data)) return result === undefined ? 'waits for the jobs of its batch' : '';
  if (result !== undefined) {
    const energies = result.models.map(({ energy }) => energy.toFixed(1));
    return `energy ${energies.join(', ')}`;
  }
  const parts = [
    ...(isCancelled ? ['to be cancelled'] : []),
    ...(state === 'in progress' && progress !== undefined
      ? [
          `iteration ${progress.iteration} of ${progress.max_iterations}, energy ${progress.energy.toFixed(1)}`,
        ]
      : []),
    ...(attempts > 1 ? [`begun ${attempts} times`] : []),
    ...(fault === undefined ? [] : [fault.message]),
  ];
  return parts.join('; ');
}

function jobJson(job: JobView): object {
  const { id, data, state, isCancelled, attempts, submitted, finished, worker, progress, result, fault } =
    job;
  return {
    job: id,
    [isSummary(data) ? 'table' : 'model']: data.name,
    state,
    cancelled: isCancelled,
    attempts,
    submitted_at: new Date(submitted).toISOString(),
    finished_at: finished === undefined ? null : new Date(finished).toISOString(),
    worker: worker ?? null,
    progress: progress ?? null,
    error: fault ?? null,
    ...(isSummary(data)
      ? { jobs_bundle: data.jobs }
      : { model_bundle: data.model, settings_bundle: data.settings }),
    result_bundle: result?.result ?? null,
    models: result?.models ?? null,
  };
}

/** `geomin jobs show`. */
export async function showJob(id: string, options: RedisOptions & { json?: boolean }): Promise<void> {
  const job = await withJobs(options, ({ queue }) => queue.get(id));
  if (options.json === true) return printJson(jobJson(job));
  const rows = Object.entries(jobJson(job)).filter(([, value]) => value !== null);
  const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  printLines(alignLeft(rows.map(([name, value]) => [name, printable(text(value))])));
}

/** `geomin jobs cancel`. */
export async function cancelJobs(ids: string[], options: RedisOptions): Promise<void> {
  const late = await withJobs(options, ({ queue }) => queue.cancel(ids));
  for (const id of late) process.stderr.write(`note: ${id} had ended already\n`);
}

/** `geomin jobs retry`. */
export async function retryJobs(ids: string[], options: RedisOptions): Promise<void> {
  await withJobs(options, async ({ queue }) => {
    for (const id of ids) {
      const { state, data } = await queue.get(id);
      if (state !== 'failed' && state !== 'abandoned' && !isSummary(data)) {
        throw new GeominError(
          'JOB',
          `job ${id} is ${state}`,
          'What failed or was abandoned can be done anew.',
        );
      }
      await queue.again(id);
    }
  });
}

/** `geomin jobs remove`. */
export async function removeJobs(ids: string[], options: RedisOptions): Promise<void> {
  await withJobs(options, async ({ queue }) => {
    for (const id of ids) {
      const { state } = await queue.get(id);
      if (state === 'in progress') {
        throw new GeominError('JOB', `job ${id} is in progress`, 'Cancel it first: geomin jobs cancel.');
      }
      await queue.remove(id);
    }
  });
}
