import type { Model } from '../model/model.js';
import { assertWritable, writeModels } from '../model/write-model.js';
import { modelsOf } from './evaluate-file.js';
import { writeGeoFile } from './geo-file.js';
import type { ListingJob } from './listing-paths.js';
import { minimizeModel, type MinimizeContext, type MinimizedModel } from './minimize-model.js';
import type { Job } from './output-paths.js';

/** A file whose result is written. */
export interface MinimizedFile extends Job, ListingJob {
  /** Those of the output. */
  readonly models: readonly Model[];
  /** The first of them, all unless it was interrupted. */
  readonly minimized: readonly MinimizedModel[];
}

/**
 * Reads a file, minimizes its models one after the other, writes them, and lists their restraints where that is asked for.
 *
 * @param label what the progress is headed; absent where there is but this file
 */
export async function minimizeFile(
  job: Job & ListingJob,
  label: string | undefined,
  context: MinimizeContext,
): Promise<MinimizedFile> {
  const models = await modelsOf(job.input, context.options.model);
  await assertWritable(models, job.output);
  if (job.geo !== undefined) await assertWritable(models, job.geo);
  const minimized: MinimizedModel[] = [];
  for (const model of models) {
    const number = models.length > 1 ? `model ${model.modelNumber}` : undefined;
    const heading = [label, number].filter((part) => part !== undefined).join(', ');
    minimized.push(await minimizeModel(model, heading || 'minimizing', context));
    if (context.signal.aborted) break;
  }
  await writeModels(models, job.output);
  if (job.geo !== undefined) await writeGeoFile(job.geo, minimized, context.options);
  return { ...job, models, minimized };
}
