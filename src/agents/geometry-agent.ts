import type { Transport } from '../transport/transport.js';
import { AgentHost, type HostOptions } from './agent-host.js';
import type { AgentStats } from './agent-stats.js';
import { bundleReader } from './bundle-reader.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import { RequestHandler } from './request-handler.js';
import { RestraintBuilder } from './restraint-builder.js';
import { SitesSource } from './sites-source.js';
import { DEFAULT_GROUP, streamNames } from './stream-names.js';
import { TargetCache, type ResourceLimits } from './target-cache.js';

/** Who an agent is, what it reads, and how much it takes on. Agents of a group share the requests, `geometry_agents` by default. */
export interface GeometryAgentOptions extends HostOptions {
  /** Without the transport's prefix. Default `geometry_requests`. */
  readonly requestStream?: string;
  /** A request that takes longer is answered with an error, s. Default 300. */
  readonly maxProcessingTime?: number;
  /** Most threads that one evaluation may use; never changes a digit. Default: as many as the machine runs at once. */
  readonly threads?: number;
  /** For restraints of macromolecules, bytes. Default 1 GiB. */
  readonly cacheBytes?: number;
  /** Default: all. */
  readonly permissions?: readonly Permission[];
  readonly resourceLimits?: ResourceLimits;
}

const DEFAULT_CACHE_BYTES = 1024 ** 3;
const DEFAULT_MESSAGE_BYTES = 64 * 1024 ** 2;

/**
 * Answers requests for energies and gradients from a stream. Any number of agents share the requests of a group; one that
 * dies loses nothing, as others take over what it had in hand.
 *
 * @example
 * const agent = new GeometryAgent({ transport, agentId: 'one' });
 * await agent.start();
 */
export class GeometryAgent {
  readonly #options: GeometryAgentOptions;
  readonly #builder = new RestraintBuilder();
  readonly #targets: TargetCache;
  readonly #handler: RequestHandler;
  readonly #host: AgentHost;

  constructor(options: GeometryAgentOptions) {
    this.#options = options;
    const { transport, requestStream, metrics } = options;
    const read = bundleReader(transport.bundles, options.resourceLimits?.maxBundleBytes);
    this.#targets = new TargetCache({
      capacity: options.cacheBytes ?? DEFAULT_CACHE_BYTES,
      limits: options.resourceLimits ?? {},
      threads: options.threads,
      builder: this.#builder,
      read,
      onLookUp: (isHit) => metrics?.cache(isHit),
      onGrowth: (bytes) => metrics?.cacheGrew(bytes),
    });
    this.#host = new AgentHost(options, {
      kind: 'geometry_agent',
      names: streamNames(transport.prefix, requestStream),
      defaultGroup: DEFAULT_GROUP,
      handle: (delivery) => this.#handler.handle(delivery),
      giveUp: (delivery, reason) => this.#handler.giveUp(delivery, reason),
      describe: () => ({ cache: { macromolecules: this.#targets.size, bytes: this.#targets.bytes } }),
      close: () => this.#close(),
    });
    this.#handler = this.#makeHandler(transport, read);
  }

  get agentId(): string {
    return this.#host.agentId;
  }

  /** Begins to answer requests; returns once it is in the group. */
  start(): Promise<void> {
    return this.#host.start();
  }

  /** Answers what it has in hand, takes nothing more, and leaves the group. Callable twice. */
  stop(): Promise<void> {
    return this.#host.stop();
  }

  getStats(): AgentStats {
    return this.#host.getStats();
  }

  #makeHandler(transport: Transport, read: ReturnType<typeof bundleReader>): RequestHandler {
    const { requestStream, permissions, resourceLimits, maxProcessingTime, metrics } = this.#options;
    const host = this.#host;
    const { check, sign, cancellations, agentId } = host;
    return new RequestHandler({
      agentId,
      transport,
      names: streamNames(transport.prefix, requestStream),
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
      sign,
      onComputed: (atoms, seconds) => metrics?.computed(atoms, seconds),
      onAnswered: (delivery, response) => host.handled(delivery, response),
    });
  }

  async #close(): Promise<void> {
    await this.#builder.close();
    this.#targets.close();
  }
}
