import { setTimeout as sleep } from 'node:timers/promises';
import { pauseBefore, type RedisClient } from './connection.js';

/** A server that starts, a cluster that lacks a node, and what ioredis gives up by itself. */
const PASSING =
  /^(LOADING|CLUSTERDOWN|TRYAGAIN|MASTERDOWN)|Too many Cluster redirections|Connection is closed|Failed to refresh slots cache|Cluster is disconnect|Cluster isn't ready|None of startup nodes|Command aborted due to connection close/;

/** What waits for an answer, by connection. */
const waiting = new WeakMap<RedisClient, Set<(error: Error) => void>>();
const closed = new WeakSet<RedisClient>();

/** Whether a command failed for a reason that passes by itself: Redis is away, or not ready yet. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && PASSING.test(error.message);
}

/**
 * Gives a command again until Redis answers it: in a cluster ioredis does so for a second or two only. It may be done
 * more than once.
 *
 * @throws what Redis answers, and an error once the connection is closed
 */
export function keepTrying<T>(client: RedisClient, command: () => Promise<T>): Promise<T> {
  return unlessClosed(client, attempts(client, command));
}

async function attempts<T>(client: RedisClient, command: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await command();
    } catch (error) {
      if (client.status === 'end' || closed.has(client) || !isPassing(error)) throw error;
      await sleep(pauseBefore(attempt));
    }
  }
}

/**
 * An answer of Redis, or an error once `closeRedis` closes the connection: what waits between two attempts to connect
 * ioredis forgets for ever then.
 */
export function unlessClosed<T>(client: RedisClient, answer: Promise<T>): Promise<T> {
  const fails = waiting.get(client) ?? new Set();
  waiting.set(client, fails);
  return new Promise<T>((resolve, reject) => {
    fails.add(reject);
    answer.then(resolve, reject).finally(() => fails.delete(reject));
  });
}

/** Closes a connection for good; what waits for an answer fails. */
export function closeRedis(client: RedisClient): void {
  closed.add(client);
  client.disconnect();
  for (const fail of waiting.get(client) ?? []) fail(new Error('Connection is closed.'));
}
