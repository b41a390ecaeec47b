import { openLog } from '../agents/log.js';
import { PrometheusMetrics } from '../agents/prometheus-metrics.js';
import { servePool, type PoolTask } from '../agents/serve-pool.js';
import { collectBuffersEarly } from '../v8-settings.js';
import { makeAgent, type AgentCommandOptions } from './agent-options.js';
import { aborted } from './interrupt.js';
import { keysOf } from './key-options.js';
import { connectAgent } from './serve-agents.js';
import { withClosing } from './with-closing.js';

/** Figures of an agent of a pool, which hears of every heartbeat. */
class MemberMetrics extends PrometheusMetrics {
  constructor(private readonly task: PoolTask<AgentCommandOptions>) {
    super({ agent_id: task.agentId });
    task.countWith(() => this.figures());
  }

  override beat(agentId: string): void {
    super.beat(agentId);
    this.task.beat();
  }
}

// An agent of `geomin agent --instances`, in a process of its own.
servePool<AgentCommandOptions>(async (task) => {
  collectBuffersEarly();
  const { settings: options, agentId, pool, signal } = task;
  const logger = openLog(options.logLevel);
  const keys = await keysOf(options, (message) => logger.warn(message));
  const metrics = new MemberMetrics(task);
  await withClosing(async (opened) => {
    // The pool was connected: from now on Redis is waited for.
    const patient = { ...options, connectTimeout: Infinity };
    const transport = await connectAgent(patient, logger, () => metrics.reconnected());
    opened(() => transport.close());
    const agent = makeAgent(options, { transport, keys, logger, metrics, agentId, pool });
    opened(() => agent.stop());
    await agent.start();
    task.started();
    await aborted(signal);
  });
});
