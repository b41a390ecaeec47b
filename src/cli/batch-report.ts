import type { JobEnd } from '../jobs/summary.js';
import { SUMMARY_HEAD, summaryRows } from '../jobs/summary.js';
import type { ModelReport } from '../jobs/model-report.js';
import { writeWhole } from '../model/whole-file.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { errorOf } from '../jobs/job-fault.js';
import type { Job } from './output-paths.js';
import { packageVersion } from './version.js';

/** What a batch prints, and what it writes of all its files together. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly summary?: string;
}

/** Tells of each file as it is done, and of all of them in the end. */
export class BatchReport {
  readonly #rows = new Map<string, string>();
  readonly #counts = { completed: 0, failed: 0, abandoned: 0 };

  constructor(
    private readonly files: number,
    private readonly options: ReportOptions,
  ) {}

  /** @param job where its result went, if there is one */
  tell({ input, output }: Job, end: JobEnd, jobId?: string): void {
    this.#counts[end.state] += 1;
    if (this.options.summary !== undefined) this.#rows.set(input, summaryRows(end));
    const { fault } = end;
    if (fault !== undefined) {
      process.exitCode = EXIT.failed;
      process.stderr.write(errorText(errorOf(fault), input));
    }
    if (this.options.json === true) {
      const { state, models } = end;
      const line = { geomin: packageVersion(), input, output, job: jobId, state, models, error: fault };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    } else if (this.options.quiet !== true && fault === undefined) {
      process.stdout.write(end.models.map((model) => `${lineOf(input, model)}\n`).join(''));
    }
  }

  /** Writes the table, its lines in the order of the files, and says how many ended how. */
  async finish(inputs: readonly string[]): Promise<void> {
    const { summary, quiet } = this.options;
    if (summary !== undefined) {
      const rows = inputs.map((input) => this.#rows.get(input) ?? '');
      await writeWhole(summary, Buffer.from(SUMMARY_HEAD + rows.join('')));
    }
    if (quiet === true) return;
    const { completed, failed, abandoned } = this.#counts;
    const left = this.files - completed - failed - abandoned;
    const parts = [
      `${completed} of ${this.files} completed`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(abandoned > 0 ? [`${abandoned} abandoned`] : []),
      ...(left > 0 ? [`${left} not begun`] : []),
    ];
    process.stderr.write(`${parts.join(', ')}\n`);
  }
}

function lineOf(input: string, report: ModelReport): string {
  const { model, energy_before, energy, rmsd_bonds, rmsd_angles, clashes, iterations, reason } = report;
  const name = model === 1 ? input : `${input}, model ${model}`;
  const energies = `energy ${energy_before.toFixed(1)} -> ${energy.toFixed(1)}`;
  const geometry = `rmsd bonds ${rmsd_bonds.toFixed(4)} Å, angles ${rmsd_angles.toFixed(2)}°, clashes ${clashes}`;
  return `${name}  ${energies}  ${geometry}  ${iterations} iterations, ${reason}`;
}
