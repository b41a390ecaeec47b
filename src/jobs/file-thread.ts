import { workerData } from 'piscina';
import { readModel, readModels } from '../model/read-model.js';
import { writeModels } from '../model/write-model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { faultOf, type JobFault } from './job-fault.js';
import { dictionaryFor, type JobSettings } from './job-settings.js';
import { minimizeModels } from './minimize-models.js';
import type { ModelReport } from './model-report.js';

/** What a thread is told once. */
export interface ThreadSettings {
  readonly settings: JobSettings;
  /** One byte, shared by all threads: not 0 once they are to stop. */
  readonly stop: SharedArrayBuffer;
}

/** A file to minimize, and where its result goes. */
export interface FileTask {
  readonly input: string;
  readonly output: string;
}

/** What became of a file. */
export type FileResult = { readonly models: readonly ModelReport[] } | { readonly fault: JobFault };

const { settings, stop } = workerData as ThreadSettings;
const isStopped = new Uint8Array(stop);
let dictionary: Dictionary | undefined;

/** Reads a file, minimizes its models and writes them, on a thread of its own. */
export default async function minimizeFile({ input, output }: FileTask): Promise<FileResult> {
  try {
    dictionary ??= dictionaryFor(settings);
    const { model } = settings;
    const models = model === undefined ? await readModels(input) : [await readModel(input, { model })];
    const reports = await minimizeModels(models, settings, dictionary, stopping());
    await writeModels(models, output);
    return { models: reports };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

/** Nobody can wake this thread while it waits for the core's, so that it looks by itself at every iteration. */
function stopping() {
  const controller = new AbortController();
  const look = () => {
    if (Atomics.load(isStopped, 0) !== 0) controller.abort();
  };
  look();
  return { signal: controller.signal, onProgress: look };
}
