import type { Logger } from '../agents/logger.js';
import type { Backlog, ServedMetrics } from '../agents/metrics.js';
import { serveMetrics } from '../agents/metrics-server.js';
import { streamNames } from '../agents/stream-names.js';
import type { Transport } from '../transport/transport.js';
import type { AgentCommandOptions } from './agent-options.js';
import { openTransport } from './open-transport.js';
import type { Opened } from './with-closing.js';

/** Heartbeats that may be missed until `/healthz` says so. */
const MISSED = 3;

/** Connects; says when the connection is lost and when it is back, each once. */
export async function connectAgent(
  options: AgentCommandOptions,
  logger: Logger,
  onReconnect: () => void = () => undefined,
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
    onReconnect();
    logger.info('the connection to Redis is back');
  });
  return transport;
}

/** Serves figures where the options say so, with what streams still hold among them. */
export async function serveFigures(
  options: AgentCommandOptions,
  { transport, metrics, logger }: { transport: Transport; metrics: ServedMetrics; logger: Logger },
  opened: Opened,
): Promise<void> {
  const { metricsPort, metricsHost: host, healthCheckInterval } = options;
  if (metricsPort === undefined) return;
  metrics.watchBacklog(() => backlogOf(transport, options));
  const maxSilenceSeconds = MISSED * healthCheckInterval;
  const server = await serveMetrics({ port: metricsPort, host, metrics, maxSilenceSeconds });
  opened(() => server.close());
  logger.info({ host, port: server.port }, 'metrics are served');
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
