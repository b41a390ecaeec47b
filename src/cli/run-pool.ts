import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { AgentPool } from '../agents/agent-pool.js';
import type { Logger } from '../agents/logger.js';
import { PoolMetrics } from '../agents/pool-metrics.js';
import type { AgentCommandOptions } from './agent-options.js';
import { aborted, onInterrupt } from './interrupt.js';
import { connectAgent, serveFigures } from './serve-agents.js';
import { withClosing } from './with-closing.js';

// What the command is joined of keeps the addresses of the files that it was.
const program = new URL('./agent-process.js', import.meta.url);

/** Runs agents in processes of their own, watched by this one, which computes nothing. */
export async function runPool(options: AgentCommandOptions, logger: Logger): Promise<void> {
  const metrics = new PoolMetrics();
  const pool = new AgentPool({
    id: options.id ?? `agent_pool_${hostname()}_${randomUUID().slice(0, 8)}`,
    size: options.instances,
    program,
    settings: options,
    logger,
    onBeat: (agentId) => metrics.beat(agentId),
    onRestart: (agentId) => metrics.restarted(agentId),
  });
  metrics.watchAgents(() => pool.figures());
  await withClosing(async (opened) => {
    // For the figures of streams, and to say what is in the way before there are processes that would.
    const transport = await connectAgent(options, logger);
    opened(() => transport.close());
    const { signal, dispose } = onInterrupt();
    opened(dispose);
    await serveFigures(options, { transport, metrics, logger }, opened);
    opened(() => pool.stop());
    await Promise.race([aborted(signal), pool.run()]);
  });
}
