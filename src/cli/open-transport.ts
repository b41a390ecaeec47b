import { RedisTransport } from '../transport/redis-transport.js';
import type { Transport } from '../transport/transport.js';
import type { RedisOptions } from './redis-options.js';
import { redisSettings, withRedis } from './with-redis.js';

/** How a command connects. */
export interface ConnectOptions {
  /** How long it waits for Redis to answer at first, s; default: as for the other commands. */
  readonly patience?: number;
  /** The largest packed bundle to take. */
  readonly maxBundleBytes?: number;
  /** Told every error of the connection, which is made again by itself. */
  readonly onError?: (error: Error) => void;
}

/**
 * Opens the streams, bundles and notes that agents share, once Redis is known to answer.
 *
 * @throws GeominError as {@link withRedis}
 */
export async function openTransport(
  options: RedisOptions,
  { patience, maxBundleBytes, onError }: ConnectOptions = {},
): Promise<Transport> {
  await withRedis(options, () => Promise.resolve(), patience);
  const settings = await redisSettings(options, onError);
  return RedisTransport.connect({ ...settings, prefix: options.redisPrefix, maxBundleBytes });
}

/** Opens them, does something, and closes them. */
export async function withTransport<T>(
  options: RedisOptions,
  act: (transport: Transport) => Promise<T>,
): Promise<T> {
  const transport = await openTransport(options);
  try {
    return await act(transport);
  } finally {
    await transport.close();
  }
}
