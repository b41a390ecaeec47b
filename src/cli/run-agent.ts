import { openLog } from '../agents/log.js';
import type { Logger } from '../agents/logger.js';
import { PrometheusMetrics } from '../agents/prometheus-metrics.js';
import { collectBuffersEarly } from '../v8-settings.js';
import { makeAgent, type AgentCommandOptions } from './agent-options.js';
import { aborted, onInterrupt } from './interrupt.js';
import { keysOf } from './key-options.js';
import { runPool } from './run-pool.js';
import { connectAgent, serveFigures } from './serve-agents.js';
import { withClosing } from './with-closing.js';

/** The whole of `geomin agent`: runs agents until a signal comes, then lets them finish what they have in hand. */
export function runAgent(options: AgentCommandOptions): Promise<void> {
  const logger = openLog(options.logLevel);
  return options.instances > 1 ? runPool(options, logger) : runOne(options, logger);
}

async function runOne(options: AgentCommandOptions, logger: Logger): Promise<void> {
  collectBuffersEarly();
  const keys = await keysOf(options, (message) => logger.warn(message));
  const metrics = new PrometheusMetrics();
  await withClosing(async (opened) => {
    const transport = await connectAgent(options, logger, () => metrics.reconnected());
    opened(() => transport.close());
    const { signal, dispose } = onInterrupt();
    opened(dispose);
    const agent = makeAgent(options, { transport, keys, logger, metrics, agentId: options.id });
    await serveFigures(options, { transport, metrics, logger }, opened);
    opened(() => agent.stop());
    await agent.start();
    await aborted(signal);
  });
}
