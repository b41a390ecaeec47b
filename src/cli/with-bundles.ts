import type { BundleStore } from '../bundles/bundle-store.js';
import { RedisBundleStore } from '../bundles/redis-bundle-store.js';
import type { RedisOptions } from './redis-options.js';
import { withRedis } from './with-redis.js';

/** Opens the store of bundles, does something with it, and closes it. */
export function withBundles<T>(options: RedisOptions, act: (store: BundleStore) => Promise<T>): Promise<T> {
  return withRedis(options, (client) => act(new RedisBundleStore(client, { prefix: options.redisPrefix })));
}
