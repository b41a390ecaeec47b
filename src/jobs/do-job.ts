import type { Dictionary } from '../monomers/chem-comp.js';
import type { Transport } from '../transport/transport.js';
import { keepSites, storedModels, storedSettings } from './job-bundles.js';
import type { JobData, JobReturn } from './job-data.js';
import { dictionaryFor, type JobSettings } from './job-settings.js';
import { minimizeModels, type JobProgress } from './minimize-models.js';
import type { ProcessSettings } from './process-settings.js';
import { StoredCheckpoints } from './stored-checkpoints.js';

/** A job in hand. */
export interface JobInHand {
  readonly id: string;
  readonly data: JobData;
  readonly transport: Transport;
  readonly settings: ProcessSettings;
  /** Aborted where it is cancelled. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** Minimizes the models of a job and stores their sites. */
export async function doJob({
  id,
  data,
  transport,
  settings: own,
  signal,
  onProgress,
}: JobInHand): Promise<JobReturn> {
  const { bundles } = transport;
  const { settings, dictionary } = await loadSettings(transport, data.settings);
  const models = await storedModels(bundles, data.model, data.name, data.model_number);
  await bundles.renew([data.model, data.settings], data.keep);
  const checkpoints = new StoredCheckpoints(bundles, id, data.keep, own.checkpointSeconds);
  const reports = await minimizeModels(models, settings, dictionary, { signal, onProgress, checkpoints });
  const result = await keepSites(bundles, models, data.model, data.keep);
  await checkpoints.clear();
  return { result, models: reports, ...(signal.aborted && { abandoned: true as const }) };
}

interface LoadedSettings {
  readonly settings: JobSettings;
  readonly dictionary: Dictionary;
}

/** Those of the last job: jobs of a batch share theirs, and dictionaries know what they have read. */
let latest: { readonly id: string; readonly loaded: LoadedSettings } | undefined;

async function loadSettings({ bundles }: Transport, id: string): Promise<LoadedSettings> {
  if (latest?.id !== id) {
    const settings = await storedSettings(bundles, id);
    latest = { id, loaded: { settings, dictionary: dictionaryFor(settings) } };
  }
  return latest.loaded;
}
