import { GeominError } from '../errors.js';
import { limitedTo } from './at-once.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { jsonError } from './json-report.js';

/** What a command does with a file, and how it tells what came of it. */
export interface FileWork<Job, Result> {
  run(job: Job): Promise<Result>;
  toJson(result: Result): object;
  /**
   * Tells people of it.
   *
   * @param separator what sets it apart from the report before
   */
  report(result: Result, separator: string): void;
}

/** How a command goes through its files. */
export interface FileRun {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Files in hand at the same time. */
  readonly atOnce: number;
  /** Keeps what is not begun from being begun. */
  readonly signal?: AbortSignal;
}

/** What became of a file; neither where it was not begun. */
interface FileOutcome<Result> {
  readonly result?: Result;
  readonly error?: unknown;
}

/**
 * Does the same with each file and tells of it, in the order given. What is wrong with one of several is told on standard
 * error and does not keep the others from being done.
 *
 * @throws GeominError where there is but one file, and something is wrong with it
 */
export async function runFiles<Job extends { readonly input: string }, Result>(
  jobs: readonly Job[],
  work: FileWork<Job, Result>,
  run: FileRun,
): Promise<void> {
  if (jobs.length > 1) return runEach(jobs, work, run);
  const result = await work.run(jobs[0]);
  if (run.json === true) process.stdout.write(`${toJson(work.toJson(result))}\n`);
  work.report(result, '');
}

async function runEach<Job extends { readonly input: string }, Result>(
  jobs: readonly Job[],
  work: FileWork<Job, Result>,
  run: FileRun,
): Promise<void> {
  const limited = limitedTo(run.atOnce);
  const outcomes = jobs.map((job) => limited(() => attempt(job, work, run)));
  const json: object[] = [];
  const notBegun: string[] = [];
  let separator = '';
  for (const [k, outcome] of outcomes.entries()) {
    const { result, error } = await outcome;
    if (result !== undefined) {
      if (run.json === true) json.push(work.toJson(result));
      work.report(result, separator);
      separator = '\n';
    } else if (error === undefined) notBegun.push(jobs[k].input);
    else json.push(failure(jobs[k], error));
  }
  if (notBegun.length > 0 && run.quiet !== true)
    process.stderr.write(`note: not begun: ${notBegun.join(', ')}\n`);
  if (run.json === true) process.stdout.write(`${toJson(json)}\n`);
}

/** One file of several. */
async function attempt<Job, Result>(
  job: Job,
  work: FileWork<Job, Result>,
  { signal }: FileRun,
): Promise<FileOutcome<Result>> {
  if (signal?.aborted === true) return {};
  try {
    return { result: await work.run(job) };
  } catch (error) {
    return { error };
  }
}

/** Tells of a file that failed; what stands for it in JSON. */
function failure(job: { readonly input: string }, error: unknown): object {
  if (!(error instanceof GeominError)) throw error;
  process.exitCode = EXIT.failed;
  process.stderr.write(errorText(error, job.input));
  return jsonError(job, error);
}

function toJson(report: object): string {
  return JSON.stringify(report, null, 2);
}
