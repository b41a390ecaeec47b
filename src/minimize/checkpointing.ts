import type { CheckpointIntervals } from '../geometry/native.js';
import type { Checkpoint, WayOptions } from './checkpoint.js';
import type { StateSaving } from './core-loop.js';
import type { Iterates } from './iterates.js';
import type { MinimizerSettings } from './minimizer-options.js';
import type { ScheduleName } from './schedules.js';

/**
 * Has checkpoints made now and then, where somebody wants them.
 *
 * @param checkpointOf makes one of the state after the current iterate
 */
export function stateSaving(
  { onCheckpoint, checkpointIterations, checkpointSeconds }: MinimizerSettings,
  checkpointOf: (state: Uint8Array) => Checkpoint,
): StateSaving | undefined {
  if (!onCheckpoint) return undefined;
  return {
    intervals: { iterations: checkpointIterations, seconds: checkpointSeconds },
    onState: (state) => onCheckpoint(checkpointOf(state)),
  };
}

/** What a checkpoint is made of. */
export interface CheckpointParts {
  readonly settings: MinimizerSettings;
  readonly iterates: Iterates;
  readonly optimizerStart: number;
  readonly seconds: number;
  /** After the current iterate. */
  readonly state: Uint8Array;
}

export function checkpointOf(parts: CheckpointParts): Checkpoint {
  const { settings, iterates, optimizerStart, seconds, state } = parts;
  const { current, best, history } = iterates;
  return {
    optimizer: settings.optimizer,
    atomCount: settings.target.atomCount,
    options: wayOptionsOf(settings),
    iterations: history.length - 1,
    evaluations: current!.evaluations,
    seconds,
    optimizerStart,
    current: current!,
    best: best!,
    history: history.slice(),
    state,
  };
}

/** Of a minimizer whose schedule goes by a name. */
export function wayOptionsOf(settings: MinimizerSettings): WayOptions {
  const { learningRate, schedule, momentum, maxIterations, minProgress } = settings;
  return { learningRate, schedule: schedule as ScheduleName, momentum, maxIterations, minProgress };
}

/** Says when it is time for a checkpoint, as the core's loop does. */
export class CheckpointClock {
  #iterationsSince = 0;
  #last = performance.now();

  constructor(private readonly intervals: CheckpointIntervals) {}

  /** To be asked after each iteration. */
  isTime(): boolean {
    const { iterations, seconds } = this.intervals;
    const now = performance.now();
    if (++this.#iterationsSince < iterations && now - this.#last < 1000 * seconds) return false;
    this.#iterationsSince = 0;
    this.#last = now;
    return true;
  }
}
