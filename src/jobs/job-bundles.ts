import type { Bundle } from '../bundles/bundle.js';
import type { BundleStore } from '../bundles/bundle-store.js';
import { bundleFault } from '../bundles/faults.js';
import type { Model, ModelSource } from '../model/model.js';
import { parseModel, parseModels } from '../model/read-model.js';
import { basename } from 'node:path';
import { digest } from './job-data.js';
import type { JobFault } from './job-fault.js';
import type { JobSettings } from './job-settings.js';

/** Stores what is not there yet, and lets what is there live as long. Gives its id, which its content tells. */
async function keepOnce(
  bundles: BundleStore,
  id: string,
  ttlSeconds: number,
  make: () => Bundle,
): Promise<string> {
  if ((await bundles.renew([id], ttlSeconds)) === 0) await bundles.put(make(), { id, ttlSeconds });
  return id;
}

/** Stores a file's text, once for any number of files that say the same. */
export function keepModel(bundles: BundleStore, source: ModelSource, ttlSeconds: number): Promise<string> {
  const { bytes: text, format, name } = source;
  return keepOnce(bundles, `model_${digest(text).slice(0, 40)}`, ttlSeconds, () => ({
    bundleType: 'macromolecule_data',
    model: { text, format, name: basename(name) },
  }));
}

/**
 * The models of a stored file.
 *
 * @param name what messages call it
 * @param number of the only MODEL that is wanted; all where it is absent
 * @throws GeominError `BUNDLE` where it is not stored any more, `MODEL` or `ARGUMENT` what is wrong with it
 */
export async function storedModels(
  bundles: BundleStore,
  id: string,
  name: string,
  number: number | undefined,
): Promise<Model[]> {
  const { model } = await bundles.get(id, 'macromolecule_data');
  if (model === undefined) throw bundleFault(id, 'it holds restraints, and no model');
  const { text, format } = model;
  return number === undefined
    ? parseModels(text, format, { name })
    : [parseModel(text, format, { name, model: number })];
}

/** Stores settings, once for all jobs of a batch. */
export function keepSettings(
  bundles: BundleStore,
  settings: JobSettings,
  ttlSeconds: number,
): Promise<string> {
  const about = { name: 'how models are minimized', mediaType: 'application/json' };
  return keepDocument(bundles, 'settings', about, JSON.stringify(settings), ttlSeconds);
}

function keepDocument(
  bundles: BundleStore,
  kind: 'settings' | 'jobs' | 'table',
  about: { readonly name: string; readonly mediaType: string },
  text: string,
  ttlSeconds: number,
): Promise<string> {
  const content = Buffer.from(text);
  const id = `${kind}_${digest(content).slice(0, 40)}`;
  return keepOnce(bundles, id, ttlSeconds, () => ({ bundleType: 'document', ...about, content }));
}

/** Stored settings. Whoever can write to the store can have written them: a fault in them shows where they are used. */
export async function storedSettings(bundles: BundleStore, id: string): Promise<JobSettings> {
  const { content } = await bundles.get(id, 'document');
  return JSON.parse(content.toString('utf8')) as JobSettings;
}

/** A file of a batch, as its submitter calls it, and its job, or what kept it from being one. */
export interface ListedFile {
  readonly name: string;
  readonly job?: string;
  readonly fault?: JobFault;
}

/** Stores which files a batch has. */
export function keepList(
  bundles: BundleStore,
  files: readonly ListedFile[],
  ttlSeconds: number,
): Promise<string> {
  const about = { name: 'files of a batch and their jobs', mediaType: 'application/json' };
  return keepDocument(bundles, 'jobs', about, JSON.stringify(files), ttlSeconds);
}

/** A stored list of files; for who wrote it see {@link storedSettings}. */
export async function storedList(bundles: BundleStore, id: string): Promise<ListedFile[]> {
  const { content } = await bundles.get(id, 'document');
  return JSON.parse(content.toString('utf8')) as ListedFile[];
}

/** Stores the table of a batch. */
export function keepTable(bundles: BundleStore, table: string, ttlSeconds: number): Promise<string> {
  const about = { name: 'what became of a batch', mediaType: 'text/tab-separated-values' };
  return keepDocument(bundles, 'table', about, table, ttlSeconds);
}

/** Stores the sites of all models of a file in turn. */
export function keepSites(
  bundles: BundleStore,
  models: readonly Model[],
  parentBundleId: string,
  ttlSeconds: number,
): Promise<string> {
  const sitesCart = new Float64Array(models.reduce((sum, model) => sum + model.sitesCart.length, 0));
  let end = 0;
  for (const model of models) {
    sitesCart.set(model.sitesCart, end);
    end += model.sitesCart.length;
  }
  const content = new Uint8Array(sitesCart.buffer);
  return keepOnce(bundles, `sites_${digest(content).slice(0, 40)}`, ttlSeconds, () => ({
    bundleType: 'coordinate_update',
    sitesCart,
    parentBundleId,
  }));
}

/**
 * Puts stored sites into the models that they are of.
 *
 * @throws GeominError `BUNDLE` where they are not stored any more, or are of other models
 */
export async function placeSites(bundles: BundleStore, id: string, models: readonly Model[]): Promise<void> {
  const { sitesCart } = await bundles.get(id, 'coordinate_update');
  const length = models.reduce((sum, model) => sum + model.sitesCart.length, 0);
  if (sitesCart.length !== length) {
    throw bundleFault(id, `it has ${sitesCart.length / 3} atoms, but its models have ${length / 3}`);
  }
  let end = 0;
  for (const model of models) {
    model.sitesCart.set(sitesCart.subarray(end, (end += model.sitesCart.length)));
  }
}
