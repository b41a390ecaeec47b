import type { Model } from '../model/model.js';
import { readModel, readModels } from '../model/read-model.js';
import type { ModelRestraints } from '../restraints/restraints.js';
import { assertWritable } from '../model/write-model.js';
import type { EnergyOptions } from './energy-options.js';
import { writeGeoFile } from './geo-file.js';
import type { ListingJob } from './listing-paths.js';
import { restraintsFor } from './restraint-options.js';
import { takeSnapshots, type Snapshot } from '../geometry/snapshot.js';

/** A model as it is, with what a report needs. */
export interface EvaluatedModel {
  readonly model: Model;
  readonly restraints: ModelRestraints;
  readonly now: Snapshot;
}

/** A file that was only looked at. */
export interface EvaluatedFile extends ListingJob {
  readonly evaluated: readonly EvaluatedModel[];
}

/** Reads a file, restrains and evaluates its models one after the other, and lists their restraints where that is asked for. */
export async function evaluateFile(job: ListingJob, options: EnergyOptions): Promise<EvaluatedFile> {
  const models = await modelsOf(job.input, options.model);
  if (job.geo !== undefined) await assertWritable(models, job.geo);
  const evaluated = models.map((model) => {
    const restraints = restraintsFor(model, options);
    const [now] = takeSnapshots(restraints, options, [model.sitesCart]);
    return { model, restraints, now };
  });
  if (job.geo !== undefined) await writeGeoFile(job.geo, evaluated, options);
  return { ...job, evaluated };
}

/** @param number of the only MODEL that is wanted; all where it is absent */
export async function modelsOf(input: string, number: number | undefined): Promise<Model[]> {
  return number === undefined ? readModels(input) : [await readModel(input, { model: number })];
}
