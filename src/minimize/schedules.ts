import { GeominError } from '../errors.js';

/** How the learning rate changes from step to step. */
export interface Schedule {
  /** Factor on the learning rate of the next step, called once per step in order, with the energy before it. */
  next(energy: number): number;
  /** True once the factor stays as it is: what cannot be won now will not be won later. */
  readonly settled: boolean;
}

/** Schedules that go by a name; plain `cosine` begins to fall at once, `plateau` falls where nothing is won. */
export const SCHEDULES = ['constant', 'cosine', 'plateau', 'hold-cosine'] as const;
/** One of {@link SCHEDULES}. */
export type ScheduleName = (typeof SCHEDULES)[number];

/** Share of the steps that `hold-cosine` keeps the full rate for. */
const HOLD_SHARE = 0.6;

/** The full rate in every step. */
export function constantSchedule(): Schedule {
  return { next: () => 1, settled: true };
}

/**
 * The full rate, then half a cosine down to zero. The large steps get the model out of poor minima, the fading ones
 * let it settle.
 *
 * @param steps length of the whole schedule
 * @param holdShare share of the steps before the rate begins to fall, 0 … 1
 */
export function cosineSchedule(steps: number, holdShare = 0): Schedule {
  const holdSteps = holdShare * steps;
  const fallSteps = steps - holdSteps;
  let step = 0;
  return {
    next() {
      const fallen = step++ - holdSteps;
      if (fallen < 0) return 1;
      return fallen < fallSteps ? (1 + Math.cos((Math.PI * fallen) / fallSteps)) / 2 : 0;
    },
    settled: false,
  };
}

/** When and how far the rate of {@link plateauSchedule} falls. */
export interface PlateauOptions {
  /** The rate is multiplied by this. Default 0.5. */
  readonly factor?: number;
  /** Steps without a new lowest energy before the rate falls. Default 50. */
  readonly patience?: number;
  /** Share of the lowest energy that counts as lower. Default 1e-4. */
  readonly tolerance?: number;
  /** The factor does not fall below this. Default 1e-3. */
  readonly floor?: number;
}

/** A rate that falls each time the energy has stopped falling. */
export function plateauSchedule(options: PlateauOptions = {}): Schedule {
  const { factor = 0.5, patience = 50, tolerance = 1e-4, floor = 1e-3 } = options;
  let current = 1;
  let lowest = Infinity;
  let stepsSince = 0;
  return {
    next(energy) {
      const improved = energy < lowest - tolerance * Math.abs(lowest) || lowest === Infinity;
      if (improved) lowest = energy;
      stepsSince = improved ? 0 : stepsSince + 1;
      if (stepsSince >= patience) {
        current = Math.max(floor, current * factor);
        stepsSince = 0;
      }
      return current;
    },
    get settled() {
      return current <= floor;
    },
  };
}

/** Whether all factors are known before the first energy is. */
export function isForeknown(schedule: ScheduleName | Schedule): boolean {
  return typeof schedule === 'string' && schedule !== 'plateau';
}

/**
 * @param schedule a name, or a schedule of the caller's own
 * @param steps how many steps there will be at most
 * @throws GeominError `ARGUMENT` for an unknown name
 */
export function makeSchedule(schedule: ScheduleName | Schedule, steps: number): Schedule {
  if (typeof schedule === 'object') return schedule;
  switch (schedule) {
    case 'constant':
      return constantSchedule();
    case 'cosine':
      return cosineSchedule(steps);
    case 'plateau':
      return plateauSchedule();
    case 'hold-cosine':
      return cosineSchedule(steps, HOLD_SHARE);
    default:
      throw new GeominError(
        'ARGUMENT',
        `schedule '${String(schedule)}' is unknown`,
        `Use one of ${SCHEDULES.join(', ')}.`,
      );
  }
}
