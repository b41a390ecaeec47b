import { randomUUID } from 'node:crypto';
import type { MacromoleculeBundle } from '../bundles/bundle.js';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { encodeBundle } from '../bundles/codec.js';
import { GeominError } from '../errors.js';
import type { Evaluation, EvaluationContext, Target } from '../geometry/target.js';
import { movingCountOf } from '../restraints/restraints.js';
import { AgentClient, type AgentClientOptions } from './agent-client.js';
import { AskedTarget, type AskingOptions } from './asked-target.js';

/** Which macromolecule is evaluated, and how. */
export interface RemoteTargetOptions extends AgentClientOptions, AskingOptions {
  /** Its bundle, which is stored, or the id of one that is. */
  readonly macromolecule: MacromoleculeBundle | string;
  /** Number of its atoms; default: what the bundle says. */
  readonly atomCount?: number;
  /**
   * How many of them may move, which an rms gradient is taken over; default: what restraints in the bundle say, or all.
   */
  readonly movingCount?: number;
  /** Energy of what is among fixed atoms alone; default 0. Progress is measured by the rest. */
  readonly fixedEnergy?: number;
  /** How long sites that are stored live, s. Default 86,400. */
  readonly resultTtlSeconds?: number;
  /** Calls off what is asked and not answered yet. */
  readonly signal?: AbortSignal;
  /** Whether a coordinator may leave out specialists that do not answer; see {@link Evaluation.missing}. Default false. */
  readonly allowPartial?: boolean;
}

/**
 * A target whose evaluations go through agents. Energies and gradients are those of a {@link GeometryTarget} on the
 * agent's machine, to the last digit.
 *
 * @example
 * const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
 * const result = await new GeometryMinimizer({ target, sitesCart: model.sitesCart }).minimize();
 */
export class RemoteTarget implements Target {
  readonly #options: RemoteTargetOptions;
  readonly #client: AgentClient;
  readonly #asked: AskedTarget;
  #packed: Buffer | undefined;
  #renewing: NodeJS.Timeout | undefined;

  private constructor(
    options: RemoteTargetOptions,
    client: AgentClient,
    /** Of the bundle. */
    readonly macromoleculeBundleId: string,
    readonly atomCount: number,
    readonly movingCount: number,
  ) {
    this.#options = options;
    this.#client = client;
    const isSigned = options.keys !== undefined;
    const about = { macromoleculeBundleId, atomCount, movingCount };
    const restore = () => this.#keepMacromolecule();
    this.#asked = new AskedTarget({ ...options, ...about, client, isSigned, restore });
  }

  /** @throws GeominError `BUNDLE` where there is no such bundle; `ARGUMENT` where it does not say how many atoms it has */
  static async open(options: RemoteTargetOptions): Promise<RemoteTarget> {
    const { transport, macromolecule } = options;
    const isStored = typeof macromolecule === 'string';
    const id = isStored ? macromolecule : `macromolecule_${randomUUID()}`;
    const bundle = isStored ? await transport.bundles.get(id, 'macromolecule_data') : macromolecule;
    const atomCount = options.atomCount ?? bundle.atomCount ?? bundle.restraints?.atomCount;
    if (atomCount === undefined) {
      throw new GeominError('ARGUMENT', `bundle ${id} does not say how many atoms it has`, 'Give atomCount.');
    }
    const movingCount = options.movingCount ?? movingCountOf({ ...bundle.restraints, atomCount });
    const target = new RemoteTarget(options, await AgentClient.open(options), id, atomCount, movingCount);
    if (!isStored) target.#packed = encodeBundle(macromolecule);
    await target.#keepMacromolecule();
    target.#renewing = setInterval(
      () => void target.#keepMacromolecule().catch(() => undefined),
      target.#ttl * 333,
    );
    target.#renewing.unref();
    return target;
  }

  /** @throws GeominError as of {@link Target}, or the agent's; `TIMEOUT` where no agent answers */
  async evaluate(
    sitesCart: Float64Array,
    gradientsOut?: Float64Array,
    context: EvaluationContext = {},
  ): Promise<Evaluation> {
    const { signal = this.#options.signal, allowPartial = this.#options.allowPartial } = context;
    return this.#asked.evaluate(sitesCart, gradientsOut, { ...context, signal, allowPartial });
  }

  /** Keeps sites as a bundle; gives its id. */
  async store(sitesCart: Float64Array): Promise<string> {
    const parentBundleId = this.macromoleculeBundleId;
    const ttlSeconds = this.#options.resultTtlSeconds ?? 86_400;
    const { step } = this.#asked;
    const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId, step } as const;
    return this.#options.transport.bundles.put(bundle, { ttlSeconds });
  }

  /** As the options say: it is the same wherever the other atoms are. */
  fixedEnergy(): number {
    return this.#options.fixedEnergy ?? 0;
  }

  close(): void {
    clearInterval(this.#renewing);
    void this.#client.close().catch(() => undefined);
  }

  get #ttl(): number {
    return this.#options.bundleTtlSeconds ?? DEFAULT_BUNDLE_TTL;
  }

  /** Lets the macromolecule's bundle live on, and stores it where it is not there. */
  async #keepMacromolecule(): Promise<void> {
    const { bundles } = this.#options.transport;
    const kept = await bundles.renew([this.macromoleculeBundleId], this.#ttl);
    if (kept === 0 && this.#packed)
      await bundles.putBytes(this.macromoleculeBundleId, this.#packed, this.#ttl);
  }
}
