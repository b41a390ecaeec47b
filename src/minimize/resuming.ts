import { GeominError } from '../errors.js';
import { nativeAddon, type NativeProgress } from '../geometry/native.js';
import type { Evaluation, Target } from '../geometry/target.js';
import type { Checkpoint, WayOptions } from './checkpoint.js';
import { wayOptionsOf } from './checkpointing.js';
import type { CoreOptimizer } from './core-optimizer.js';
import type { MinimizerSettings } from './minimizer-options.js';

/** Energies and gradients of the same model differ by no more than this share, on whatever CPU. */
const ROUNDING = 1e-9;

/**
 * Checks that a checkpoint is of the minimization that the settings ask for.
 *
 * @throws GeominError `CHECKPOINT` naming the first option that differs
 */
export function requireSameWay(checkpoint: Checkpoint, settings: MinimizerSettings): void {
  const { target, optimizer } = settings;
  requireSame('optimizer', checkpoint.optimizer, optimizer);
  requireSame('number of atoms', checkpoint.atomCount, target.atomCount);
  const wanted = wayOptionsOf(settings);
  for (const option of decisiveOptions(checkpoint)) {
    requireSame(option, checkpoint.options[option], wanted[option]);
  }
}

function decisiveOptions({ optimizer, options }: Checkpoint): (keyof WayOptions)[] {
  const decisive: (keyof WayOptions)[] = ['minProgress'];
  if (optimizer === 'sgd') decisive.push('momentum');
  if (optimizer === 'adam' || optimizer === 'sgd') {
    decisive.push('learningRate', 'schedule');
    if (options.schedule === 'cosine' || options.schedule === 'hold-cosine') decisive.push('maxIterations');
  }
  return decisive;
}

function requireSame(what: string, saved: unknown, wanted: unknown): void {
  if (saved === wanted) return;
  const fault = `the checkpoint's ${what} is ${String(saved)}, that of this minimization ${String(wanted)}`;
  throw new GeominError('CHECKPOINT', fault, 'Resume with the same options, or begin anew without it.');
}

/** What a checkpoint is loaded into. */
export interface ResumedParts {
  readonly optimizer: CoreOptimizer;
  readonly progress: NativeProgress;
  /** Of the last iterate, 3n; overwritten. */
  readonly sites: Float64Array;
  readonly gradients: Float64Array;
}

/**
 * Makes an optimizer and its progress what they were.
 *
 * @throws GeominError `CHECKPOINT` where the state is damaged, or of something else
 */
export function loadState({ state, history, optimizerStart }: Checkpoint, parts: ResumedParts): void {
  const { optimizer, progress, sites, gradients } = parts;
  try {
    nativeAddon().loadCheckpoint(state, optimizer.native, progress, sites, gradients);
  } catch (cause) {
    const fault = `the checkpoint is unusable: ${(cause as Error).message}`;
    throw new GeominError('CHECKPOINT', fault, 'Begin anew without it.', { cause });
  }
  for (const { energy } of history.slice(optimizerStart)) optimizer.passStep(energy);
}

/** A minimization that is to go on. */
export class ResumedRun {
  #verdict: Promise<void> | undefined;

  /**
   * @param sites that the checkpoint ends at
   * @param gradients there
   */
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly target: Target,
    private readonly sites: Float64Array,
    private readonly gradients: Float64Array,
  ) {}

  /** That it had taken. */
  get seconds(): number {
    return this.checkpoint.seconds;
  }

  /**
   * Evaluates the sites once.
   *
   * @throws GeominError `CHECKPOINT` where the target has another energy or other gradients there
   */
  isOfSameModel(): Promise<void> {
    this.#verdict ??= this.#compare();
    return this.#verdict;
  }

  async #compare(): Promise<void> {
    const { current } = this.checkpoint;
    const gradients = new Float64Array(this.gradients.length);
    const now = await this.target.evaluate(this.sites, gradients);
    const distance = Math.sqrt(gradients.reduce((sum, g, x) => sum + (g - this.gradients[x]) ** 2, 0));
    // Gradients are sums of much larger ones, which cancel.
    const scale = Math.max(1, current.gradientNorm, Math.sqrt(current.energy));
    if (areSame(now, current) && distance <= ROUNDING * scale) return;
    const fault = `the checkpoint is of another model: its energy is ${current.energy}, here it is ${now.energy}`;
    throw new GeominError('CHECKPOINT', fault, 'Restrain the model as before, or begin anew without it.');
  }
}

function areSame(a: Evaluation, b: Evaluation): boolean {
  const terms = Object.keys(a.terms) as (keyof Evaluation['terms'])[];
  return terms.every((term) => Math.abs(a.terms[term] - b.terms[term]) <= ROUNDING * Math.max(1, b.energy));
}
