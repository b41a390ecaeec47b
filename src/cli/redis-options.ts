import { Option, type Command } from 'commander';

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
