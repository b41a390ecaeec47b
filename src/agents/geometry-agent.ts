import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Delivery, Entry, OutgoingFields } from '../transport/entry.js';
import { GroupReader } from '../transport/group-reader.js';
import type { Transport } from '../transport/transport.js';
import { StatsCounter, type AgentStats } from './agent-stats.js';
import { bundleReader, type BundleReader } from './bundle-reader.js';
import { Cancellations } from './cancellations.js';
import { Heartbeat, type AgentState } from './heartbeat.js';
import { silentLogger, type Logger } from './logger.js';
import type { AgentMetrics } from './metrics.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import { RequestHandler } from './request-handler.js';
import type { GeometryResponse } from './response.js';
import { RestraintBuilder } from './restraint-builder.js';
import { SignatureGuard } from './signature.js';
import { SitesSource } from './sites-source.js';
import { DEFAULT_GROUP, streamNames } from './stream-names.js';
import { TargetCache, type ResourceLimits } from './target-cache.js';

/** Who an agent is, what it reads, and how much it takes on. */
export interface GeometryAgentOptions {
  /** Streams, bundles and notes that it shares with those who ask. Stays the caller's to close. */
  readonly transport: Transport;
  /** Unique among the living. Default: made of the host's name and a random part. */
  readonly agentId?: string;
  /** Without the transport's prefix. Default `geometry_requests`. */
  readonly requestStream?: string;
  /** Agents of one group share the requests. Default `geometry_agents`. */
  readonly consumerGroup?: string;
  /** Its name within the group. Default: the agent's id. */
  readonly consumerName?: string;
  /** A request that takes longer is answered with an error, s. Default 300. */
  readonly maxProcessingTime?: number;
  /** Between two heartbeats, s; three missed ones, and it counts as dead. Default 10. */
  readonly healthCheckInterval?: number;
  /** Requests in hand at once. Default 4. */
  readonly concurrency?: number;
  /** Most threads that one evaluation may use; never changes a digit. Default: as many as the machine runs at once. */
  readonly threads?: number;
  /** For restraints of macromolecules, bytes. Default 1 GiB. */
  readonly cacheBytes?: number;
  /** Default: all. */
  readonly permissions?: readonly Permission[];
  readonly resourceLimits?: ResourceLimits;
  /** Shared keys: messages must be signed with one of them, and the first signs the answers. Default: none is needed. */
  readonly keys?: readonly Buffer[];
  /** What an agent that died had in hand is taken over after so long, s. Default 5. */
  readonly claimAfter?: number;
  /** A request that so many times killed or failed its agent goes to the dead letters. Default 5. */
  readonly maxDeliveries?: number;
  readonly logger?: Logger;
  readonly metrics?: AgentMetrics;
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
  readonly agentId: string;
  readonly #options: GeometryAgentOptions;
  readonly #logger: Logger;
  readonly #stats = new StatsCounter();
  readonly #builder = new RestraintBuilder();
  readonly #readBundle: BundleReader;
  readonly #targets: TargetCache;
  readonly #guard: SignatureGuard | undefined;
  readonly #cancellations: Cancellations;
  readonly #reader: GroupReader;
  readonly #heartbeat: Heartbeat;
  #state: AgentState['state'] = 'starting';
  #stopped: Promise<void> | undefined;

