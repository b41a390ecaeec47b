import { GeometryTarget } from '../geometry/geometry-target.js';
import type { Target } from '../geometry/target.js';
import { GeometryMinimizer } from '../minimize/geometry-minimizer.js';
import { movementBetween, type Movement } from '../minimize/movement.js';
import type { MinimizationResult } from '../minimize/result.js';
import { shakeSites } from '../minimize/shake.js';
import type { Model } from '../model/model.js';
import { movingCountOf, type ModelRestraints } from '../restraints/restraints.js';
import { withMap } from './map-options.js';
import type { MinimizeOptions } from './minimize-options.js';
import type { Progress } from './progress.js';
import { restraintsFor } from './restraint-options.js';
import { takeSnapshots, type Snapshot } from '../geometry/snapshot.js';

/** A model after its minimization, with what a report needs. The model's sites are the best ones found. */
export interface MinimizedModel {
  readonly model: Model;
  readonly restraints: ModelRestraints;
  readonly result: MinimizationResult;
  /** At the sites where the minimization began (shaken, where that was asked for). */
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly moved: Movement;
}

/** Makes what is minimized: energies of the terms that the options name, wherever they are computed. */
export type MakeTarget = (
  model: Model,
  restraints: ModelRestraints,
  options: MinimizeOptions,
) => Target | Promise<Target>;

/** What all minimizations of a command share. */
export interface MinimizeContext {
  readonly options: MinimizeOptions;
  /** The targets are closed when they are done with. */
  readonly makeTarget: MakeTarget;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Energies of the terms that the options name, computed in this process. */
export function makeLocalTarget(
  _model: Model,
  restraints: ModelRestraints,
  { terms, threads }: MinimizeOptions,
): GeometryTarget {
  return new GeometryTarget(restraints, { terms, threads });
}

/**
 * Restrains and minimizes one model, and leaves the best sites in it.
 *
 * @param label what the progress is headed
 */
export async function minimizeModel(
  model: Model,
  label: string,
  context: MinimizeContext,
): Promise<MinimizedModel> {
  const { options, makeTarget } = context;
  const restraints = await withMap(model, restraintsFor(model, options), options);
  const { fixed } = restraints;
  const { shake, seed } = options;
  const start = shake === undefined ? model.sitesCart : shakeSites(model.sitesCart, shake, seed, fixed);
  const target = await makeTarget(model, restraints, options);
  let result: MinimizationResult;
  try {
    result = await minimizeSites(target, start, label, context);
  } finally {
    target.close();
  }
  const [before, after] = takeSnapshots(restraints, options, [start, result.sitesCart]);
  const moved = movementBetween(model.sitesCart, result.sitesCart, movingCountOf(restraints));
  model.sitesCart.set(result.sitesCart);
  return { model, restraints, result, before, after, moved };
}

async function minimizeSites(
  target: Target,
  sitesCart: Float64Array,
  label: string,
  { options, progress, signal }: MinimizeContext,
): Promise<MinimizationResult> {
  const { optimizer, learningRate, schedule, maxIterations, backend } = options;
  const minimizer = new GeometryMinimizer({
    target,
    sitesCart,
    optimizer,
    learningRate,
    schedule,
    maxIterations,
    maxSeconds: options.maxTime,
    convergenceThreshold: options.convergence,
    backend,
    signal,
    onIteration: (at) => {
      if (at.iteration === 0) progress.start(label, at.maxIterations);
      progress.update(at.iteration, at.energy, at.rmsGradient);
    },
  });
  try {
    return await minimizer.minimize();
  } finally {
    progress.stop();
  }
}
