import { createRequire } from 'node:module';
import { GeominError } from '../errors.js';
import { TERMS } from '../restraints/restraints.js';

/**
 * What each restraint of a term says; for planes model and delta are per atom of each plane. An angle that its atoms
 * leave undefined has NaN for its model and 0 for the rest.
 */
export interface NativeMeasures {
  readonly model: Float64Array;
  readonly delta: Float64Array;
  readonly energy: Float64Array;
}

interface NativePairs extends NativeMeasures {
  readonly iSeqs: Int32Array;
  readonly vdw: Float64Array;
}

/** Pairs of atoms, and pairs of atoms and copies, whose second i_seq is atomCount and the copy's place. */
export interface NativePairLists extends NativePairs {
  readonly whole: NativePairs;
  /** Pairs of which only a share counts. */
  readonly shared: NativePairs;
  readonly share: Float64Array;
  /** 5 of each copy: i_seq, operator, cell edges along a, b and c. */
  readonly copies: Int32Array;
}

/** Restraints as the core takes them: flat columns only. */
export interface NativeRestraints {
  readonly atomCount: number;
  readonly [section: string]: object | number | undefined;
}

/**
 * The core. Methods that take sites return the index of the first atom whose site is unusable instead of computing;
 * -1 says that all went well.
 */
export interface NativeCore {
  /** @param energiesOut one per term, in the order of TERMS */
  evaluateSync(
    sites: Float64Array,
    gradientsOut: Float64Array | undefined,
    energiesOut: Float64Array,
  ): number;
  evaluate(
    sites: Float64Array,
    gradientsOut: Float64Array | undefined,
    energiesOut: Float64Array,
  ): Promise<number>;
  /** @param term its place in TERMS; not nonbonded */
  measure(term: number, sites: Float64Array): NativeMeasures | number;
  pairs(sites: Float64Array, cutoff: number | undefined): NativePairLists | number;
  /** Of what is among fixed atoms alone; whatever comes of sites that are unusable. */
  fixedEnergy(sites: Float64Array): number;
  close(): void;
}

/** What an optimizer of the core is, and what its method wants to know. */
export interface NativeOptimizerOptions {
  readonly method: 'adam' | 'sgd' | 'lbfgs' | 'best';
  /** Of `best`: whose restraints its preconditioner is made of. */
  readonly core?: NativeCore;
  /** Of SGD. */
  readonly momentum?: number;
  /** Most threads for work on its vectors; never changes a digit. */
  readonly threads?: number;
}

/** An optimizer of the core, in ask/tell form. */
export interface NativeOptimizer {
  ask(sitesOut: Float64Array): void;
  /** 1 where the sites asked for were accepted, plus 2 where the method is stalled. */
  tell(energy: number, gradients: Float64Array, learningRate: number): number;
  /** Frees its vectors. */
  close(): void;
}

/** How a minimizer's iterates come along: which one is the best, and when it is time to stop. */
export interface NativeProgress {
  /** A run of so many iterations and seconds begins; both may be infinite. */
  begin(iterations: number, seconds: number): void;
  /** The run that was going on when the state was saved goes on: to as many iterations since it began, seconds from now. */
  goOn(iterations: number, seconds: number): void;
  /** The next iterate, the first being the start: its gradient norm, rms gradient, and 1 where it is the best so far. */
  take(energy: number, gradients: Float64Array, sites: Float64Array): Float64Array;
  /** @returns a StopReason, or an empty string */
  reasonToStop(settled: boolean, exhausted: boolean, aborted: boolean): string;
  /** Sites of the best iterate; untouched where there is none yet. */
  copyBest(sitesOut: Float64Array): void;
}

/** Where a {@link NativeMinimization} begins. */
export interface NativeStart {
  /** At the optimizer's current iterate. */
  readonly gradients: Float64Array;
  /** The energy there, where the optimizer is still to be told of it. */
  readonly untoldEnergy: number | undefined;
  /** Of the step that the optimizer has taken from there, where it has been told. */
  readonly learningRate: number | undefined;
}

/** How a run of {@link NativeMinimization} ended. */
export interface NativeOutcome {
  /** A StopReason, or an empty string where the learning rates are used up or something is wrong. */
  readonly reason: string;
  /** Of this minimization so far. */
  readonly evaluations: number;
  /** The optimizer has nothing left to try. */
  readonly exhausted: boolean;
  /** The first atom that is where there are no energies, or -1. */
  readonly unusable: number;
  /** Energy of the start, where it is no number. */
  readonly faultyStart?: number;
}

