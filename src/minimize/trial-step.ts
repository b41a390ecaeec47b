/** A place along a line: how far from the start, the energy there less that at the start, and dE/dstep. */
export interface LinePoint {
  readonly step: number;
  readonly change: number;
  readonly slope: number;
}

/** Where the search stands: its best point, the other end of the interval, and whether that encloses a minimum. */
export interface Interval {
  readonly best: LinePoint;
  readonly other: LinePoint;
  readonly bracketed: boolean;
}

/** A bracketed step in case 3 stays this share of the interval away from its far end. */
const FAR_END = 0.66;

/** Minimizer of the cubic with the values and slopes of a and b; NaN where it has none. */
function cubicMinimizer(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const theta = (3 * (a.change - b.change)) / width + a.slope + b.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const discriminant = (theta / scale) ** 2 - (a.slope / scale) * (b.slope / scale);
  const gamma = Math.sign(width) * scale * Math.sqrt(discriminant);
  return a.step + (width * (gamma - a.slope + theta)) / (2 * gamma - a.slope + b.slope);
}

/** Minimizer of the parabola with both values and the slope of a. */
function parabolaMinimizer(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  return a.step + (width * a.slope) / (2 * ((a.change - b.change) / width + a.slope));
}

/** Where the slope, taken as linear between a and b, is zero. */
function secantZero(a: LinePoint, b: LinePoint): number {
  return b.step + (b.slope / (b.slope - a.slope)) * (a.step - b.step);
}

function nearerTo(step: number, a: number, b: number): number {
  return Math.abs(a - step) < Math.abs(b - step) ? a : b;
}

function fartherFrom(step: number, a: number, b: number): number {
  return Math.abs(a - step) > Math.abs(b - step) ? a : b;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Downhill on the same side, the slope fading: the cubic may have no minimum beyond the trial. */
function fadingSlopeStep(
  { best, other, bracketed }: Interval,
  trial: LinePoint,
  low: number,
  high: number,
): number {
  const ahead = trial.step > best.step;
  const cubic = cubicMinimizer(trial, best);
  const beyond = ahead ? cubic > trial.step : cubic < trial.step;
  const cubicStep = beyond ? cubic : ahead ? high : low;
  const secant = secantZero(best, trial);
  if (!bracketed) return clamp(fartherFrom(trial.step, cubicStep, secant), low, high);
  const limit = trial.step + FAR_END * (other.step - trial.step);
  const nearer = nearerTo(trial.step, cubicStep, secant);
  return ahead ? Math.min(limit, nearer) : Math.max(limit, nearer);
}

/**
 * The next step to try: one of the four cases of Moré & Thuente, ACM Trans. Math. Softw. 20 (1994) 286, section 4.
 * An unbracketed step stays within `low` and `high`. NaN where rounding leaves nothing to interpolate.
 */
export function trialStep(interval: Interval, trial: LinePoint, low: number, high: number): number {
  const { best, other, bracketed } = interval;
  if (trial.change > best.change) {
    const cubic = cubicMinimizer(best, trial);
    const parabola = parabolaMinimizer(best, trial);
    const cubicIsNearer = Math.abs(cubic - best.step) < Math.abs(parabola - best.step);
    return cubicIsNearer ? cubic : (cubic + parabola) / 2;
  }
  if (trial.slope * Math.sign(best.slope) < 0) {
    return fartherFrom(trial.step, cubicMinimizer(trial, best), secantZero(best, trial));
  }
  if (Math.abs(trial.slope) < Math.abs(best.slope)) return fadingSlopeStep(interval, trial, low, high);
  if (bracketed) return cubicMinimizer(trial, other);
  return trial.step > best.step ? high : low;
}

/** The interval that the trial leaves: still around a minimum, or still downhill from its best point. */
export function narrowed({ best, other, bracketed }: Interval, trial: LinePoint): Interval {
  if (trial.change > best.change) return { best, other: trial, bracketed: true };
  const crossed = trial.slope * Math.sign(best.slope) < 0;
  return { best: trial, other: crossed ? best : other, bracketed: bracketed || crossed };
}
