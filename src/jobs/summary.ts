import type { JobView } from './job-data.js';
import type { JobFault } from './job-fault.js';
import type { ModelReport } from './model-report.js';

/** How a job ended. */
export type EndState = 'completed' | 'failed' | 'abandoned';

/** What a table tells of a job. */
export interface JobEnd {
  /** The file's name as it was given. */
  readonly name: string;
  readonly state: EndState;
  /** Of the models that were begun; none where it failed. */
  readonly models: readonly ModelReport[];
  readonly fault?: JobFault;
}

/** How a job that has ended did, for a file that it is of. */
export function endOf({ state, result, fault }: JobView, name: string): JobEnd {
  return { name, state: state as EndState, models: result?.models ?? [], fault };
}

const COLUMNS = [
  'model',
  'atom_count',
  'energy_before',
  'energy',
  'rms_gradient',
  'rmsd_bonds',
  'rmsd_angles',
  'outliers',
  'clashes',
  'moved',
  'iterations',
  'evaluations',
  'reason',
] as const satisfies readonly (keyof ModelReport)[];

/** The first line of a table of jobs: columns with tabs between them. */
export const SUMMARY_HEAD = `${['file', 'state', ...COLUMNS, 'error'].join('\t')}\n`;

/** A line for each model of a job, every number in full; one line for a job without any. */
export function summaryRows({ name, state, models, fault }: JobEnd): string {
  const begin = [name, state];
  const end = fault?.message ?? '';
  const rows =
    models.length === 0
      ? [[...begin, ...COLUMNS.map(() => ''), end]]
      : models.map((model) => [...begin, ...COLUMNS.map((column) => String(model[column])), end]);
  return rows.map((row) => `${row.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`).join('');
}
