import { expect } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/bundles/checkpoint-codec.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Evaluation, Target } from '../../src/geometry/target.js';
import type { Checkpoint } from '../../src/minimize/checkpoint.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { MinimizerOptions } from '../../src/minimize/minimizer-options.js';
import type { MinimizationResult } from '../../src/minimize/result.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { afterEachFile } from '../after-file.js';
import { loadCctbx } from '../reference/load.js';

export const { restraints, nonbondedAtoms, sites } = loadCctbx('1ubq-shaken');
export const target = new GeometryTarget({ ...restraints, nonbonded: nonbondedAtoms });
/** To be closed after the tests of a file. */
export const closing: Target[] = [];
afterEachFile(() => closing.splice(0).forEach((target) => target.close()));

export interface Case {
  readonly target: Target;
  readonly sitesCart: Float64Array;
  readonly options: Partial<MinimizerOptions>;
}

/** What a target elsewhere would say: the loop is that in JavaScript. */
export class Elsewhere implements Target {
  readonly atomCount = target.atomCount;
  evaluate(sitesCart: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    return target.evaluate(sitesCart, gradientsOut);
  }
  close(): void {}
}

/** In its crystal, with fixed atoms and some that are tied. */
async function part(): Promise<Pick<Case, 'target' | 'sitesCart'>> {
  const model = await readModel('data/models/1ubq.pdb');
  const partly = buildRestraints(model, { select: 'residue 5:40', harmonic: 0.5 });
  const start = shakeSites(model.sitesCart, 0.4, 11, partly.fixed);
  closing.push(new GeometryTarget(partly));
  return { target: closing.at(-1)!, sitesCart: start };
}

/** A heap of atoms, so that `best` finds knots and kicks them. */
const knotted = shakeSites(sites, 1.6, 3);

export const CASES: readonly (readonly [string, () => Promise<Case> | Case])[] = [
  ['lbfgs', () => ({ target, sitesCart: sites, options: { optimizer: 'lbfgs', maxIterations: 160 } })],
  ['best', () => ({ target, sitesCart: sites, options: { optimizer: 'best', maxIterations: 200 } })],
  [
    'best in knots',
    () => ({
      target,
      sitesCart: knotted,
      options: { optimizer: 'best', maxIterations: 260, minProgress: 0 },
    }),
  ],
  ['adam', () => ({ target, sitesCart: sites, options: { optimizer: 'adam', maxIterations: 500 } })],
  [
    'adam on a plateau',
    () => ({
      target,
      sitesCart: sites,
      options: { optimizer: 'adam', schedule: 'plateau', maxIterations: 500 },
    }),
  ],
  ['sgd', () => ({ target, sitesCart: sites, options: { optimizer: 'sgd', maxIterations: 500 } })],
  [
    'lbfgs over a target elsewhere',
    () => ({
      target: new Elsewhere(),
      sitesCart: sites,
      options: { optimizer: 'lbfgs', maxIterations: 60 },
    }),
  ],
  ['best on a part', async () => ({ ...(await part()), options: { optimizer: 'best', maxIterations: 150 } })],
  ['adam on a part', async () => ({ ...(await part()), options: { optimizer: 'adam', maxIterations: 400 } })],
];

export function minimizer(of: Case, more: Partial<MinimizerOptions> = {}): GeometryMinimizer {
  const { target, sitesCart, options } = of;
  return new GeometryMinimizer({
    target,
    sitesCart,
    backend: 'native',
    convergenceThreshold: 1e-4,
    ...options,
    ...more,
  });
}

/** All that must come out the same, sites by their bytes. */
export function digits({ totalTime, sitesCart, ...rest }: MinimizationResult): object {
  expect(totalTime).toBeGreaterThan(0);
  return { ...rest, sites: Buffer.from(sitesCart.buffer).toString('base64') };
}

/** Every checkpoint of a run, through bytes. */
export async function checkpointsOf(of: Case, checkpointIterations: number): Promise<Buffer[]> {
  const taken: Buffer[] = [];
  const onCheckpoint = (checkpoint: Checkpoint) => taken.push(encodeCheckpoint(checkpoint));
  await minimizer(of, { onCheckpoint, checkpointIterations }).minimize();
  return taken;
}

/** Stops soon after some iterations, and gives the last checkpoint; undefined where it came to its end before. */
export async function interrupted(
  of: Case,
  iterations: number,
  resumeFrom?: Checkpoint,
): Promise<Checkpoint | undefined> {
  let last: Checkpoint | undefined;
  const controller = new AbortController();
  const onCheckpoint = (checkpoint: Checkpoint) => {
    last = decodeCheckpoint(encodeCheckpoint(checkpoint));
    controller.abort();
  };
  const { signal } = controller;
  await minimizer(of, { onCheckpoint, checkpointIterations: iterations, signal, resumeFrom }).minimize();
  return last;
}

/** An example. */
export const some: Case = { target, sitesCart: sites, options: { optimizer: 'lbfgs', maxIterations: 300 } };
/** The loop in JavaScript, which is the same to the last digit, stops where it is told to. */
export const checkpoint = (await interrupted({ ...some, target: new Elsewhere() }, 5))!;
