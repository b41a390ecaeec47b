import { JobQueue } from '../jobs/job-queue.js';
import type { BundleStore } from '../bundles/bundle-store.js';
import { RedisBundleStore } from '../bundles/redis-bundle-store.js';
import type { RedisOptions } from './redis-options.js';
import { withRedis } from './with-redis.js';

/** What commands about jobs work with. */
export interface Jobs {
  readonly queue: JobQueue;
  readonly bundles: BundleStore;
}

/**
 * Opens the queue of jobs and their bundles, does something with them, and closes them.
 *
 * @param access as of {@link JobQueue}
 */
export function withJobs<T>(
  options: RedisOptions,
  act: (jobs: Jobs) => Promise<T>,
  access?: ConstructorParameters<typeof JobQueue>[2],
): Promise<T> {
  const { redisPrefix: prefix } = options;
  return withRedis(options, async (client) => {
    const queue = new JobQueue(client, prefix, access);
    try {
      return await act({ queue, bundles: new RedisBundleStore(client, { prefix }) });
    } finally {
      await queue.close();
    }
  });
}
