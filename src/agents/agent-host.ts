import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { describeSpan, inSpan } from '../spans.js';
import type { Answer, Delivery, Entry, OutgoingFields } from '../transport/entry.js';
import { GroupReader, type Outcome } from '../transport/group-reader.js';
import type { Transport } from '../transport/transport.js';
import { StatsCounter, type AgentStats } from './agent-stats.js';
import { Cancellations } from './cancellations.js';
import { Heartbeat, type AgentState } from './heartbeat.js';
import { silentLogger, type Logger } from './logger.js';
import type { AgentMetrics } from './metrics.js';
import type { PoolMembership } from './pool-messages.js';
import { Replies, type RepliesParts } from './replies.js';
import { SignatureGuard } from './signature.js';
import type { StreamNames } from './stream-names.js';

/** What every agent may be told: who it is, how much it takes on, whom it trusts. */
export interface HostOptions {
  /** Streams, bundles and notes that it shares with those who ask. Stays the caller's to close. */
  readonly transport: Transport;
  /** Unique among the living. Default: made of the agent's kind, the host's name and a random part. */
  readonly agentId?: string;
  /** Agents of one group share the requests. */
  readonly consumerGroup?: string;
  /** Its name within the group. Default: the agent's id. */
  readonly consumerName?: string;
  /** Where it is one of a pool's. */
  readonly pool?: PoolMembership;
  /** Between two heartbeats, s; three missed ones, and it counts as dead. Default 10. */
  readonly healthCheckInterval?: number;
  /** Requests in hand at once. Default 4. */
  readonly concurrency?: number;
  /** Most entries that are read at once, of each lane. Default: as many as there is room for. */
  readonly batchSize?: number;
  /** Shared keys: messages must be signed with one of them, and the first signs the answers. Default: none is needed. */
  readonly keys?: readonly Buffer[];
  /** What an agent that died had in hand is taken over after so long, s. Default 5. */
  readonly claimAfter?: number;
  /** A request that so many times killed or failed its agent goes to the dead letters. Default 5. */
  readonly maxDeliveries?: number;
  readonly logger?: Logger;
  readonly metrics?: AgentMetrics;
}

/** What an agent does with what it is handed; all else its host does. */
export interface HostedAgent {
  /** What ids begin with, such as `geometry_agent`. */
  readonly kind: string;
  readonly names: StreamNames;
  readonly defaultGroup: string;
  /** Throws only where the entry is to be delivered again. */
  readonly handle: (delivery: Delivery) => Promise<Outcome>;
  /** What the sender of an entry is told that no agent could handle. */
  readonly giveUp: (delivery: Delivery, reason: string) => readonly Answer[];
  /** What its heartbeat says beside what every agent's does. */
  readonly describe?: () => Partial<AgentState>;
  /** Frees what it holds, once nothing is in hand any more. */
  readonly close?: () => Promise<void>;
}

/** What became of a request. */
export interface Handled {
  readonly requestId: string;
  readonly error?: { readonly code: Parameters<AgentMetrics['request']>[0]; readonly message: string };
  /** Seconds. */
  readonly processingTime: number;
}

/**
 * Everything that agents have in common: they read their streams as one of a group, take over what dead members had in
 * hand, settle entries only once they are answered, say that they live, count, and end without losing anything.
 */
export class AgentHost {
  readonly agentId: string;
  readonly cancellations: Cancellations;
  readonly #options: HostOptions;
  readonly #agent: HostedAgent;
  readonly #logger: Logger;
  readonly #stats = new StatsCounter();
  readonly #guard: SignatureGuard | undefined;
  readonly #reader: GroupReader;
  readonly #heartbeat: Heartbeat;
  #state: AgentState['state'] = 'starting';
  #stopped: Promise<void> | undefined;

