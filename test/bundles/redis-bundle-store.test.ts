import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisBundleStore } from '../../src/bundles/redis-bundle-store.js';
import { openRedis, type RedisClient } from '../../src/redis/connection.js';
import { describeBundleStore, MAX_BYTES } from '../conformance/bundle-store.js';
import { startCluster } from '../redis-cluster.js';
import { describeWithRedis, startRedis } from '../redis.js';

describeWithRedis('a real Redis', () => {
  let client: RedisClient;
  let stores = 0;
  beforeAll(async () => {
    client = openRedis(await startRedis());
  });
  afterAll(() => client.disconnect());

  // What patterns mean something in must mean nothing in prefixes.
  const openStore = () => new RedisBundleStore(client, { prefix: `t[*]?${stores++}:`, maxBytes: MAX_BYTES });
  describeBundleStore('Redis', openStore);

  it('names the key that holds no bundle', async () => {
    const store = new RedisBundleStore(client, { prefix: 'odd:' });
    await client.lpush('odd:bundle:list', 'a');
    const fault = { code: 'BUNDLE', message: 'bundle list: the key holds something that is no bundle' };
    await expect(store.get('list', 'coordinate_update')).rejects.toMatchObject(fault);
    const listed: string[] = [];
    for await (const { id } of store.list()) listed.push(id);
    expect(listed).toEqual([]);
  });

  it('fetches no more of a key than a bundle may have', async () => {
    const store = new RedisBundleStore(client, { prefix: 'big:', maxBytes: 1000 });
    await client.set('big:bundle:b', Buffer.alloc(1 << 20));
    const fault = { code: 'BUNDLE', message: 'bundle b: it is larger than the 1000 bytes allowed' };
    await expect(store.get('b', 'coordinate_update')).rejects.toMatchObject(fault);
    await expect(store.bytes('b')).rejects.toMatchObject(fault);
  });

  it('fails as a transport once the connection is closed', async () => {
    const closed = openRedis({ url: 'redis://127.0.0.1:1' });
    closed.disconnect();
    const store = new RedisBundleStore(closed);
    await expect(store.get('b', 'coordinate_update')).rejects.toMatchObject({ code: 'TRANSPORT' });
  });
});

describeWithRedis('a real Redis Cluster', () => {
  let client: RedisClient;
  let stores = 0;
  beforeAll(async () => {
    client = openRedis({ url: (await startCluster()).url, cluster: true });
  });
  afterAll(() => client.disconnect());

  describeBundleStore(
    'Redis Cluster',
    () => new RedisBundleStore(client, { prefix: `t${stores++}:`, maxBytes: MAX_BYTES }),
  );

  it('lists before anything else was asked', async () => {
    const [node] = (client as Cluster).nodes('master');
    const { host, port } = node.options;
    const fresh = openRedis({ url: `redis://${host}:${port}`, cluster: true });
    await new RedisBundleStore(client, { prefix: 'fresh:' }).putBytes('a', Buffer.from('a'), 60);
    const listed: string[] = [];
    for await (const { id } of new RedisBundleStore(fresh, { prefix: 'fresh:' }).list()) listed.push(id);
    expect(listed).toEqual(['a']);
    fresh.disconnect();
  });
});
