import { GeominError } from '../errors.js';
import { TERMS } from '../restraints/restraints.js';
import { limitedTo } from './at-once.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { jsonError, jsonReport } from './json-report.js';
import { minimizeFile, type MinimizedFile } from './minimize-file.js';
import { makeLocalTarget, type MakeTarget, type MinimizeContext } from './minimize-model.js';
import type { MinimizeOptions } from './minimize-options.js';
import { planOutputs, type Job } from './output-paths.js';
import { makeProgress } from './progress.js';
import { reportNotes, reportText } from './report.js';
import { isStandardOutput } from './streams.js';

/** Where energies are computed, and how many files are minimized at the same time. */
export interface Computation {
  /** What computes the energies that are minimized. */
  readonly makeTarget: MakeTarget;
  readonly atOnce: number;
}

/** In this process, one file after the other: each has all processors to itself. */
const LOCAL: Computation = { makeTarget: makeLocalTarget, atOnce: 1 };

/** What all files share. */
type FileContext = Omit<MinimizeContext, 'progress'> & Pick<Computation, 'atOnce'>;

/** What became of a file; neither where it was not begun. */
interface FileOutcome {
  readonly job: Job;
  readonly file?: MinimizedFile;
  readonly error?: unknown;
}

/**
 * The whole of `geomin minimize`: reads, minimizes each model, writes, reports. The report goes to standard output (to
 * standard error where the model goes to standard output), progress and notes to standard error.
 */
export async function runMinimize(
  inputs: readonly string[],
  options: MinimizeOptions,
  { makeTarget, atOnce }: Computation = LOCAL,
): Promise<void> {
  const jobs = await planOutputs(inputs, options.output);
  if (options.json === true && isStandardOutput(jobs[0].output)) throw bothToStandardOutput();
  const { signal, dispose } = onInterrupt();
  try {
    const context = { options, makeTarget, signal, atOnce };
    if (jobs.length > 1) await minimizeEach(jobs, context);
    else {
      const progress = await makeProgress(process.stderr, options.quiet === true);
      const file = await minimizeFile(jobs[0], undefined, { ...context, progress });
      if (options.json === true) process.stdout.write(`${toJson(jsonReport(file))}\n`);
      report(file, options, '');
    }
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  } finally {
    dispose();
  }
}

/** Reported in the order given; what is wrong with one file does not keep the others from being minimized. */
async function minimizeEach(jobs: readonly Job[], context: FileContext): Promise<void> {
  const { options, atOnce } = context;
  const limited = limitedTo(atOnce);
  const outcomes = jobs.map((job) => limited(() => attempt(job, context)));
  const json: object[] = [];
  const notBegun: string[] = [];
  let separator = '';
  for (const outcome of outcomes) {
    const { job, file, error } = await outcome;
    if (file) {
      if (options.json === true) json.push(jsonReport(file));
      report(file, options, separator);
      separator = '\n';
    } else if (error === undefined) notBegun.push(job.input);
    else {
      if (!(error instanceof GeominError)) throw error;
      process.exitCode = EXIT.failed;
      process.stderr.write(errorText(error, job.input));
      if (options.json === true) json.push(jsonError(job, error));
    }
  }
  if (notBegun.length > 0 && options.quiet !== true)
    process.stderr.write(`note: not begun: ${notBegun.join(', ')}\n`);
  if (options.json === true) process.stdout.write(`${toJson(json)}\n`);
}

/** One file of several. */
async function attempt(job: Job, context: FileContext): Promise<FileOutcome> {
  const { options, signal, atOnce } = context;
  if (signal.aborted) return { job };
  try {
    const progress = await makeProgress(process.stderr, options.quiet === true, atOnce > 1);
    return { job, file: await minimizeFile(job, job.input, { ...context, progress }) };
  } catch (error) {
    return { job, error };
  }
}

/** What people read; nothing where it is to be quiet. */
function report(file: MinimizedFile, options: MinimizeOptions, separator: string): void {
  if (options.quiet === true) return;
  process.stderr.write(reportNotes(file.minimized, options.optimizer));
  if (options.json === true) return;
  const stream = isStandardOutput(file.output) ? process.stderr : process.stdout;
  stream.write(separator + reportText(file, options.terms ?? TERMS));
}

function toJson(report: object): string {
  return JSON.stringify(report, null, 2);
}

function bothToStandardOutput(): GeominError {
  return new GeominError(
    'ARGUMENT',
    'the model and the JSON cannot both go to standard output',
    'Give another --output, or leave out --json.',
  );
}