  constructor(options: HostOptions, agent: HostedAgent) {
    const { transport, keys, metrics } = options;
    this.#options = options;
    this.#agent = agent;
    this.agentId = options.agentId ?? `${agent.kind}_${hostname()}_${randomUUID().slice(0, 8)}`;
    this.#logger = (options.logger ?? silentLogger).child({ agent_id: this.agentId });
    const { registry } = transport;
    const onRefusal = (fault: Parameters<AgentMetrics['signatureRefused']>[0]) =>
      metrics?.signatureRefused(fault);
    this.#guard = keys && new SignatureGuard({ keys, registry, onRefusal });
    this.cancellations = new Cancellations(this.check);
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
    await this.cancellations.start(this.#options.transport, this.#agent.names.control);
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

  /** Waits until nothing is left to be done in the group. */
  drain(options?: { readonly signal?: AbortSignal }): Promise<void> {
    return this.#reader.drain(options);
  }

  getStats(): AgentStats {
    return this.#stats.get();
  }

  /** What was handed to agents before a delivery and is not settled. */
  unsettledBefore(delivery: Delivery): Promise<Entry[]> {
    return this.#reader.unsettledBefore(delivery);
  }

  /** Refuses entries that are not signed as they should be. */
  readonly check = async (entry: Entry): Promise<void> => this.#guard?.check(entry);

  readonly sign = (fields: OutgoingFields): OutgoingFields => this.#guard?.sign(fields) ?? fields;

  /** Puts answers into entries, and counts them. */
  replies(output = this.#agent.names.responses): Replies {
    const { agentId, sign } = this;
    const onAnswered: RepliesParts['onAnswered'] = (delivery, response) => this.handled(delivery, response);
    return new Replies({ agentId, names: this.#agent.names, output, sign, onAnswered });
  }

  /** Counts a request, and says so. */
  handled(delivery: Delivery, { requestId, error, processingTime }: Handled): void {
    this.#stats.count(error === undefined, processingTime);
    this.#options.metrics?.request(error?.code ?? 'success', processingTime);
    describeSpan({ 'geomin.request_id': requestId }, error?.message);
    const about = {
      request_id: requestId,
      correlation_id: correlationOf(delivery),
      processing_time: processingTime,
    };
    if (!error) this.#logger.debug(about, 'answered');
    else this.#logger.warn({ ...about, error_code: error.code }, `refused: ${error.message}`);
  }

  async #stop(): Promise<void> {
    this.#state = 'draining';
    this.#logger.info({ in_hand: this.#reader.inHand }, 'the agent is draining');
    await this.#heartbeat.beat();
    for (const step of [
      () => this.#reader.stop(),
      () => this.cancellations.stop(),
      () => this.#heartbeat.stop(),
      () => this.#agent.close?.(),
    ]) {
      await step()?.catch((error: unknown) => this.#logger.warn({ err: error }, 'a step of stopping failed'));
    }
    this.#state = 'stopped';
    this.#options.metrics?.ended(this.agentId);
    this.#logger.info(this.getStats(), 'the agent has stopped');
  }

  #makeReader(): GroupReader {
    const { transport, consumerGroup, consumerName, batchSize } = this.#options;
    const { concurrency = 4, claimAfter = 5, maxDeliveries = 5 } = this.#options;
    const { names, defaultGroup, giveUp } = this.#agent;
    return new GroupReader({
      transport,
      group: consumerGroup ?? defaultGroup,
      streams: names.lanes,
      name: consumerName ?? this.agentId,
      concurrency,
      batchSize,
      claimIdleMs: 1000 * claimAfter,
      maxDeliveries,
      handle: (delivery) => this.#handle(delivery),
      giveUp,
      onFailure: (error, delivery) => this.#failed(error, delivery),
      onBuried: (delivery, reason) => this.#buried(delivery, reason),
    });
  }

  /** In a span that is part of its sender's. */
  #handle(delivery: Delivery): Promise<Outcome> {
    const { names, handle } = this.#agent;
    const attributes = { 'geomin.agent_id': this.agentId, 'geomin.correlation_id': correlationOf(delivery) };
    const options = { kind: 'server', attributes, message: delivery.fields } as const;
    return inSpan(`answer ${names.lanes[1]}`, options, () => handle(delivery));
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
    const { pool } = this.#options;
    return {
      agent_id: this.agentId,
      kind: this.#agent.kind,
      ...(pool && { pool: pool.id, restarts: pool.restarts }),
      state: this.#state,
      host: hostname(),
      pid: process.pid,
      consumer_name: this.#options.consumerName ?? this.agentId,
      in_hand: this.#reader.inHand,
      stats: this.#stats.state(),
      ...this.#agent.describe?.(),
      refused_messages: this.#guard?.refused ?? {},
    };
  }
}

function correlationOf({ fields }: Delivery): string | undefined {
  return (fields.get('correlation_id') ?? fields.get('message_id'))?.toString();
}
