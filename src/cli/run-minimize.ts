import { TERMS } from '../restraints/restraints.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { jsonReport } from './json-report.js';
import { minimizeFile, type MinimizedFile } from './minimize-file.js';
import { makeLocalTarget, type MakeTarget, type MinimizeContext } from './minimize-model.js';
import type { MinimizeOptions } from './minimize-options.js';
import { planOutputs } from './output-paths.js';
import { planListings } from './listing-paths.js';
import { refuseSharedOutput, reportStream } from './printed.js';
import { makeProgress } from './progress.js';
import { reportNotes, reportText } from './report.js';
import { runFiles } from './run-files.js';

/** Where energies are computed, and how many files are minimized at the same time. */
export interface Computation {
  /** What computes the energies that are minimized. */
  readonly makeTarget: MakeTarget;
  readonly atOnce: number;
}

/** In this process, one file after the other: each has all processors to itself. */
const LOCAL: Computation = { makeTarget: makeLocalTarget, atOnce: 1 };

/**
 * The whole of `geomin minimize`: reads, minimizes each model, writes, reports. The report goes to standard output (to
 * standard error where the model or the listing goes to standard output), progress and notes to standard error.
 */
export async function runMinimize(
  inputs: readonly string[],
  options: MinimizeOptions,
  { makeTarget, atOnce }: Computation = LOCAL,
): Promise<void> {
  const jobs = await planListings(await planOutputs(inputs, options.output), options.geo);
  refuseSharedOutput(jobs, options.json);
  const { signal, dispose } = onInterrupt();
  const context = { options, makeTarget, signal };
  try {
    await runFiles(
      jobs,
      {
        run: async (job) => {
          const label = jobs.length > 1 ? job.input : undefined;
          return minimizeFile(job, label, await withProgress(context, atOnce > 1 && jobs.length > 1));
        },
        toJson: jsonReport,
        report: (file, separator) => report(file, options, separator),
      },
      { json: options.json, quiet: options.quiet, atOnce, signal },
    );
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  } finally {
    dispose();
  }
}

/** @param several whether others are shown at the same time */
async function withProgress(
  context: Omit<MinimizeContext, 'progress'>,
  several: boolean,
): Promise<MinimizeContext> {
  const progress = await makeProgress(process.stderr, context.options.quiet === true, several);
  return { ...context, progress };
}

/** What people read; nothing where it is to be quiet. */
function report(file: MinimizedFile, options: MinimizeOptions, separator: string): void {
  if (options.quiet === true) return;
  process.stderr.write(reportNotes(file.minimized, options.optimizer));
  if (options.json === true) return;
  reportStream(file).write(separator + reportText(file, options.terms ?? TERMS));
}
