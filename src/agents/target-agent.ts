import { describeSpan } from '../spans.js';
import { AgentHost, type HostOptions } from './agent-host.js';
import { AgentLife } from './agent-life.js';
import { bundleReader } from './bundle-reader.js';
import type { AgentState } from './heartbeat.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import type { Replies } from './replies.js';
import { RequestHandler } from './request-handler.js';
import type { ResourceLimits } from './resource-limits.js';
import { RestraintBuilder } from './restraint-builder.js';
import { SitesSource } from './sites-source.js';
import { DEFAULT_GROUP, streamNames } from './stream-names.js';
import { TargetCache } from './target-cache.js';
import { targetMaker, type MakeTarget } from './target-maker.js';

/** What an agent reads, and how much it takes on. Agents of a group share the requests, `geometry_agents` by default. */
export interface TargetServiceOptions extends HostOptions {
  /** Without the transport's prefix. Default `geometry_requests`. */
  readonly requestStream?: string;
  /** A request that takes longer is answered with an error, s. Default 300. */
  readonly maxProcessingTime?: number;
  /** For targets of macromolecules, bytes. Default 1 GiB. */
  readonly cacheBytes?: number;
  /** Default: all. */
  readonly permissions?: readonly Permission[];
  readonly resourceLimits?: ResourceLimits;
}

/** A target to be served, and by whom. */
export interface TargetAgentOptions extends TargetServiceOptions {
  /** What ids begin with, and what `geomin status` calls it. Default `target_agent`. */
  readonly kind?: string;
  /**
   * Makes the target of a macromolecule. It is called once for each, as long as there is room to keep what it made; a
   * target that is dropped is collected, never closed, as somebody may be evaluating it.
   */
  readonly makeTarget: MakeTarget;
  /** What its heartbeat says beside what every agent's does. */
  readonly describe?: () => Partial<AgentState>;
  /** Frees what its targets share, once nothing is in hand any more. */
  readonly close?: () => Promise<void>;
}

const DEFAULT_CACHE_BYTES = 1024 ** 3;
const DEFAULT_MESSAGE_BYTES = 64 * 1024 ** 2;

/**
 * Answers requests for energies and gradients from a stream, with any {@link Target}. Sites, deadlines, cancellations,
 * signatures, limits: all that is the same whatever is computed is done here.
 *
 * @example
 * const agent = new TargetAgent({
 *   transport,
 *   requestStream: 'tether_requests',
 *   makeTarget: async (macromolecule) => new TetherTarget(await macromolecule.sitesCart()),
 * });
 * await agent.start();
 */
export class TargetAgent extends AgentLife {
  readonly #options: TargetAgentOptions;
  readonly #builder = new RestraintBuilder();
  readonly #targets: TargetCache;
  readonly #replies: Replies;
  readonly #handler: RequestHandler;
  protected override readonly host: AgentHost;

  constructor(options: TargetAgentOptions) {
    super();
    this.#options = options;
    const { transport, requestStream, metrics, resourceLimits = {} } = options;
    const read = bundleReader(transport.bundles, resourceLimits.maxBundleBytes);
    this.#targets = new TargetCache({
      capacity: options.cacheBytes ?? DEFAULT_CACHE_BYTES,
      make: targetMaker(options.makeTarget, this.#builder, resourceLimits),
      read,
      onLookUp: (isHit) => metrics?.cache(isHit),
      onGrowth: (bytes) => metrics?.cacheGrew(bytes),
    });
    this.host = new AgentHost(options, {
      kind: options.kind ?? 'target_agent',
      names: streamNames(transport.prefix, requestStream),
      defaultGroup: DEFAULT_GROUP,
      handle: (delivery) => this.#handler.handle(delivery),
      giveUp: (delivery, reason) => this.#replies.giveUp(delivery, reason),
      describe: () => ({
        cache: { macromolecules: this.#targets.size, bytes: this.#targets.bytes },
        ...options.describe?.(),
      }),
      close: () => this.#close(),
    });
    this.#replies = this.host.replies();
    this.#handler = this.#makeHandler(read);
  }

  #makeHandler(read: ReturnType<typeof bundleReader>): RequestHandler {
    const { transport, permissions, resourceLimits, maxProcessingTime, metrics } = this.#options;
    const { host } = this;
    const { check, cancellations } = host;
    return new RequestHandler({
      transport,
      replies: this.#replies,
      targets: this.#targets,
      sites: new SitesSource({
        registry: transport.registry,
        read,
        unsettledBefore: (delivery) => host.unsettledBefore(delivery),
        check,
      }),
      cancellations,
      permissions: new Set(permissions ?? PERMISSIONS),
      maxMessageBytes: resourceLimits?.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES,
      maxProcessingTime: maxProcessingTime ?? 300,
      check,
      onComputed: (atoms, seconds) => {
        metrics?.computed(atoms, seconds);
        describeSpan({ 'geomin.atoms': atoms });
      },
    });
  }

  async #close(): Promise<void> {
    await this.#builder.close();
    this.#targets.close();
    await this.#options.close?.();
  }
}
