import { randomUUID } from 'node:crypto';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { checksumOf, encodeBundle } from '../bundles/codec.js';
import { FramePool, type PointsFrame } from '../bundles/points-frame.js';
import { GeominError } from '../errors.js';
import type { Evaluation, EvaluationContext, Target } from '../geometry/target.js';
import { validateGradientsOut, validateSitesCart } from '../geometry/validate-call.js';
import type { Transport } from '../transport/transport.js';
import type { AgentClient } from './agent-client.js';
import { readAnswer, type Asked } from './read-answer.js';

/** How agents are asked for evaluations. */
export interface AskingOptions {
  /** Requests of 2 and more overtake others, those below 0 wait for others. Default 1. */
  readonly priority?: number;
  /** Sites and gradients up to so many bytes travel in the messages, larger ones as bundles. Default 1 MiB. */
  readonly inlineBytes?: number;
  /** How long bundles live unless they are needed longer, s. Default 3600. */
  readonly bundleTtlSeconds?: number;
}

/** Whom an {@link AskedTarget} asks, and about what. */
export interface AskedTargetOptions extends AskingOptions {
  readonly transport: Transport;
  /** Stays its owner's to close. */
  readonly client: AgentClient;
  /** Of a stored bundle. */
  readonly macromoleculeBundleId: string;
  readonly atomCount: number;
  readonly movingCount?: number;
  /** Whether messages are signed, and have to vouch for the bundles that they name. */
  readonly isSigned: boolean;
  /** Stores once more what agents did not find; then they are asked again. Default: it is not found, and that is it. */
  readonly restore?: () => Promise<void>;
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

/** Evaluates by asking agents, about a macromolecule that somebody else keeps stored. It holds nothing to be closed. */
export class AskedTarget implements Target {
  readonly atomCount: number;
  readonly movingCount: number | undefined;
  readonly #options: AskedTargetOptions;
  readonly #frames = new FramePool();
  #step = 0;

  constructor(options: AskedTargetOptions) {
    this.#options = options;
    this.atomCount = options.atomCount;
    this.movingCount = options.movingCount;
  }

  /** Of the evaluation before. */
  get step(): number {
    return this.#step;
  }

  /** @throws GeominError as of {@link Target}, or the agent's; `TIMEOUT` where no agent answers */
  async evaluate(
    sitesCart: Float64Array,
    gradientsOut?: Float64Array,
    context: EvaluationContext = {},
  ): Promise<Evaluation> {
    validateSitesCart(sitesCart, this.atomCount);
    if (gradientsOut) validateGradientsOut(gradientsOut, sitesCart, this.atomCount);
    const { atomCount } = this;
    const step = ++this.#step;
    const frame = this.#frames.borrow(atomCount);
    const coordinates = this.#pack(sitesCart, step, frame);
    const evaluation = await this.#askTwice({ atomCount, step, gradientsOut }, coordinates, context);
    // Not where it failed: somebody may still be sending it.
    this.#frames.giveBack(frame);
    return evaluation;
  }

  close(): void {}

  /** Makes sites ready to be sent. */
  #pack(sitesCart: Float64Array, step: number, frame: PointsFrame): PackedSites {
    const { macromoleculeBundleId: parentBundleId, inlineBytes, isSigned } = this.#options;
    frame.points.set(sitesCart);
    const bundle = {
      bundleType: 'coordinate_update',
      sitesCart: frame.points,
      parentBundleId,
      step,
    } as const;
    const isInline = 24 * this.atomCount <= (inlineBytes ?? DEFAULT_INLINE_BYTES);
    // A signed message speaks for what is in it, and for bundles by their checksums.
    const checksum = isSigned && !isInline ? checksumOf(bundle) : undefined;
    return { bytes: encodeBundle(bundle, { checksum: checksum ?? null, frame }), checksum, isInline };
  }

  /** A Redis that was restarted may have lost what was stored last. */
  async #askTwice(asked: Asked, packed: PackedSites, context: EvaluationContext): Promise<Evaluation> {
    const { restore } = this.#options;
    try {
      return await this.#ask(asked, packed, context);
    } catch (error) {
      if (!restore || !(error instanceof GeominError) || error.code !== 'BUNDLE') throw error;
      await restore();
      return this.#ask(asked, packed, context);
    }
  }

  async #ask(asked: Asked, packed: PackedSites, context: EvaluationContext): Promise<Evaluation> {
    const { client, transport, bundleTtlSeconds, macromoleculeBundleId, priority = 1 } = this.#options;
    const { bytes, checksum, isInline } = packed;
    const about = {
      calculation_type: asked.gradientsOut ? 'gradients_and_energy' : 'energy_only',
      step: asked.step,
      priority,
      macromolecule_bundle_id: macromoleculeBundleId,
      with_checksum: checksum !== undefined,
      ...(context.allowPartial === true && { allow_partial: true }),
    } as const;
    if (isInline) {
      const inline = { ...about, inline_response: true };
      return readAnswer(await client.ask(inline, bytes, context), transport.bundles, asked);
    }
    const id = `coordinates_${randomUUID()}`;
    await transport.bundles.putBytes(id, bytes, bundleTtlSeconds ?? DEFAULT_BUNDLE_TTL);
    const stored = { ...about, coordinates_bundle_id: id, coordinates_checksum: checksum };
    const response = await client.ask(stored, undefined, context);
    const evaluation = await readAnswer(response, transport.bundles, asked);
    await transport.bundles.remove([id, ...(response.geometryBundleId ? [response.geometryBundleId] : [])]);
    return evaluation;
  }
}
