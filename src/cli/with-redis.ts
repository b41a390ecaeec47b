import { readFile } from 'node:fs/promises';
import { fileError } from '../model/file-errors.js';
import { openRedis, type RedisClient } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';
import type { RedisSettings } from '../redis/settings.js';
import type { RedisOptions } from './redis-options.js';

/** How long a command waits for Redis to answer at first, s. */
export const PATIENCE = 5;

/**
 * Connects, does something, and closes the connection.
 * @throws GeominError `TRANSPORT` where Redis does not answer or does not let us in, `FILE` for an unreadable PEM file
 */
export async function withRedis<T>(
  options: RedisOptions,
  act: (client: RedisClient) => Promise<T>,
): Promise<T> {
  const client = openRedis(await redisSettings(options));
  try {
    await waitUntilReady(client, 1000 * PATIENCE);
    return await act(client);
  } finally {
    client.disconnect();
  }
}

/** What the options say, with the PEM files read. */
export async function redisSettings(
  { redis, redisCluster, redisCa, redisCert, redisKey }: RedisOptions,
  onError?: (error: Error) => void,
): Promise<RedisSettings> {
  const [ca, cert, key] = await Promise.all([redisCa, redisCert, redisKey].map(pemText));
  return { url: redis, cluster: redisCluster, tls: { ca, cert, key }, onError };
}

/** An empty variable names no file. */
async function pemText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(path, 'read', cause);
  });
}