  constructor(options: GeometryAgentOptions) {
    const { transport, keys, metrics } = options;
    this.#options = options;
    this.agentId = options.agentId ?? `geometry_agent_${hostname()}_${randomUUID().slice(0, 8)}`;
    this.#logger = (options.logger ?? silentLogger).child({ agent_id: this.agentId });
    this.#guard =
      keys &&
      new SignatureGuard({
        keys,
        registry: transport.registry,
        onRefusal: (fault) => metrics?.signatureRefused(fault),
      });
    this.#readBundle = bundleReader(transport.bundles, options.resourceLimits?.maxBundleBytes);
    this.#targets = new TargetCache({
      capacity: options.cacheBytes ?? DEFAULT_CACHE_BYTES,
      limits: options.resourceLimits ?? {},
      threads: options.threads,
      builder: this.#builder,
      read: this.#readBundle,
      onLookUp: (isHit) => metrics?.cache(isHit),
      onGrowth: (bytes) => metrics?.cacheGrew(bytes),
    });
    this.#cancellations = new Cancellations(this.#check);
    this.#reader = this.#makeReader();
    this.#heartbeat = new Heartbeat({
      transport,
      agentId: this.agentId,
      intervalSeconds: options.healthCheckInterval ?? 10,
      describe: () => this.#describe(),
      onFailure: (error) => this.#logger.warn({ err: error }, 'the heartbeat failed'),
      onBeat: () => metrics?.beat(this.agentId),
    });
  }

  /** Begins to answer requests; returns once it is in the group. */
  async start(): Promise<void> {
    const { transport, requestStream } = this.#options;
    await this.#cancellations.start(transport, streamNames(transport.prefix, requestStream).control);
    await this.#reader.start();
    this.#state = 'running';
    await this.#heartbeat.start();
    this.#logger.info('the agent has started');
  }

  /** Answers what it has in hand, takes nothing more, and leaves the group. Callable twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  getStats(): AgentStats {
    return this.#stats.get();
  }

  async #stop(): Promise<void> {
    this.#state = 'draining';
    this.#logger.info({ in_hand: this.#reader.inHand }, 'the agent is draining');
    await this.#heartbeat.beat();
    for (const step of [
      () => this.#reader.stop(),
      () => this.#cancellations.stop(),
      () => this.#heartbeat.stop(),
      () => this.#builder.close(),
    ]) {
      await step().catch((error: unknown) => this.#logger.warn({ err: error }, 'a step of stopping failed'));
    }
    this.#targets.close();
    this.#state = 'stopped';
    this.#options.metrics?.ended(this.agentId);
    this.#logger.info(this.getStats(), 'the agent has stopped');
  }

  #makeReader(): GroupReader {
    const { transport, requestStream, consumerGroup, consumerName } = this.#options;
    const { concurrency = 4, claimAfter = 5, maxDeliveries = 5 } = this.#options;
    const names = streamNames(transport.prefix, requestStream);
    const handler = new RequestHandler({
      agentId: this.agentId,
      transport,
      names,
      targets: this.#targets,
      sites: new SitesSource({
        registry: transport.registry,
        read: this.#readBundle,
        unsettledBefore: (delivery) => this.#reader.unsettledBefore(delivery),
        check: this.#check,
      }),
      cancellations: this.#cancellations,
      permissions: new Set(this.#options.permissions ?? PERMISSIONS),
      maxMessageBytes: this.#options.resourceLimits?.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES,
      maxProcessingTime: this.#options.maxProcessingTime ?? 300,
      check: this.#check,
      sign: this.#sign,
      onComputed: (atoms, seconds) => this.#options.metrics?.computed(atoms, seconds),
      onAnswered: (delivery, response) => this.#answered(delivery, response),
    });
    return new GroupReader({
      transport,
      group: consumerGroup ?? DEFAULT_GROUP,
      streams: names.lanes,
      name: consumerName ?? this.agentId,
      concurrency,
      claimIdleMs: 1000 * claimAfter,
      maxDeliveries,
      handle: (delivery) => handler.handle(delivery),
      giveUp: (delivery, reason) => handler.giveUp(delivery, reason),
      onFailure: (error, delivery) => this.#failed(error, delivery),
      onBuried: (delivery, reason) => this.#buried(delivery, reason),
    });
  }

  readonly #check = async (entry: Entry): Promise<void> => this.#guard?.check(entry);

  readonly #sign = (fields: OutgoingFields): OutgoingFields => this.#guard?.sign(fields) ?? fields;

  #answered(delivery: Delivery, { requestId, success, error, processingTime }: GeometryResponse): void {
    this.#stats.count(success, processingTime);
    this.#options.metrics?.request(success ? 'success' : error!.code, processingTime);
    const correlation = delivery.fields.get('correlation_id') ?? delivery.fields.get('message_id');
    const about = {
      request_id: requestId,
      correlation_id: correlation?.toString(),
      processing_time: processingTime,
    };
    if (success) this.#logger.debug(about, 'answered');
    else this.#logger.warn({ ...about, error_code: error!.code }, `refused: ${error!.message}`);
  }

  #failed(error: unknown, delivery: Delivery | undefined): void {
    const about = delivery && {
      entry: delivery.id,
      stream: delivery.stream,
      deliveries: delivery.deliveries,
    };
    this.#logger.error(
      { ...about, err: error },
      delivery ? 'an entry could not be handled' : 'reading failed',
    );
  }

  #buried({ id, stream }: Delivery, reason: string): void {
    this.#options.metrics?.deadLetter();
    this.#logger.warn({ entry: id, stream }, `put with the dead letters: ${reason}`);
  }

  #describe(): Omit<AgentState, 'last_heartbeat'> {
    const stats = this.#stats.get();
    return {
      agent_id: this.agentId,
      state: this.#state,
      host: hostname(),
      pid: process.pid,
      consumer_name: this.#options.consumerName ?? this.agentId,
      in_hand: this.#reader.inHand,
      stats: {
        requests_processed: stats.requestsProcessed,
        requests_failed: stats.requestsFailed,
        total_processing_time: stats.totalProcessingTime,
        last_request_time: stats.lastRequestTime ?? null,
        success_rate: stats.successRate,
      },
      cache: { macromolecules: this.#targets.size, bytes: this.#targets.bytes },
      refused_messages: this.#guard?.refused ?? {},
    };
  }
}
