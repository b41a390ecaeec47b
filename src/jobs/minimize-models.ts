import { GeometryTarget } from '../geometry/geometry-target.js';
import { takeSnapshots } from '../geometry/snapshot.js';
import { GeominError } from '../errors.js';
import type { Checkpoint } from '../minimize/checkpoint.js';
import { GeometryMinimizer } from '../minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../minimize/minimizer-options.js';
import { movementBetween } from '../minimize/movement.js';
import type { IterationProgress, MinimizationResult } from '../minimize/result.js';
import { shakeSites } from '../minimize/shake.js';
import type { Model } from '../model/model.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { buildRestraints } from '../restraints/build-restraints.js';
import { movingCountOf } from '../restraints/restraints.js';
import type { JobSettings } from './job-settings.js';
import { modelReport, type ModelReport } from './model-report.js';

/** How far a job is. */
export interface JobProgress {
  /** Number of the model in hand. */
  readonly model: number;
  readonly iteration: number;
  readonly max_iterations: number;
  readonly energy: number;
  /** 1/Å. */
  readonly rms_gradient: number;
}

/** What whoever runs a job may say and hear meanwhile. */
export interface JobHooks {
  /** Ends it with the best sites so far. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  /** Where it writes how far it is, and goes on from. */
  readonly checkpoints?: JobCheckpoints;
}

/** Checkpoints of the minimizations of a job, by the place of their models in the file. */
export interface JobCheckpoints {
  /** Between two of them. */
  readonly seconds: number;
  load(model: number): Promise<Checkpoint | undefined>;
  save(model: number, checkpoint: Checkpoint): void;
}

/** A job takes one core; the machine's others have jobs of their own. */
const THREADS = 1;

/**
 * Restrains and minimizes the models of a file one after the other, and leaves the best sites in them.
 *
 * @param dictionary what the settings ask for
 * @returns reports on those that were begun: all, unless it was called off
 * @throws GeominError what of a model is in the way
 */
export async function minimizeModels(
  models: readonly Model[],
  settings: JobSettings,
  dictionary: Dictionary,
  hooks: JobHooks,
): Promise<ModelReport[]> {
  const reports: ModelReport[] = [];
  for (const [place, model] of models.entries()) {
    reports.push(await minimizeModel(model, place, settings, dictionary, hooks));
    if (hooks.signal?.aborted) break;
  }
  return reports;
}

async function minimizeModel(
  model: Model,
  place: number,
  settings: JobSettings,
  dictionary: Dictionary,
  hooks: JobHooks,
): Promise<ModelReport> {
  const { shake, seed, terms, restrain } = settings;
  const restraints = buildRestraints(model, { ...restrain, dictionary });
  const start =
    shake === undefined ? model.sitesCart : shakeSites(model.sitesCart, shake, seed, restraints.fixed);
  const target = new GeometryTarget(restraints, { terms, threads: THREADS });
  let result: MinimizationResult;
  try {
    result = await minimizeSites(optionsFor(target, start, settings, model.modelNumber, hooks), place, hooks);
  } finally {
    target.close();
  }
  const snapshots = takeSnapshots(restraints, { terms, threads: THREADS }, [start, result.sitesCart]);
  const moved = movementBetween(model.sitesCart, result.sitesCart, movingCountOf(restraints)).rms;
  model.sitesCart.set(result.sitesCart);
  return modelReport(model, result, snapshots, { moved, issues: restraints.issues.length });
}

/** Goes on from the latest checkpoint, if there is one that fits. */
async function minimizeSites(
  options: MinimizerOptions,
  place: number,
  { checkpoints }: JobHooks,
): Promise<MinimizationResult> {
  if (checkpoints === undefined || !canBeResumed(options)) return new GeometryMinimizer(options).minimize();
  const { seconds: checkpointSeconds } = checkpoints;
  const onCheckpoint = (checkpoint: Checkpoint) => checkpoints.save(place, checkpoint);
  const resumeFrom = await checkpoints.load(place);
  const writing = { ...options, checkpointSeconds, onCheckpoint };
  try {
    return await new GeometryMinimizer({ ...writing, resumeFrom }).minimize();
  } catch (error) {
    if (!(error instanceof GeominError) || error.code !== 'CHECKPOINT') throw error;
    return new GeometryMinimizer(writing).minimize();
  }
}

/** TF.js's optimizers keep to themselves how far they are. */
function canBeResumed({ optimizer, backend }: MinimizerOptions): boolean {
  return optimizer === 'lbfgs' || optimizer === 'best' || backend === 'native';
}

function optionsFor(
  target: GeometryTarget,
  sitesCart: Float64Array,
  settings: JobSettings,
  model: number,
  { signal, onProgress }: JobHooks,
): MinimizerOptions {
  const { optimizer, learningRate, schedule, maxIterations, maxSeconds, convergenceThreshold } = settings;
  return {
    target,
    sitesCart,
    optimizer,
    learningRate,
    schedule,
    maxIterations,
    maxSeconds,
    convergenceThreshold,
    backend: settings.backend,
    signal,
    onIteration: onProgress && ((at) => onProgress(progressOf(model, at))),
  };
}

function progressOf(model: number, at: IterationProgress): JobProgress {
  return {
    model,
    iteration: at.iteration,
    max_iterations: at.maxIterations,
    energy: at.energy,
    rms_gradient: at.rmsGradient,
  };
}
