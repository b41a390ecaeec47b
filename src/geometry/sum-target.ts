import { randomUUID } from 'node:crypto';
import { GeominError, type ErrorCode } from '../errors.js';
import { TERMS, type Term } from '../restraints/restraints.js';
import type { Evaluation, EvaluationContext, Target } from './target.js';
import { validateGradientsOut, validateSitesCart } from './validate-call.js';

/** One of the targets that a {@link SumTarget} sums. */
export interface SummedPart {
  /** What errors call it. */
  readonly name: string;
  readonly target: Target;
  /** What its energies and gradients are multiplied by. Default 1. */
  readonly weight?: number;
}

/** What a sum does beyond summing. */
export interface SumOptions {
  /** Energy of what is among fixed atoms alone, where the parts do not know theirs. Default: the sum of theirs. */
  readonly fixedEnergy?: number;
  /**
   * Whether evaluations that say nothing of it do without parts that fail. Default false: such an evaluation fails. A
   * minimization over changing sums makes no sense.
   */
  readonly allowPartial?: boolean;
  /** Told of each part that an evaluation does without. */
  readonly onMissing?: (name: string, error: unknown) => void;
}

/** What is wrong with the question, not with the part that was asked. */
const NO_FAULT_OF_THE_PART: readonly ErrorCode[] = ['ARGUMENT', 'SITES', 'BUNDLE', 'REQUEST', 'CANCELLED'];

/** What one part said. */
interface Share {
  readonly evaluation: Evaluation;
  readonly gradients: Float64Array | undefined;
  readonly weight: number;
}

/**
 * The weighted sum of targets, all evaluated at once: E = Σ w·E_part. They are summed in the order in which they are
 * given, whichever is done first, so that the digits never depend on timing.
 *
 * @example
 * const target = new SumTarget([
 *   { name: 'geometry', target: new GeometryTarget(restraints) },
 *   { name: 'mine', target: myTarget, weight: 0.5 },
 * ]);
 */
export class SumTarget implements Target {
  readonly atomCount: number;
  readonly movingCount: number;
  /** Keeps sites with the first part that can; absent where none can. */
  readonly store?: Target['store'];
  readonly #parts: readonly Required<SummedPart>[];
  readonly #options: SumOptions;
  /** For gradients of single parts; several evaluations may be under way. */
  readonly #spare: Float64Array[] = [];

  /**
   * @param parts closed with the sum
   * @throws GeominError `ARGUMENT` where there are none, where two share a name or differ in their atoms, or a weight is
   *   not finite
   */
  constructor(parts: readonly SummedPart[], options: SumOptions = {}) {
    this.#parts = parts.map(({ name, target, weight = 1 }) => ({ name, target, weight }));
    requireParts(this.#parts);
    this.#options = options;
    this.atomCount = this.#parts[0].target.atomCount;
    const moving = this.#parts.map(({ target }) => target.movingCount ?? target.atomCount);
    this.movingCount = Math.max(...moving);
    const keeper = this.#parts.find(({ target }) => target.store)?.target;
    if (keeper) this.store = (sitesCart, energy) => keeper.store!(sitesCart, energy);
  }

  /** @throws GeominError that of the first part which failed, beginning with its name */
  async evaluate(
    sitesCart: Float64Array,
    gradientsOut?: Float64Array,
    context: EvaluationContext = {},
  ): Promise<Evaluation> {
    validateSitesCart(sitesCart, this.atomCount);
    if (gradientsOut) validateGradientsOut(gradientsOut, sitesCart, this.atomCount);
    const { correlationId = randomUUID() } = context;
    const question = { ...context, correlationId };
    const asked = this.#parts.map(async ({ name, target, weight }): Promise<Share> => {
      const gradients = gradientsOut && (this.#spare.pop() ?? new Float64Array(3 * this.atomCount));
      try {
        return { evaluation: await target.evaluate(sitesCart, gradients, question), gradients, weight };
      } catch (error) {
        // Its array is not used again: whoever failed may still write to it.
        throw naming(name, error);
      }
    });
    const { shares, missing } = this.#answered(await Promise.allSettled(asked), context);
    if (gradientsOut) sumGradients(shares, gradientsOut);
    for (const { gradients } of shares) if (gradients) this.#spare.push(gradients);
    const evaluation = sumEnergies(shares);
    return missing.length === 0 ? evaluation : { ...evaluation, missing };
  }

  fixedEnergy(sitesCart: Float64Array): number {
    const ofParts = () =>
      this.#parts.reduce((sum, { target, weight }) => {
        return sum + weight * (target.fixedEnergy?.(sitesCart) ?? 0);
      }, 0);
    return this.#options.fixedEnergy ?? ofParts();
  }

  close(): void {
    for (const { target } of this.#parts) target.close();
  }

  #answered(results: readonly PromiseSettledResult<Share>[], { allowPartial }: EvaluationContext) {
    const shares = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const missing: string[] = [];
    const mayMiss = (allowPartial ?? this.#options.allowPartial ?? false) && shares.length > 0;
    for (const [i, result] of results.entries()) {
      if (result.status === 'fulfilled') {
        missing.push(
          ...(result.value.evaluation.missing ?? []).map((name) => `${this.#parts[i].name}/${name}`),
        );
        continue;
      }
      if (!mayMiss || isFaultOfQuestion(result.reason)) throw result.reason;
      missing.push(this.#parts[i].name);
      this.#options.onMissing?.(this.#parts[i].name, result.reason);
    }
    return { shares, missing };
  }
}

function isFaultOfQuestion(error: unknown): boolean {
  return error instanceof GeominError && NO_FAULT_OF_THE_PART.includes(error.code);
}

function naming(name: string, cause: unknown): unknown {
  if (!(cause instanceof GeominError)) return new Error(`${name}: ${String(cause)}`, { cause });
  return new GeominError(cause.code, `${name}: ${cause.message}`, cause.remedy, { cause });
}

function sumEnergies(shares: readonly Share[]): Evaluation {
  const terms = Object.fromEntries(TERMS.map((term) => [term, 0])) as Record<Term, number>;
  let energy = 0;
  for (const { evaluation, weight } of shares) {
    energy += weight * evaluation.energy;
    // A target of a user's own may have terms of its own.
    for (const [term, value] of Object.entries(evaluation.terms) as [Term, number][])
      terms[term] = (terms[term] ?? 0) + weight * value;
  }
  return { energy, terms };
}

function sumGradients(shares: readonly Share[], gradientsOut: Float64Array): void {
  gradientsOut.fill(0);
  for (const { gradients, weight } of shares) {
    for (let i = 0; i < gradientsOut.length; i++) gradientsOut[i] += weight * gradients![i];
  }
}

function requireParts(parts: readonly Required<SummedPart>[]): void {
  const refuse = (message: string): never => {
    throw new GeominError('ARGUMENT', message);
  };
  if (parts.length === 0) refuse('there is nothing to sum');
  const { atomCount } = parts[0].target;
  for (const [i, { name, target, weight }] of parts.entries()) {
    if (parts.findIndex((part) => part.name === name) !== i)
      refuse(`two parts of a sum are called "${name}"`);
    if (!Number.isFinite(weight)) refuse(`${name}: its weight must be a number, but it is ${weight}`);
    if (target.atomCount === atomCount) continue;
    refuse(`${name} has ${target.atomCount} atoms, but ${parts[0].name} has ${atomCount}`);
  }
}
