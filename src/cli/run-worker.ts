import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism, hostname } from 'node:os';
import { Heartbeat } from '../agents/heartbeat.js';
import { openLog } from '../agents/log.js';
import { JobWorker } from '../jobs/job-worker.js';
import { openRedis } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';
import { RedisTransport } from '../transport/redis-transport.js';
import { onInterrupt } from './interrupt.js';
import { redisSettings } from './with-redis.js';
import type { WorkerOptions } from './worker-options.js';

/** Seconds between two heartbeats. */
const HEARTBEAT = 10;

/** The whole of `geomin worker`: takes jobs until a signal comes, then finishes those in hand. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { redisPrefix: prefix, connectTimeout, claimAfter } = options;
  const logger = openLog(options.logLevel);
  const onError = (error: Error) => logger.debug({ err: error }, 'the connection to Redis is in trouble');
  const redis = await redisSettings(options);
  const client = openRedis({ ...redis, onError });
  // What was opened last is closed first.
  const closing: (() => unknown)[] = [() => client.disconnect()];
  const { signal, dispose } = onInterrupt();
  try {
    await waitUntilReady(client, 1000 * connectTimeout);
    const transport = await RedisTransport.connect({ ...redis, prefix, onError });
    closing.unshift(() => transport.close());
    const worker = new JobWorker({
      client,
      settings: {
        redis,
        prefix,
        owner: options.id ?? `worker_${hostname()}_${randomUUID().slice(0, 8)}`,
        checkpointSeconds: options.checkpointEvery,
        // A dead worker's lease has run out when its jobs are taken over: their locks were renewed at half their time.
        leaseSeconds: claimAfter / 2,
      },
      concurrency: options.concurrency ?? availableParallelism(),
      claimAfterSeconds: claimAfter,
      maxDeaths: options.maxDeaths,
      logger,
    });
    const heartbeat = new Heartbeat({
      transport,
      agentId: worker.id,
      intervalSeconds: HEARTBEAT,
      describe: () => worker.describe(signal.aborted ? 'draining' : 'running'),
      onBeat: () => undefined,
      onFailure: (error) => logger.warn({ err: error }, 'no heartbeat'),
    });
    await worker.start();
    closing.unshift(() => heartbeat.stop());
    closing.unshift(() => worker.stop());
    await heartbeat.start();
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    for (const close of closing) await close();
    dispose();
  }
}
