import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import { GeominError } from '../errors.js';
import type { RedisSettings } from './settings.js';

/** A connection to one Redis, or to a cluster. */
export type RedisClient = Redis | Cluster;

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

const addresses = new WeakMap<RedisClient, string>();

/**
 * How long to wait before another attempt: 50 ms at first, twice as long each time, 2 s at most, and up to half of that
 * less by chance, so that all who lost one server do not come back in the same instant.
 *
 * @param attempt from 1
 * @returns milliseconds
 */
export function pauseBefore(attempt: number): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempt - 1, 10));
  return Math.round(pause * (1 - Math.random() / 2));
}

/**
 * Opens a connection that is never given up: lost, it is made again until `disconnect()`, and commands wait meanwhile.
 * What was sent and not answered is sent again, so it may be done twice.
 *
 * Returns at once; `waitUntilReady` tells whether the server lets us in.
 *
 * @throws GeominError `ARGUMENT` where the URL can't be understood
 */
export function openRedis(settings: RedisSettings): RedisClient {
  const url = parseRedisUrl(settings.url);
  const client = settings.cluster
    ? new Cluster([nodeOf(url)], clusterOptions(url, settings))
    : new Redis(singleOptions(url, settings));
  return watched(client, publicAddress(url), settings.onError);
}

/**
 * Opens another connection to the same place for commands that block. What waits for an answer when it is lost fails,
 * for its caller to begin anew: a blocking command that is sent again by itself could not be called off.
 */
export function openBlocking(client: RedisClient, onError?: (error: Error) => void): RedisClient {
  // A server that vanished without a word is found out by the answer that does not come.
  const own = { maxRetriesPerRequest: 0, socketTimeout: 2 * LONGEST_BLOCK };
  const blocking =
    client instanceof Cluster ? client.duplicate([], { redisOptions: own }) : client.duplicate(own);
  return watched(blocking, addressOf(client), onError);
}

/** The longest time for which a command may block, ms; who waits longer asks again. */
export const LONGEST_BLOCK = 20_000;

/** The URL that a client was opened with, without the password. */
export function addressOf(client: RedisClient): string {
  return addresses.get(client) ?? 'Redis';
}

function watched(client: RedisClient, address: string, onError?: (error: Error) => void): RedisClient {
  addresses.set(client, address);
  // Without a listener ioredis prints errors, and Node ends the process for those it does not.
  client.on('error', (error: Error) => onError?.(error));
  if (client instanceof Cluster) client.on('node error', (error: Error) => onError?.(error));
  return client;
}

function parseRedisUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname && /^\/?\d*$/.test(url.pathname)) {
    return url;
  }
  throw new GeominError(
    'ARGUMENT',
    // What is wrong with it may be where its password stands.
    `${text.includes('@') ? 'the URL of Redis' : `"${text}"`} is not a URL of Redis`,
    'Give one like redis://localhost:6379, or rediss://user:password@host:6380 for TLS; special characters percent-encoded.',
  );
}

function publicAddress(url: URL): string {
  const user = url.username && `${url.username}@`;
  return `${url.protocol}//${user}${url.hostname}:${url.port || 6379}${url.pathname.length > 1 ? url.pathname : ''}`;
}

/** What one connection takes, wherever it goes. */
function commonOptions(url: URL, settings: RedisSettings): RedisOptions {
  return {
    username: settings.username ?? (decodeURIComponent(url.username) || undefined),
    password: settings.password ?? (decodeURIComponent(url.password) || undefined),
    // Replies have one shape on every server that way.
    protocol: 2,
    maxRetriesPerRequest: null,
    keepAlive: 10_000,
    disableClientInfo: true,
  };
}

function singleOptions(url: URL, settings: RedisSettings): RedisOptions {
  return {
    ...commonOptions(url, settings),
    ...nodeOf(url),
    ...(isTls(url) && { tls: { ...settings.tls } }),
    db: Number(url.pathname.slice(1)),
    retryStrategy: pauseBefore,
  };
}

function clusterOptions(url: URL, settings: RedisSettings): ClusterOptions {
  // Nodes may tell each other's addresses instead of the name that the certificate is for.
  const tls = isTls(url) && { tls: { servername: nodeOf(url).host, ...settings.tls } };
  return {
    clusterRetryStrategy: pauseBefore,
    slotsRefreshTimeout: 5000,
    redisOptions: { ...commonOptions(url, settings), ...tls },
  };
}

function nodeOf(url: URL): { host: string; port: number } {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 6379) };
}

function isTls(url: URL): boolean {
  return url.protocol === 'rediss:';
}
