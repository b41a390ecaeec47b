import { availableParallelism } from 'node:os';
import { GeominError } from '../errors.js';
import { movingCountOf, TERMS, type Restraints, type Term } from '../restraints/restraints.js';
import { nativeAddon, type NativeCore, type NativeMeasures } from './native.js';
import { toNative } from './native-restraints.js';
import { joinPairs, type PairsWithin } from './pairs-within.js';
import type { Evaluation, Target } from './target.js';
import { validateGradientsOut, validateSitesCart, validateTerms, validateThreads } from './validate-call.js';
import { validateRestraints } from './validate-restraints.js';
import { crystalOf, LARGEST_REACH } from './validate-symmetry.js';

/** Which terms are computed, and on how many threads. */
export interface GeometryTargetOptions {
  /** Terms to compute; the others count as 0. Default: all that there are restraints for. */
  readonly terms?: readonly Term[];
  /**
   * Most threads that may share one evaluation; never changes a digit. Each gets some 2,300 atoms at a time, so small
   * models use one. Default: as many as the machine runs at once.
   */
  readonly threads?: number;
}

/** What each restraint of a term says: model, delta = ideal − model, and its share of the energy. */
export type Measures = NativeMeasures;

/** What loops in the core need of a target. */
export interface CoreAccess {
  readonly core: NativeCore;
  /** Most that may share an evaluation. */
  readonly threads: number;
  /** The error of a site that has no energy. */
  unusableSite(iSeq: number): GeominError;
}

/**
 * Restraint energies and gradients, computed by the native core in float64. The restraints are copied: changing them
 * afterwards changes nothing. Energies and gradients depend on the sites alone, to the last digit.
 */
export class GeometryTarget implements Target {
  readonly atomCount: number;
  readonly movingCount: number;
  readonly #atomLabel: (iSeq: number) => string;
  readonly #energies = new Float64Array(TERMS.length);
  readonly #threads: number;
  readonly #hasCrystal: boolean;
  #core: NativeCore | undefined;

  /** @throws GeominError `ARGUMENT` naming what of the restraints or options is unusable; `BACKEND` without an addon */
  constructor(restraints: Restraints, options: GeometryTargetOptions = {}) {
    validateRestraints(restraints);
    validateTerms(options.terms);
    const threads = options.threads ?? availableParallelism();
    validateThreads(threads);
    this.atomCount = restraints.atomCount;
    this.movingCount = movingCountOf(restraints);
    this.#threads = threads;
    this.#hasCrystal = crystalOf(restraints) !== undefined;
    this.#atomLabel = restraints.atomLabel ?? ((iSeq) => `number ${iSeq}`);
    this.#core = new (nativeAddon().GeometryCore)(toNative(restraints, options.terms ?? TERMS), threads);
  }

