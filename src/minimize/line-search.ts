import { narrowed, trialStep, type Interval, type LinePoint } from './trial-step.js';

/** Sufficient decrease (Armijo) and curvature (strong Wolfe) constants; with 0.9 a good first step is taken as it is. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Beyond this share of the energy a difference of two energies is more than the rounding of their sums. */
const ROUNDING = 1e-10;
const MAX_EVALUATIONS = 20;
/** Unbracketed, the next step goes this much beyond the trial, as multiples of the last advance. */
const EXTRAPOLATION = { least: 1.1, most: 4 };
/** The interval must shrink to this share of its width in two trials, else it is halved. */
const SHRINKAGE = 0.66;
/** An interval narrower than this, relative to its ends, holds nothing more. */
const MIN_WIDTH = 1e-15;
/** Back from a trial where the energy was not a number. */
const RETREAT = 0.1;

export type SearchState = 'searching' | 'accepted' | 'failed';

/**
 * A line search in ask/tell form that ends on the strong Wolfe conditions: Moré & Thuente, ACM Trans. Math. Softw. 20
 * (1994) 286.
 *
 * Where the energies of start and trial differ by no more than their rounding, their difference is taken from the
 * slopes, as step · (slope₀ + slope) / 2. The test for sufficient decrease then is the approximate Wolfe condition of
 * Hager & Zhang, SIAM J. Optim. 16 (2005) 170, so the search goes on to where the gradient itself is rounding.
 */
export class LineSearch {
  private readonly start: LinePoint;
  private interval: Interval;
  private trial: number;
  private high: number;
  private evaluations = 0;
  private modified = true;
  private widths: [number, number] = [Infinity, Infinity];

  /**
   * @param energy energy at the start
   * @param slope dE/dstep at the start, below 0
   * @param firstStep first step to try
   * @param maxStep no step is longer
   */
  constructor(
    private readonly energy: number,
    slope: number,
    firstStep: number,
    private readonly maxStep: number,
  ) {
    this.start = { step: 0, change: 0, slope };
    this.interval = { best: this.start, other: this.start, bracketed: false };
    this.high = maxStep;
    this.trial = Math.min(firstStep, maxStep);
  }

  /** Step to evaluate next, or the accepted one. */
  get step(): number {
    return this.trial;
  }

  /** Energy and dE/dstep at {@link step}. */
  tell(energy: number, slope: number): SearchState {
    this.evaluations++;
    if (!Number.isFinite(energy) || !Number.isFinite(slope)) return this.retreat();
    const point = { step: this.trial, change: this.changeTo(energy, slope), slope };
    if (this.isAcceptable(point)) return 'accepted';
    return this.advance(point);
  }

  private changeTo(energy: number, slope: number): number {
    const change = energy - this.energy;
    const isRounding = Math.abs(change) <= ROUNDING * Math.abs(this.energy);
    return isRounding ? (this.trial * (this.start.slope + slope)) / 2 : change;
  }

  private isAcceptable({ step, change, slope }: LinePoint): boolean {
    if (change > DECREASE * step * this.start.slope) return false;
    return step === this.maxStep
      ? slope <= CURVATURE * -this.start.slope
      : Math.abs(slope) <= CURVATURE * -this.start.slope;
  }

  /** A step so long that the energy there is not a number bounds all later ones. */
  private retreat(): SearchState {
    const { best } = this.interval;
    this.high = this.trial;
    this.trial = best.step + RETREAT * (this.trial - best.step);
    return this.evaluations < MAX_EVALUATIONS ? 'searching' : 'failed';
  }

  private advance(point: LinePoint): SearchState {
    const decrease = DECREASE * this.start.slope;
    if (point.change <= decrease * point.step && point.slope >= 0) this.modified = false;
    // Until a point with sufficient decrease and rising energy is known, the search minimizes the energy less the
    // decrease asked for, so that it finds one (stage 1 of the method).
    const isTooHigh = point.change > decrease * point.step && point.change <= this.interval.best.change;
    const offset = this.modified && isTooHigh ? decrease : 0;
    const interval = tilted(this.interval, -offset);
    const trial = tiltedPoint(point, -offset);
    const ahead = point.step - this.interval.best.step;
    const low = point.step + EXTRAPOLATION.least * ahead;
    const high = point.step + EXTRAPOLATION.most * ahead;
    const proposal = trialStep(interval, trial, Math.min(low, high), Math.max(low, high));
    this.interval = tilted(narrowed(interval, trial), offset);
    this.trial = this.safeguarded(proposal);
    return this.isExhausted() ? 'failed' : 'searching';
  }

  private safeguarded(proposal: number): number {
    const { best, other, bracketed } = this.interval;
    if (!bracketed) return Math.min(Math.max(proposal, 0), this.high);
    const width = Math.abs(other.step - best.step);
    const stuck = width >= SHRINKAGE * this.widths[0];
    this.widths = [this.widths[1], width];
    return stuck || !Number.isFinite(proposal) ? (best.step + other.step) / 2 : Math.min(proposal, this.high);
  }

  private isExhausted(): boolean {
    const { best, other, bracketed } = this.interval;
    const nothingLeft =
      bracketed && Math.abs(other.step - best.step) <= MIN_WIDTH * Math.max(other.step, best.step);
    return nothingLeft || this.evaluations >= MAX_EVALUATIONS || !(this.trial > 0);
  }
}

/** The same point with the line `gradient · step` added to its energy. */
function tiltedPoint({ step, change, slope }: LinePoint, gradient: number): LinePoint {
  return { step, change: change + gradient * step, slope: slope + gradient };
}

function tilted({ best, other, bracketed }: Interval, gradient: number): Interval {
  return { best: tiltedPoint(best, gradient), other: tiltedPoint(other, gradient), bracketed };
}
