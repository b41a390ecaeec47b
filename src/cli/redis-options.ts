import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { fileError } from '../model/file-errors.js';
import { openRedis, type RedisClient } from '../redis/connection.js';
import { waitUntilReady } from '../redis/ready.js';

/** Where Redis is, as the command line or the environment say. */
export interface RedisOptions {
  readonly redis: string;
  readonly redisPrefix: string;
  readonly redisCluster: boolean;
  /** PEM files. */
  readonly redisCa?: string;
  readonly redisCert?: string;
  readonly redisKey?: string;
}

export const DEFAULT_REDIS_URL = 'redis://127.0.0.1:6379';

/** How long a command waits for Redis to answer at first, ms. */
const PATIENCE = 5000;

/**
 * The options that every command has which talks to Redis; each is an environment variable too.
 *
 * @param url the option that says where Redis is
 */
export function addRedisOptions(command: Command, url: Option = urlOption()): Command {
  return command
    .addOption(url)
    .addOption(
      new Option('--redis-prefix <text>', 'what all keys and streams begin with')
        .env('GEOMIN_REDIS_PREFIX')
        .default('', 'nothing'),
    )
    .addOption(
      flagOption('--redis-cluster', 'the URL is that of a node of a cluster', 'GEOMIN_REDIS_CLUSTER'),
    )
    .addOption(
      new Option('--redis-ca <file>', 'PEM file of an authority to trust (rediss://)').env('GEOMIN_REDIS_CA'),
    )
    .addOption(
      new Option('--redis-cert <file>', 'PEM file of a certificate of our own').env('GEOMIN_REDIS_CERT'),
    )
    .addOption(new Option('--redis-key <file>', 'PEM file of the key to that').env('GEOMIN_REDIS_KEY'));
}

function urlOption(): Option {
  return new Option('--redis <url>', 'redis:// or, with TLS, rediss://[user:password@]host[:port]')
    .env('GEOMIN_REDIS_URL')
    .default(DEFAULT_REDIS_URL);
}

/** An option without a value, whose variable may also say no: commander takes any value, even 0, for yes. */
export function flagOption(flags: string, description: string, variable: string): Option {
  const isOn = !/^(|0|no|off|false)$/i.test(process.env[variable] ?? '');
  return new Option(flags, `${description} (env: ${variable})`).default(isOn, isOn ? 'yes' : 'no');
}

/**
 * Connects, does something, and closes the connection.
 *
 * @throws GeominError `TRANSPORT` where Redis does not answer or does not let us in, `FILE` for an unreadable PEM file
 */
export async function withRedis<T>(
  options: RedisOptions,
  act: (client: RedisClient) => Promise<T>,
): Promise<T> {
  const client = await connect(options);
  try {
    await waitUntilReady(client, PATIENCE);
    return await act(client);
  } finally {
    client.disconnect();
  }
}

/** Opens a connection, without waiting for it. */
export async function connect(
  { redis, redisCluster, redisCa, redisCert, redisKey }: RedisOptions,
  onError?: (error: Error) => void,
): Promise<RedisClient> {
  const [ca, cert, key] = await Promise.all([redisCa, redisCert, redisKey].map(pemText));
  return openRedis({ url: redis, cluster: redisCluster, tls: { ca, cert, key }, onError });
}

/** An empty variable names no file. */
async function pemText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(path, 'read', cause);
  });
}
