import { afterEach, expect, test } from 'vitest';
import { addressOf, openRedis, pauseBefore, type RedisClient } from '../../src/redis/connection.js';
import type { RedisSettings } from '../../src/redis/settings.js';
import { waitUntilReady } from '../../src/redis/ready.js';
import { selfSigned } from '../certificates.js';
import { startCluster } from '../redis-cluster.js';
import { describeWithRedis, freePort, startRedis } from '../redis.js';

const open: RedisClient[] = [];
const connect = (settings: RedisSettings) => {
  const client = openRedis(settings);
  open.push(client);
  return client;
};
afterEach(() => open.splice(0).forEach((client) => client.disconnect()));

test('pauses double up to two seconds, and differ', () => {
  const pauses = Array.from({ length: 2000 }, (_, i) => pauseBefore(i + 1));
  expect(pauses[0]).toBeGreaterThanOrEqual(25);
  expect(pauses[0]).toBeLessThanOrEqual(50);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(2000);
  expect(Math.min(...pauses.slice(6))).toBeGreaterThanOrEqual(1000);
  expect(new Set(pauses.slice(6)).size).toBeGreaterThan(100);
});

test.each(['localhost:6379', 'http://localhost', 'redis://', 'redis://host/database', ''])(
  '%j is no URL of Redis',
  (url) => {
    expect(() => openRedis({ url })).toThrow(/is not a URL of Redis/);
  },
);

test('a URL that is refused does not tell its password', () => {
  expect(() => openRedis({ url: 'redis:://user:hunter2@host' })).toThrow(/^the URL of Redis is not/);
});

test('where nobody listens that is said, with the address but not the password', async () => {
  const client = connect({ url: `redis://ann:hunter2@127.0.0.1:${await freePort()}/3` });
  expect(addressOf(client)).toMatch(/^redis:\/\/ann@127\.0\.0\.1:\d+\/3$/);
  const error = await waitUntilReady(client, 300).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'TRANSPORT', remedy: 'Is Redis running there?' });
  expect(String(error)).toMatch(/ann@127\.0\.0\.1:\d+\/3: no connection within 0.3 s \(.*ECONNREFUSED/);
  expect(String(error)).not.toContain('hunter2');
});

describeWithRedis('a connection', () => {
  test('with a wrong password fails by name, with the right one not', async () => {
    const server = await startRedis({ password: 'right' });
    const errors: Error[] = [];
    const onError = (error: Error) => errors.push(error);
    const refused = waitUntilReady(connect({ url: server.url, password: 'wrong', onError }));
    await expect(refused).rejects.toMatchObject({ code: 'TRANSPORT', message: /refuses us: WRONGPASS/ });
    expect(errors.length).toBeGreaterThan(0);
    await expect(waitUntilReady(connect({ url: server.url }))).rejects.toThrow(/refuses us: NOAUTH/);
    await waitUntilReady(connect({ url: server.url.replace('//', '//:right@') }));
  });

  test('with a user of its own may do what that user may', async () => {
    const server = await startRedis({
      acl: ['user default off', 'user ann on >p%40ss ~mine:* +@all -flushall'],
    });
    const client = connect({ url: server.url.replace('//', '//ann:p%2540ss@') });
    await waitUntilReady(client);
    expect(await client.set('mine:x', '1')).toBe('OK');
    await expect(client.set('yours:x', '1')).rejects.toThrow(/NOPERM/);
  });

  test('by TLS wants an authority it knows', async () => {
    const tls = selfSigned();
    const server = await startRedis({ tls });
    await expect(waitUntilReady(connect({ url: server.url }), 5000)).rejects.toMatchObject({
      code: 'TRANSPORT',
      remedy: /authority/,
    });
    const client = connect({ url: server.url, tls: { ca: tls.ca } });
    await waitUntilReady(client, 5000);
    expect(await client.ping()).toBe('PONG');
  });

  test('outlives the server, and so do commands that wait', async () => {
    const server = await startRedis({ appendOnly: true });
    const client = connect({ url: server.url });
    await client.set('kept', 'yes');
    await server.kill();
    const waiting = client.get('kept');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.restart();
    expect(await waiting).toBe('yes');
  });

  test('to a cluster finds its nodes', async () => {
    const { url } = await startCluster();
    const client = connect({ url, cluster: true });
    await waitUntilReady(client, 10_000);
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect(await client.set(key, key)).toBe('OK');
  });
});
