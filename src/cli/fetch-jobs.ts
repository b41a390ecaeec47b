import { basename, join } from 'node:path';
import { isSummary, type JobView } from '../jobs/job-data.js';
import { writeResult } from '../jobs/write-result.js';
import { GeominError } from '../errors.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { planOutputs } from './output-paths.js';
import { printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import { withJobs, type Jobs } from './with-jobs.js';

/** Jobs that are asked for in one go. */
const AT_ONCE = 500;

/** `geomin jobs fetch`: a result that cannot be written is told and does not keep the others. */
export async function fetchJobs(
  ids: string[],
  { outputDir, ...options }: RedisOptions & { readonly outputDir: string },
): Promise<void> {
  await withJobs(options, async ({ queue, bundles }) => {
    const jobs = ids.length > 0 ? await Promise.all(ids.map((id) => queue.get(id))) : await completed(queue);
    const models = jobs.filter(({ data }) => !isSummary(data));
    const places = await planOutputs(
      models.map(({ data }) => data.name),
      `${outputDir}/`,
    );
    for (const [i, job] of models.entries()) await fetchOne(job, places[i].output, bundles);
    for (const job of jobs) {
      if (isSummary(job.data)) await fetchOne(job, join(outputDir, basename(job.data.name)), bundles);
    }
  });
}

/** Not the summaries, most of which have the same name. */
async function completed(queue: Jobs['queue']): Promise<JobView[]> {
  const { completed: count } = await queue.counts();
  const jobs: JobView[] = [];
  for (let begin = 0; begin < count; begin += AT_ONCE) {
    const some = await queue.list(['completed'], AT_ONCE, begin);
    jobs.push(...some.filter(({ data }) => !isSummary(data)));
  }
  return jobs;
}

async function fetchOne(job: JobView, output: string, bundles: Jobs['bundles']): Promise<void> {
  try {
    await writeResult(bundles, job, output);
    printLines([`${job.id}  ${job.data.name}  written  ${output}`]);
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    process.exitCode = EXIT.failed;
    process.stderr.write(errorText(error, job.data.name));
  }
}