  /**
   * The core that answers for a target; undefined for targets of other classes, and closed ones.
   *
   * @internal
   */
  static coreOf(target: Target): CoreAccess | undefined {
    const answersItself = #core in target && target.evaluate === GeometryTarget.prototype.evaluate;
    if (!answersItself || target.#core === undefined) return undefined;
    return {
      core: target.#core,
      threads: target.#threads,
      unusableSite: (iSeq) => target.#unusableSite(iSeq),
    };
  }

  /** Energies, and gradients where there is an array for them, on another thread. Several may run at once. */
  async evaluate(sitesCart: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    const core = this.#openCore();
    this.#validate(sitesCart, gradientsOut);
    const energies = new Float64Array(TERMS.length);
    this.#throwIfUnusable(await core.evaluate(sitesCart, gradientsOut, energies));
    if (gradientsOut) validateGradientsOut(gradientsOut, sitesCart, this.atomCount);
    return toEvaluation(energies);
  }

  /** The same on this thread, to the same digits. */
  evaluateSync(sitesCart: Float64Array, gradientsOut?: Float64Array): Evaluation {
    const core = this.#openCore();
    this.#validate(sitesCart, gradientsOut);
    this.#throwIfUnusable(core.evaluateSync(sitesCart, gradientsOut, this.#energies));
    return toEvaluation(this.#energies);
  }

  /**
   * ideal − model of each restraint (Å, degrees, Å³). For planarity one per atom of each plane, the sign telling the side;
   * for nonbonded one per pair of {@link nonbondedPairs}, above 0 where the pair overlaps.
   * An angle that its atoms leave undefined counts as 0.
   */
  deltas(term: Term, sitesCart: Float64Array): Float64Array {
    if (term !== 'nonbonded') return this.measure(term, sitesCart).delta;
    const { vdw, distance } = this.nonbondedPairs(sitesCart);
    return vdw.map((ideal, k) => ideal - distance[k]);
  }

  /** What each restraint of a term says of these sites. For planarity, model and delta are per atom of each plane. */
  measure(term: Exclude<Term, 'nonbonded'>, sitesCart: Float64Array): Measures {
    const core = this.#openCore();
    validateTerms([term]);
    // For callers without types.
    if ((term as Term) === 'nonbonded') {
      throw new GeominError('ARGUMENT', 'pairs are not measured as restraints are', 'Call nonbondedPairs().');
    }
    this.#validate(sitesCart);
    const measures = core.measure(TERMS.indexOf(term), sitesCart);
    return this.#usable(measures);
  }

  /**
   * The pairs that the nonbonded term is about.
   *
   * @param options.cutoff Å; default: the largest van der Waals distance that there can be, or all pairs of a given list
   */
  nonbondedPairs(sitesCart: Float64Array, { cutoff }: { readonly cutoff?: number } = {}): PairsWithin {
    const core = this.#openCore();
    this.#validate(sitesCart);
    this.#validateCutoff(cutoff);
    return joinPairs(this.#usable(core.pairs(sitesCart, cutoff)), this.atomCount);
  }

  /** Energy of what is among fixed atoms alone, which no minimization can change. */
  fixedEnergy(sitesCart: Float64Array): number {
    const core = this.#openCore();
    this.#validate(sitesCart);
    return core.fixedEnergy(sitesCart);
  }

  close(): void {
    this.#core?.close();
    this.#core = undefined;
  }

  #openCore(): NativeCore {
    if (this.#core === undefined) {
      throw new GeominError('ARGUMENT', 'the target is closed', 'Make a new one, or close it later.');
    }
    return this.#core;
  }

  #validate(sitesCart: Float64Array, gradientsOut?: Float64Array): void {
    validateSitesCart(sitesCart, this.atomCount);
    if (gradientsOut !== undefined) validateGradientsOut(gradientsOut, sitesCart, this.atomCount);
  }

  #validateCutoff(cutoff: number | undefined): void {
    if (cutoff !== undefined && !(cutoff >= 0 && Number.isFinite(cutoff))) {
      throw new GeominError('ARGUMENT', `cutoff must be a distance in Å, but it is ${cutoff}`);
    }
    if (cutoff === undefined || cutoff <= LARGEST_REACH || !this.#hasCrystal) return;
    throw new GeominError(
      'ARGUMENT',
      `cutoff must be at most ${LARGEST_REACH} Å in a crystal, but it is ${cutoff}`,
    );
  }

  #usable<T extends object>(result: T | number): T {
    if (typeof result === 'object') return result;
    throw this.#unusableSite(result);
  }

  #throwIfUnusable(atom: number): void {
    if (atom >= 0) throw this.#unusableSite(atom);
  }

  #unusableSite(iSeq: number): GeominError {
    const fault = 'is not a finite number, or is more than 10 cm from the origin';
    return new GeominError('SITES', `the site of atom ${this.#atomLabel(iSeq)} ${fault}`);
  }
}

/** @param energies one per term, in the order of TERMS */
export function toEvaluation(energies: Float64Array): Evaluation {
  const [bond, angle, dihedral, chirality, planarity, parallelity, position, map, nonbonded] = energies;
  const energy = bond + angle + dihedral + chirality + planarity + parallelity + position + map + nonbonded;
  return {
    energy,
    terms: { bond, angle, dihedral, chirality, planarity, parallelity, position, map, nonbonded },
  };
}
