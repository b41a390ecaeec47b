import { randomUUID } from 'node:crypto';
import type { MacromoleculeBundle } from '../bundles/bundle.js';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { checksumOf, encodeBundle } from '../bundles/codec.js';
import { FramePool, type PointsFrame } from '../bundles/points-frame.js';
import { GeominError } from '../errors.js';
import type { Evaluation, Target } from '../geometry/target.js';
import { movingCountOf } from '../restraints/restraints.js';
import { validateGradientsOut, validateSitesCart } from '../geometry/validate-call.js';
import { AgentClient, type AgentClientOptions } from './agent-client.js';
import { readAnswer, type Asked } from './read-answer.js';

/** Which macromolecule is evaluated, and how. */
export interface RemoteTargetOptions extends AgentClientOptions {
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
  /** Requests of 2 and more overtake others, those below 0 wait for others. Default 1. */
  readonly priority?: number;
  /** Sites and gradients up to so many bytes travel in the messages, larger ones as bundles. Default 1 MiB. */
  readonly inlineBytes?: number;
  /** How long bundles live unless they are needed longer, s. Default 3600. */
  readonly bundleTtlSeconds?: number;
  /** How long sites that are stored live, s. Default 86,400. */
  readonly resultTtlSeconds?: number;
  /** Calls off what is asked and not answered yet. */
  readonly signal?: AbortSignal;
}

const DEFAULT_INLINE_BYTES = 1024 ** 2;

/** A packed coordinate bundle. */
interface PackedSites {
  readonly bytes: Buffer;
  /** Where agents are to insist on it. */
  readonly checksum: string | undefined;
  /** Goes with the request, and the gradients with the answer. */
  readonly isInline: boolean;
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
  readonly #frames = new FramePool();
  #packed: Buffer | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #step = 0;

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
  async evaluate(sitesCart: Float64Array, gradientsOut?: Float64Array): Promise<Evaluation> {
    validateSitesCart(sitesCart, this.atomCount);
    if (gradientsOut) validateGradientsOut(gradientsOut, sitesCart, this.atomCount);
    const { atomCount } = this;
    const step = ++this.#step;
    const frame = this.#frames.borrow(atomCount);
    const coordinates = this.#pack(sitesCart, step, frame);
    const evaluation = await this.#askTwice({ atomCount, step, gradientsOut }, coordinates);
    // Not where it failed: somebody may still be sending it.
    this.#frames.giveBack(frame);
    return evaluation;
  }

  /** Keeps sites as a bundle; gives its id. */
  async store(sitesCart: Float64Array): Promise<string> {
    const parentBundleId = this.macromoleculeBundleId;
    const ttlSeconds = this.#options.resultTtlSeconds ?? 86_400;
    const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId, step: this.#step } as const;
    return this.#options.transport.bundles.put(bundle, { ttlSeconds });
  }

  /** Makes sites ready to be sent. */
  #pack(sitesCart: Float64Array, step: number, frame: PointsFrame): PackedSites {
    frame.points.set(sitesCart);
    const parentBundleId = this.macromoleculeBundleId;
    const bundle = {
      bundleType: 'coordinate_update',
      sitesCart: frame.points,
      parentBundleId,
      step,
    } as const;
    const isInline = 24 * this.atomCount <= (this.#options.inlineBytes ?? DEFAULT_INLINE_BYTES);
    // A signed message speaks for what is in it, and for bundles by their checksums.
    const checksum = this.#options.keys && !isInline ? checksumOf(bundle) : undefined;
    return { bytes: encodeBundle(bundle, { checksum: checksum ?? null, frame }), checksum, isInline };
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

  /** A Redis that was restarted may have lost what was stored last: that is stored once more. */
  async #askTwice(asked: Asked, coordinates: PackedSites): Promise<Evaluation> {
    try {
      return await this.#ask(asked, coordinates);
    } catch (error) {
      if (!(error instanceof GeominError) || error.code !== 'BUNDLE') throw error;
      await this.#keepMacromolecule();
      return this.#ask(asked, coordinates);
    }
  }

  async #ask(asked: Asked, { bytes, checksum, isInline }: PackedSites): Promise<Evaluation> {
    const { priority = 1, signal, transport } = this.#options;
    const about = {
      calculation_type: asked.gradientsOut ? 'gradients_and_energy' : 'energy_only',
      step: asked.step,
      priority,
      macromolecule_bundle_id: this.macromoleculeBundleId,
      with_checksum: checksum !== undefined,
    } as const;
    if (isInline) {
      const inline = { ...about, inline_response: true };
      return readAnswer(await this.#client.ask(inline, bytes, signal), transport.bundles, asked);
    }
    const id = `coordinates_${randomUUID()}`;
    await transport.bundles.putBytes(id, bytes, this.#ttl);
    const stored = { ...about, coordinates_bundle_id: id, coordinates_checksum: checksum };
    const response = await this.#client.ask(stored, undefined, signal);
    const evaluation = await readAnswer(response, transport.bundles, asked);
    await transport.bundles.remove([id, ...(response.geometryBundleId ? [response.geometryBundleId] : [])]);
    return evaluation;
  }

  /** Lets the macromolecule's bundle live on, and stores it where it is not there. */
  async #keepMacromolecule(): Promise<void> {
    const { bundles } = this.#options.transport;
    const kept = await bundles.renew([this.macromoleculeBundleId], this.#ttl);
    if (kept === 0 && this.#packed)
      await bundles.putBytes(this.macromoleculeBundleId, this.#packed, this.#ttl);
  }
}
