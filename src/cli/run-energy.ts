import { TERMS } from '../restraints/restraints.js';
import type { EnergyOptions } from './energy-options.js';
import { energyReportText } from './energy-report.js';
import { evaluateFile, type EvaluatedFile } from './evaluate-file.js';
import { jsonEnergyReport } from './json-report.js';
import { issueNotes } from './report-lines.js';
import { runFiles } from './run-files.js';

/**
 * The whole of `geomin energy`: reads, restrains, evaluates and reports, file by file. The report goes to standard output,
 * notes to standard error.
 */
export async function runEnergy(inputs: readonly string[], options: EnergyOptions): Promise<void> {
  await runFiles(
    inputs.map((input) => ({ input })),
    {
      run: ({ input }) => evaluateFile(input, options),
      toJson: jsonEnergyReport,
      report: (file, separator) => report(file, options, separator),
    },
    { json: options.json, quiet: options.quiet, atOnce: 1 },
  );
}

function report(file: EvaluatedFile, { quiet, json, terms }: EnergyOptions, separator: string): void {
  if (quiet === true) return;
  process.stderr.write(issueNotes(file.evaluated.map(({ restraints }) => restraints)).join(''));
  if (json !== true) process.stdout.write(separator + energyReportText(file, terms ?? TERMS));
}
