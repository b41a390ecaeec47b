import type { BundleStore } from '../bundles/bundle-store.js';
import { GeominError } from '../errors.js';
import { writeWhole } from '../model/whole-file.js';
import { writeModels } from '../model/write-model.js';
import { placeSites, storedModels } from './job-bundles.js';
import { isSummary, type JobView } from './job-data.js';

/**
 * Writes the models of a job that is done or was abandoned, as `geomin minimize` would: the file as it was submitted, with
 * nothing but its coordinates changed. Of a summary, its table.
 *
 * @throws GeominError `JOB` where there is no result, `BUNDLE` where it is not kept any more, `FILE`
 */
export async function writeResult(bundles: BundleStore, job: JobView, output: string): Promise<void> {
  const { id, data, result, state } = job;
  if (result === undefined) {
    throw new GeominError('JOB', `job ${id} of ${data.name} has no result: it is ${state}`, '');
  }
  if (isSummary(data)) {
    const { content } = await bundles.get(result.result, 'document');
    return writeWhole(output, content);
  }
  const models = await storedModels(bundles, data.model, data.name, data.model_number);
  await placeSites(bundles, result.result, models);
  await writeModels(models, output);
}
