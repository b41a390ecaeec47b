import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { Heartbeat } from '../agents/heartbeat.js';
import { openLog } from '../agents/log.js';
import type { Logger } from '../agents/logger.js';
import { JobWorker } from '../jobs/job-worker.js';
import { openRedis, type RedisClient } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';
import type { RedisSettings } from '../redis/settings.js';
import { RedisTransport } from '../transport/redis-transport.js';
import { aborted, onInterrupt } from './interrupt.js';
import { withClosing } from './with-closing.js';
import { redisSettings } from './with-redis.js';
import type { WorkerOptions } from './worker-options.js';

/** Seconds between two heartbeats. */
const HEARTBEAT = 10;

/** The whole of `geomin worker`: takes jobs until a signal comes, then finishes those in hand. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { redisPrefix: prefix, connectTimeout } = options;
  const logger = openLog(options.logLevel);
  const onError = (error: Error) => logger.debug({ err: error }, 'the connection to Redis is in trouble');
  const redis = await redisSettings(options);
  await withClosing(async (opened) => {
    const { signal, dispose } = onInterrupt();
    opened(dispose);
    const client = openRedis({ ...redis, onError });
    opened(() => client.disconnect());
    await waitUntilReady(client, 1000 * connectTimeout);
    const transport = await RedisTransport.connect({ ...redis, prefix, onError });
    opened(() => transport.close());
    const worker = makeWorker(options, { client, redis, logger });
    const heartbeat = new Heartbeat({
      transport,
      agentId: worker.id,
      intervalSeconds: HEARTBEAT,
      describe: () => worker.describe(signal.aborted ? 'draining' : 'running'),
      onBeat: () => undefined,
      onFailure: (error) => logger.warn({ err: error }, 'no heartbeat'),
    });
    await worker.start();
    opened(() => heartbeat.stop());
    opened(() => worker.stop());
    await heartbeat.start();
    await aborted(signal);
  });
}

function makeWorker(
  options: WorkerOptions,
  { client, redis, logger }: { client: RedisClient; redis: RedisSettings; logger: Logger },
): JobWorker {
  return new JobWorker({
    client,
    settings: {
      redis,
      prefix: options.redisPrefix,
      owner: options.id ?? `worker_${hostname()}_${randomUUID().slice(0, 8)}`,
      checkpointSeconds: options.checkpointEvery,
      // A dead worker's lease has run out when its jobs are taken over: their locks were renewed at half their time.
      leaseSeconds: options.claimAfter / 2,
    },
    concurrency: options.concurrency ?? availableParallelism(),
    claimAfterSeconds: options.claimAfter,
    maxDeaths: options.maxDeaths,
    logger,
  });
}
