import { GeominError } from '../errors.js';
import { TERMS } from '../restraints/restraints.js';
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

/**
 * The whole of `geomin minimize`: reads, minimizes each model, writes, reports. The report goes to standard output (to
 * standard error where the model goes to standard output), progress and notes to standard error.
 *
 * @param makeTarget what computes the energies that are minimized
 */
export async function runMinimize(
  inputs: readonly string[],
  options: MinimizeOptions,
  makeTarget: MakeTarget = makeLocalTarget,
): Promise<void> {
  const jobs = await planOutputs(inputs, options.output);
  if (options.json === true && isStandardOutput(jobs[0].output)) throw bothToStandardOutput();
  const progress = await makeProgress(process.stderr, options.quiet === true);
  const { signal, dispose } = onInterrupt();
  try {
    const context = { options, makeTarget, progress, signal };
    if (jobs.length > 1) await minimizeEach(jobs, context);
    else {
      const file = await minimizeFile(jobs[0], undefined, context);
      if (options.json === true) process.stdout.write(`${toJson(jsonReport(file))}\n`);
      report(file, options, '');
    }
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  } finally {
    dispose();
  }
}

/** One after the other; what is wrong with one file does not keep the others from being minimized. */
async function minimizeEach(jobs: readonly Job[], context: MinimizeContext): Promise<void> {
  const { options, signal } = context;
  const json: object[] = [];
  let separator = '';
  for (const [k, job] of jobs.entries()) {
    if (signal.aborted) {
      const rest = jobs.slice(k).map(({ input }) => input);
      if (options.quiet !== true) process.stderr.write(`note: not begun: ${rest.join(', ')}\n`);
      break;
    }
    try {
      const file = await minimizeFile(job, job.input, context);
      if (options.json === true) json.push(jsonReport(file));
      report(file, options, separator);
      separator = '\n';
    } catch (error) {
      if (!(error instanceof GeominError)) throw error;
      process.exitCode = EXIT.failed;
      process.stderr.write(errorText(error, job.input));
      if (options.json === true) json.push(jsonError(job, error));
    }
  }
  if (options.json === true) process.stdout.write(`${toJson(json)}\n`);
}

/** What people read; nothing where it is to be quiet. */
function report(file: MinimizedFile, options: MinimizeOptions, separator: string): void {
  if (options.quiet === true) return;
  process.stderr.write(reportNotes(file.minimized));
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
