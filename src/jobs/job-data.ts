import { createHash } from 'node:crypto';
import type { ErrorCode } from '../errors.js';
import { ERROR_CODES } from '../errors.js';
import type { JobFault } from './job-fault.js';
import type { JobProgress } from './minimize-models.js';
import type { ModelReport } from './model-report.js';

/** What the queue holds of a job before it is done: names of bundles, and nothing that grows with the model. */
export type JobData = ModelData | SummaryData;

interface KeptData {
  /** The name, as its submitter knows it, of the file that is minimized, or of the table. */
  readonly name: string;
  /** How long bundles are kept, s. */
  readonly keep: number;
}

/** Of a file to minimize. */
export interface ModelData extends KeptData {
  /** Bundle of the file's text. */
  readonly model: string;
  /** Bundle of the settings. */
  readonly settings: string;
  /** Of the only MODEL that is minimized; absent where all are. */
  readonly model_number?: number;
}

/** Of a table that is made when all jobs of a batch have ended. */
export interface SummaryData extends KeptData {
  /** Bundle of the list of files and jobs. */
  readonly jobs: string;
}

export function isSummary(data: JobData): data is SummaryData {
  return 'jobs' in data;
}

/** What the queue holds of a job that is done. */
export interface JobReturn {
  /** Bundle of the best sites of all models in turn, or of the table. */
  readonly result: string;
  /** None of a summary. */
  readonly models: readonly ModelReport[];
  /** It was cancelled: these are the best sites until then. */
  readonly abandoned?: true;
}

/** The states of jobs, in our words. */
export const JOB_STATES = ['pending', 'in progress', 'completed', 'failed', 'abandoned'] as const;
/** One of {@link JOB_STATES}. */
export type JobState = (typeof JOB_STATES)[number];

/** A job as it stands. */
export interface JobView {
  readonly id: string;
  readonly data: JobData;
  readonly state: JobState;
  /** Somebody asked for its end, and whoever has it in hand has not heard of it. */
  readonly isCancelled: boolean;
  /** How often it was begun. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly submitted: number;
  readonly finished?: number;
  /** Who has it in hand, or had. */
  readonly worker?: string;
  readonly progress?: JobProgress;
  readonly result?: JobReturn;
  readonly fault?: JobFault;
}

/** The id of a job: the same for the same model and settings, whoever submits it and how often. */
export function jobIdOf(modelBundle: string, settingsBundle: string): string {
  return `job-${digest(`${modelBundle} ${settingsBundle}`).slice(0, 20)}`;
}

/** The id of a summary: the same for the same name and list. */
export function summaryIdOf(name: string, jobsBundle: string): string {
  return `summary-${digest(`${jobsBundle} ${name}`).slice(0, 20)}`;
}

/** SHA-256, hex. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A fault in the one line that the queue has for it. */
export function faultText({ code, message, remedy }: JobFault): string {
  return `${code}: ${message}${remedy === '' ? '' : `\n${remedy}`}`;
}

/** The fault again; what the queue itself says of a job that killed its worker is put in words that help. */
export function faultFrom(text: string): JobFault {
  const [, code, message, remedy] = /^([A-Z]+): ([^\n]*)(?:\n([\s\S]*))?$/.exec(text) ?? [];
  if ((ERROR_CODES as readonly string[]).includes(code)) {
    return { code: code as ErrorCode, message, remedy: remedy ?? '' };
  }
  const [, exit, signal] = /^Unexpected exit code: (\S+) signal: (\S+)/.exec(text) ?? [];
  if (exit !== undefined) {
    const how = signal === 'null' ? `with exit code ${exit}` : `by ${signal}`;
    return { code: 'JOB', message: `its process ended ${how}`, remedy: KILLER_REMEDY };
  }
  if (text.startsWith('job stalled')) {
    return { code: 'JOB', message: 'its workers died or hung, one after the other', remedy: KILLER_REMEDY };
  }
  return { code: 'JOB', message: text, remedy: '' };
}

const KILLER_REMEDY = 'Does the machine have memory enough? Minimize the model alone, with geomin minimize.';
