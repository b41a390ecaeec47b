import type { BundleStore } from '../bundles/bundle-store.js';
import { keepTable, storedList, type ListedFile } from './job-bundles.js';
import type { JobReturn, JobView, SummaryData } from './job-data.js';
import type { JobQueue } from './job-queue.js';
import { endOf, SUMMARY_HEAD, summaryRows, type JobEnd } from './summary.js';

/** Jobs that are looked at in one go. */
const AT_ONCE = 1000;

/**
 * Makes the table of a batch. What one looks at is in Redis alone, and what one makes has its content for its name: so it
 * does not matter how often this is begun, by whom, and whether it is finished.
 *
 * @returns undefined where not all jobs have ended
 * @throws GeominError `BUNDLE` where the list of the jobs is not kept any more
 */
export async function makeSummary(
  { jobs, keep }: SummaryData,
  queue: JobQueue,
  bundles: BundleStore,
): Promise<JobReturn | undefined> {
  await bundles.renew([jobs], keep);
  const files = await storedList(bundles, jobs);
  // The last are most likely to be missing.
  for (let end = files.length; end > 0; end -= AT_ONCE) {
    const standings = await queue.standings(idsOf(files.slice(Math.max(0, end - AT_ONCE), end)));
    if (standings.includes('unfinished')) return undefined;
  }
  const rows: string[] = [];
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    const some = files.slice(begin, begin + AT_ONCE);
    const ended = await queue.ended(idsOf(some));
    const others = await queue.standings(idsOf(some).filter((id) => !ended.has(id)));
    // Somebody has begun one anew meanwhile.
    if (others.some((standing) => standing !== 'gone')) return undefined;
    rows.push(...some.map((file) => summaryRows(endOfFile(file, ended))));
  }
  return { result: await keepTable(bundles, SUMMARY_HEAD + rows.join(''), keep), models: [] };
}

function idsOf(files: readonly ListedFile[]): string[] {
  return [...new Set(files.flatMap(({ job }) => job ?? []))];
}

function endOfFile({ name, job, fault }: ListedFile, ended: ReadonlyMap<string, JobView>): JobEnd {
  const view = job === undefined ? undefined : ended.get(job);
  if (view !== undefined) return endOf(view, name);
  const gone = { code: 'JOB', message: `job ${job} is not kept any more`, remedy: '' } as const;
  return { name, state: 'failed', models: [], fault: fault ?? gone };
}
