import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { openLog } from '../agents/log.js';
import type { Logger } from '../agents/logger.js';
import type { Backlog } from '../agents/metrics.js';
import { serveMetrics } from '../agents/metrics-server.js';
import { PrometheusMetrics } from '../agents/prometheus-metrics.js';
import { streamNames } from '../agents/stream-names.js';
import type { Transport } from '../transport/transport.js';
import { makeAgent, type AgentCommandOptions } from './agent-options.js';
import { onInterrupt } from './interrupt.js';
import { keysOf } from './key-options.js';
import { openTransport } from './open-transport.js';

/** Heartbeats that may be missed until `/healthz` says so. */
const MISSED = 3;

/** The whole of `geomin agent`: runs agents until a signal comes, then lets them finish what they have in hand. */
export async function runAgent(options: AgentCommandOptions): Promise<void> {
  const logger = openLog(options.logLevel);
  const keys = await keysOf(options, (message) => logger.warn(message));
  const metrics = new PrometheusMetrics();
  const transport = await connect(options, logger, metrics);
  // What was opened last is closed first.
  const closing: (() => Promise<unknown>)[] = [() => transport.close()];
  const { signal, dispose } = onInterrupt();
  try {
    const shared = { transport, keys, logger, metrics };
    const agents = agentIds(options).map((agentId) => makeAgent(options, { ...shared, agentId }));
    const server = await startMetrics(options, transport, metrics, logger);
    if (server) closing.unshift(() => server.close());
    closing.unshift(() => Promise.all(agents.map((agent) => agent.stop())));
    await Promise.all(agents.map((agent) => agent.start()));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    for (const close of closing) await close();
    dispose();
  }
}

/** Says when the connection is lost and when it is back, each once. */
async function connect(
  options: AgentCommandOptions,
  logger: Logger,
  metrics: PrometheusMetrics,
): Promise<Transport> {
  let isConnected = false;
  const onError = (error: Error) => {
    if (isConnected) logger.warn({ err: error }, 'the connection to Redis is lost');
    isConnected = false;
  };
  const { connectTimeout, maxBundleBytes } = options;
  const transport = await openTransport(options, { patience: connectTimeout, maxBundleBytes, onError });
  isConnected = true;
  transport.onReconnect(() => {
    isConnected = true;
    metrics.reconnected();
    logger.info('the connection to Redis is back');
  });
  return transport;
}

/** Undefined for an agent that finds its own. */
function agentIds({ id, instances }: AgentCommandOptions): (string | undefined)[] {
  if (instances === 1) return [id];
  const base = id ?? `geometry_agent_${hostname()}_${randomUUID().slice(0, 8)}`;
  return Array.from({ length: instances }, (_, i) => `${base}-${i + 1}`);
}

async function startMetrics(
  options: AgentCommandOptions,
  transport: Transport,
  metrics: PrometheusMetrics,
  logger: Logger,
) {
  const { metricsPort, metricsHost: host, healthCheckInterval } = options;
  if (metricsPort === undefined) return undefined;
  metrics.watchBacklog(() => backlogOf(transport, options));
  const maxSilenceSeconds = MISSED * healthCheckInterval;
  const server = await serveMetrics({ port: metricsPort, host, metrics, maxSilenceSeconds });
  logger.info({ host, port: server.port }, 'metrics are served');
  return server;
}

/** What the group has still to do, lane by lane. */
async function backlogOf(transport: Transport, { stream, group }: AgentCommandOptions): Promise<Backlog[]> {
  const { lanes } = streamNames(transport.prefix, stream);
  return Promise.all(
    lanes.map(async (lane) => {
      const state = await transport.streamState(lane);
      const ours = state?.groups.find(({ name }) => name === group);
      return { stream: lane, lag: ours ? ours.lag : (state?.length ?? 0), pending: ours?.pending ?? 0 };
    }),
  );
}
