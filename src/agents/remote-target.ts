import { randomUUID } from 'node:crypto';
import type { GradientBundle, MacromoleculeBundle } from '../bundles/bundle.js';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { checksumOf, decodeBundle, encodeBundle } from '../bundles/codec.js';
import { GeominError } from '../errors.js';
import type { Evaluation, Target } from '../geometry/target.js';
import { validateGradientsOut, validateSitesCart } from '../geometry/validate-call.js';
import { AgentClient, type AgentClientOptions, type Question } from './agent-client.js';
import type { GeometryResponse } from './response.js';

/** Which macromolecule is evaluated, and how. */
export interface RemoteTargetOptions extends AgentClientOptions {
  /** Its bundle, which is stored, or the id of one that is. */
  readonly macromolecule: MacromoleculeBundle | string;
  /** Number of its atoms; default: what the bundle says. */
  readonly atomCount?: number;
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

/** A packed coordinate bundle. */
interface PackedSites {
  readonly bytes: Buffer;
  readonly checksum: string;
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
  #packed: Buffer | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #step = 0;

  private constructor(
    options: RemoteTargetOptions,
    client: AgentClient,
    /** Of the bundle. */
    readonly macromoleculeBundleId: string,
    readonly atomCount: number,
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
    const target = new RemoteTarget(options, await AgentClient.open(options), id, atomCount);
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
    const step = ++this.#step;
    const parentBundleId = this.macromoleculeBundleId;
    const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId, step } as const;
    const checksum = checksumOf(bundle);
    const coordinates = { bytes: encodeBundle(bundle, { checksum }), checksum };
    const type = gradientsOut ? 'gradients_and_energy' : 'energy_only';
    const answer = await this.#askTwice({ calculation_type: type, step }, coordinates);
    return readEvaluation(answer, sitesCart, gradientsOut);
  }

  /** Keeps sites as a bundle; gives its id. */
  async store(sitesCart: Float64Array): Promise<string> {
    const parentBundleId = this.macromoleculeBundleId;
    const ttlSeconds = this.#options.resultTtlSeconds ?? 86_400;
    const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId, step: this.#step } as const;
    return this.#options.transport.bundles.put(bundle, { ttlSeconds });
  }

  close(): void {
    clearInterval(this.#renewing);
    void this.#client.close().catch(() => undefined);
  }

  get #ttl(): number {
    return this.#options.bundleTtlSeconds ?? DEFAULT_BUNDLE_TTL;
  }

  /** A Redis that was restarted may have lost what was stored last: that is stored once more. */
  async #askTwice(question: Partial<Question>, coordinates: PackedSites): Promise<GradientBundle> {
    try {
      return await this.#ask(question, coordinates);
    } catch (error) {
      if (!(error instanceof GeominError) || error.code !== 'BUNDLE') throw error;
      await this.#keepMacromolecule();
      return this.#ask(question, coordinates);
    }
  }

  async #ask(question: Partial<Question>, coordinates: PackedSites): Promise<GradientBundle> {
    const { priority = 1, inlineBytes = 1024 ** 2, signal } = this.#options;
    const isSmall = coordinates.bytes.length <= inlineBytes;
    const about = { ...question, priority, macromolecule_bundle_id: this.macromoleculeBundleId };
    if (isSmall) {
      const inline = { ...about, inline_response: true };
      return this.#read(await this.#client.ask(inline, coordinates.bytes, signal));
    }
    const { bundles } = this.#options.transport;
    const id = `coordinates_${randomUUID()}`;
    await bundles.putBytes(id, coordinates.bytes, this.#ttl);
    const stored = { ...about, coordinates_bundle_id: id, coordinates_checksum: coordinates.checksum };
    const response = await this.#client.ask(stored, undefined, signal);
    const bundle = await this.#read(response);
    await bundles.remove([id, ...(response.geometryBundleId ? [response.geometryBundleId] : [])]);
    return bundle;
  }

  async #read({
    requestId,
    inlineGeometry,
    geometryBundleId,
    checksum,
  }: GeometryResponse): Promise<GradientBundle> {
    if (inlineGeometry) {
      return decodeBundle(inlineGeometry, { id: `(answer to ${requestId})`, type: 'geometry_gradient_data' });
    }
    if (geometryBundleId === undefined)
      throw new GeominError('BUNDLE', `the answer to ${requestId} has no bundle`);
    const bundle = await this.#options.transport.bundles.get(geometryBundleId, 'geometry_gradient_data');
    if (checksum === undefined || bundle.checksum === checksum) return bundle;
    throw new GeominError('BUNDLE', `bundle ${geometryBundleId} is not the one that was answered`);
  }

  /** Lets the macromolecule's bundle live on, and stores it where it is not there. */
  async #keepMacromolecule(): Promise<void> {
    const { bundles } = this.#options.transport;
    const kept = await bundles.renew([this.macromoleculeBundleId], this.#ttl);
    if (kept === 0 && this.#packed)
      await bundles.putBytes(this.macromoleculeBundleId, this.#packed, this.#ttl);
  }
}

function readEvaluation(
  { gradients, energy, terms }: GradientBundle,
  sitesCart: Float64Array,
  gradientsOut: Float64Array | undefined,
): Evaluation {
  if (
    energy === undefined ||
    terms === undefined ||
    (gradientsOut && gradients?.length !== sitesCart.length)
  ) {
    throw new GeominError('BUNDLE', 'the answer lacks the energies or gradients that were asked for');
  }
  gradientsOut?.set(gradients!);
  return { energy, terms };
}
