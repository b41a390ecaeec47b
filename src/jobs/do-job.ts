import type { Dictionary } from '../monomers/chem-comp.js';
import type { Transport } from '../transport/transport.js';
import { keepSites, storedModels, storedSettings } from './job-bundles.js';
import type { JobReturn, ModelData } from './job-data.js';
import { JobLease } from './job-lease.js';
import { dictionaryFor, type JobSettings } from './job-settings.js';
import { minimizeModels, type JobProgress } from './minimize-models.js';
import type { ProcessSettings } from './process-settings.js';
import { StoredCheckpoints } from './stored-checkpoints.js';

/** A job in hand. */
export interface JobInHand {
  readonly id: string;
  readonly data: ModelData;
  readonly transport: Transport;
  readonly settings: ProcessSettings;
  /** Aborted where it is cancelled. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** How long it stands what became of a job, for a worker that takes it over, s; the queue hears of it at once. */
const OUTCOME_TTL = 3600;

/**
 * Minimizes the models of a job and stores their sites, while no other process is at it. What it is about is the job: others
 * of the same model, with other settings, have results of their own and keep out of its way.
 *
 * @throws GeominError `LEASE` where another has taken it over meanwhile, and then nothing was written; otherwise what is
 *   wrong with the models
 */
export async function doJob(job: JobInHand): Promise<JobReturn> {
  const { owner, leaseSeconds: ttlSeconds } = job.settings;
  const { registry } = job.transport;
  const lease = await JobLease.wait<JobReturn>({ registry, resource: job.id, owner, ttlSeconds });
  try {
    // Whoever had it before may have done it, and have lost its worker before the queue heard of it.
    return (await lease.outcome()) ?? (await minimize(job, lease));
  } finally {
    await lease.release();
  }
}

async function minimize(job: JobInHand, lease: JobLease<JobReturn>): Promise<JobReturn> {
  const { id, data, transport, signal: cancelled } = job;
  const { bundles } = transport;
  const { settings, dictionary } = await loadSettings(transport, data.settings);
  const models = await storedModels(bundles, data.model, data.name, data.model_number);
  await bundles.renew([data.model, data.settings], data.keep);
  const { checkpointSeconds: seconds } = job.settings;
  const checkpoints = new StoredCheckpoints({ bundles, jobId: id, ttlSeconds: data.keep, seconds, lease });
  const signal = AbortSignal.any([cancelled, lease.lost]);
  const onProgress = (progress: JobProgress) => lease.isHeld && job.onProgress(progress);
  const reports = await minimizeModels(models, settings, dictionary, { signal, onProgress, checkpoints });
  // One that was on its way when this process was stopped comes after those that were cleared away.
  if (lease.lost.aborted && (await lease.outcome()) !== undefined) await checkpoints.clear();
  lease.lost.throwIfAborted();
  const result = await keepSites(bundles, models, data.model, data.keep);
  const outcome = { result, models: reports, ...(cancelled.aborted && { abandoned: true as const }) };
  await lease.write(outcome, Math.min(OUTCOME_TTL, data.keep));
  await checkpoints.clear();
  return outcome;
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
