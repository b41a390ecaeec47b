import { TERMS } from '../restraints/restraints.js';
import type { EnergyOptions } from './energy-options.js';
import { energyReportText } from './energy-report.js';
import { evaluateFile, type EvaluatedFile } from './evaluate-file.js';
import { jsonEnergyReport } from './json-report.js';
import { issueNotes } from './report-lines.js';
import { planListings } from './listing-paths.js';
import { refuseSharedOutput, reportStream } from './printed.js';
import { runFiles } from './run-files.js';

/**
 * The whole of `geomin energy`: reads, restrains, evaluates, lists and reports, file by file. The report goes to standard
 * output (to standard error where the listing goes to standard output), notes to standard error.
 */
export async function runEnergy(inputs: readonly string[], options: EnergyOptions): Promise<void> {
  const jobs = await planListings(
    inputs.map((input) => ({ input })),
    options.geo,
  );
  refuseSharedOutput(jobs, options.json);
  await runFiles(
    jobs,
    {
      run: (job) => evaluateFile(job, options),
      toJson: jsonEnergyReport,
      report: (file, separator) => report(file, options, separator),
    },
    { json: options.json, quiet: options.quiet, atOnce: 1 },
  );
}

function report(file: EvaluatedFile, { quiet, json, terms }: EnergyOptions, separator: string): void {
  if (quiet === true) return;
  process.stderr.write(issueNotes(file.evaluated.map(({ restraints }) => restraints)).join(''));
  if (json !== true) reportStream(file).write(separator + energyReportText(file, terms ?? TERMS));
}
