import { Cluster } from 'ioredis';
import { GeominError } from '../errors.js';
import { addressOf, type RedisClient } from './connection.js';

const REFUSALS =
  /^(WRONGPASS|NOAUTH|NOPERM)|invalid password|certificate|DENIED Redis is running in protected mode/i;

/** Whether an error says that the server does not let us in, or we do not trust it, which no waiting mends. */
export function isRefusal(error: Error): boolean {
  return REFUSALS.test(error.message) || /CERT/.test((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Waits until commands can be sent.
 *
 * @param timeoutMs default: as long as it takes
 * @throws GeominError `TRANSPORT` where the server refuses us, or where it can't be reached in that time
 */
export async function waitUntilReady(client: RedisClient, timeoutMs?: number): Promise<void> {
  if (client.status === 'ready') return;
  if (client.status === 'end') throw unreachable(client, 'the connection was closed');
  await new Promise<void>((resolve, reject) => {
    let last: Error | undefined;
    const done = (error?: GeominError) => {
      clearTimeout(timer);
      for (const [event, listener] of listeners) client.off(event, listener);
      if (error) reject(error);
      else resolve();
    };
    const onError = (error: Error) => {
      last = (error as { lastNodeError?: Error }).lastNodeError ?? error;
      if (isRefusal(last)) done(refused(client, last));
    };
    const listeners = [
      ['ready', () => done()],
      ['end', () => done(unreachable(client, 'the connection was closed'))],
      ['error', onError],
      ['node error', onError],
    ] as const;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => done(unreachable(client, waited(timeoutMs, last))), timeoutMs);
    for (const [event, listener] of listeners) client.on(event, listener);
  });
}

function waited(timeoutMs: number, last: Error | undefined): string {
  return `no connection within ${timeoutMs / 1000} s${last ? ` (${last.message || String(last)})` : ''}`;
}

function unreachable(client: RedisClient, why: string): GeominError {
  const remedy = client instanceof Cluster ? 'Is a cluster running there?' : 'Is Redis running there?';
  return new GeominError('TRANSPORT', `${addressOf(client)}: ${why}`, remedy);
}

function refused(client: RedisClient, error: Error): GeominError {
  const remedy = /certificate|CERT/i.test(`${error.message} ${(error as NodeJS.ErrnoException).code ?? ''}`)
    ? 'Give the certificate of the authority that signed the server’s.'
    : 'Give the user and the password that the server wants, in the URL or in the settings.';
  return new GeominError('TRANSPORT', `${addressOf(client)} refuses us: ${error.message}`, remedy, {
    cause: error,
  });
}