/** From one checkpoint to the next. */
export interface CheckpointIntervals {
  readonly iterations: number;
  readonly seconds: number;
}

/** The core's own loop over an optimizer and a target. */
export interface NativeMinimization {
  /**
   * Runs on a thread of its own; meanwhile nothing may be asked of the optimizer, and of the progress only its best.
   *
   * @param learningRates of the steps to come, and of no more than these; empty where the method has none
   * @param onRows told of iterations, as rows of {@link ROW_LENGTH} numbers: energies of the terms, gradient norm, rms
   * gradient, 1 where it is the best so far, learning rate (NaN where there is none), evaluations; and of the state after
   * the last of these, where it is time for a checkpoint
   * @param checkpoints how many iterations or seconds from one to the next, whichever are over first; absent: none
   */
  run(
    learningRates: Float64Array,
    settled: boolean,
    onRows: (rows: Float64Array, state?: Uint8Array) => void,
    checkpoints?: CheckpointIntervals,
  ): Promise<NativeOutcome>;
  /** Ends a run after the evaluation in hand. */
  abort(): void;
  /** The last iterate; not while it runs. */
  copyIterate(sitesOut: Float64Array, gradientsOut: Float64Array): void;
}

/** Numbers that {@link NativeMinimization.run} tells of an iteration. */
export const ROW_LENGTH = TERMS.length + 5;

/** The line search of the core's L-BFGS. */
export interface NativeLineSearch {
  /** To evaluate next, or the accepted one. */
  readonly step: number;
  tell(energy: number, slope: number): 'searching' | 'accepted' | 'failed';
}

/** The preconditioner of the core's L-BFGS: the inverse of the bonded restraints' damped Gauss-Newton matrix. */
export interface NativePreconditioner {
  /** @returns false where there is none to be had at these sites */
  prepare(sites: Float64Array): boolean;
  /** Multiplies a vector, 3n, in place. */
  apply(vector: Float64Array): void;
}

interface NativeAddon {
  /** The state after an iteration. @param gradients there */
  saveCheckpoint(optimizer: NativeOptimizer, progress: NativeProgress, gradients: Float64Array): Uint8Array;
  /** Throws an Error that says why, where it can't be; then optimizer and progress are of no more use. */
  loadCheckpoint(
    state: Uint8Array,
    optimizer: NativeOptimizer,
    progress: NativeProgress,
    sitesOut: Float64Array,
    gradientsOut: Float64Array,
  ): void;
  readonly GeometryCore: new (restraints: NativeRestraints, threads: number) => NativeCore;
  readonly LineSearch: new (
    energy: number,
    slope: number,
    firstStep: number,
    maxStep: number,
  ) => NativeLineSearch;
  /** @param start absent where the optimizer's current iterate is still to be evaluated */
  readonly Minimization: new (
    core: NativeCore,
    optimizer: NativeOptimizer,
    progress: NativeProgress,
    start: NativeStart | undefined,
  ) => NativeMinimization;
  readonly Optimizer: new (sitesCart: Float64Array, options: NativeOptimizerOptions) => NativeOptimizer;
  readonly Preconditioner: new (core: NativeCore, threads: number) => NativePreconditioner;
  readonly Progress: new (
    size: number,
    movingCount: number,
    fixedEnergy: number,
    convergence: number,
    minProgress: number,
    threads: number,
  ) => NativeProgress;
}

let addon: NativeAddon | undefined;

/**
 * The core's classes; loaded when they are first asked for.
 *
 * @throws GeominError `BACKEND` where it cannot be loaded
 */
export function nativeAddon(): NativeAddon {
  addon ??= loadAddon();
  return addon;
}

function loadAddon(): NativeAddon {
  try {
    return createRequire(import.meta.url)('../../build/Release/geomin.node') as NativeAddon;
  } catch (cause) {
    throw new GeominError(
      'BACKEND',
      `the native core could not be loaded: ${(cause as Error).message.split('\n')[0]}`,
      'It needs a C++17 compiler. Build it with "npm run build:native", or "npm rebuild geomin" where geomin is a dependency.',
      { cause },
    );
  }
}
