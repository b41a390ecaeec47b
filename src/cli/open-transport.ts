import { TracingTransport } from '../agents/tracing-transport.js';
import { RedisTransport } from '../transport/redis-transport.js';
import type { Transport } from '../transport/transport.js';
import type { RedisOptions } from './redis-options.js';
import type { TraceOption } from './trace-option.js';
import { PATIENCE, redisSettings } from './with-redis.js';

/** How a command connects. */
export interface ConnectOptions {
  /** How long it waits for Redis to answer at first, s; may be Infinity; default {@link PATIENCE}. */
  readonly patience?: number;
  /** The largest packed bundle to take. */
  readonly maxBundleBytes?: number;
  /** Told every error of the connection, which is made again by itself. */
  readonly onError?: (error: Error) => void;
}

/**
 * Opens the streams, bundles and notes that agents share.
 *
 * @throws GeominError `TRANSPORT` where Redis does not answer or does not let us in, `FILE` for an unreadable PEM file
 */
export async function openTransport(
  options: RedisOptions & Partial<TraceOption>,
  { patience = PATIENCE, maxBundleBytes, onError }: ConnectOptions = {},
): Promise<Transport> {
  const settings = await redisSettings(options, onError);
  const connectTimeoutMs = patience === Infinity ? undefined : 1000 * patience;
  const transport = await RedisTransport.connect({
    ...settings,
    prefix: options.redisPrefix,
    maxBundleBytes,
    connectTimeoutMs,
  });
  return options.trace === true ? new TracingTransport(transport) : transport;
}

/** Opens them, does something, and closes them. */
export async function withTransport<T>(
  options: RedisOptions & Partial<TraceOption>,
  act: (transport: Transport) => Promise<T>,
): Promise<T> {
  const transport = await openTransport(options);
  try {
    return await act(transport);
  } finally {
    await transport.close();
  }
}
