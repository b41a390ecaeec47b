import { afterAll, beforeAll, expect, test } from 'vitest';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { numbers, pause, timed } from '../conformance/deployment.js';
import { startCluster, type TestCluster } from '../redis-cluster.js';
import { describeWithRedis } from '../redis.js';

describeWithRedis('a transport over a cluster', () => {
  let cluster: TestCluster;
  let transport: RedisTransport;
  beforeAll(async () => {
    cluster = await startCluster();
    transport = await RedisTransport.connect({ url: cluster.url, cluster: true, prefix: '{tests}:' });
  });
  afterAll(() => transport?.close());

  test('wants a prefix with a hash tag', async () => {
    for (const prefix of [undefined, '', 'tests:', '{}:']) {
      const refused = RedisTransport.connect({ url: cluster.url, cluster: true, prefix });
      await expect(refused).rejects.toMatchObject({ code: 'ARGUMENT', remedy: /hash tag/ });
    }
  });

  test('waits for a node that is away, and goes on with it', async () => {
    const stream = '{tests}:jobs';
    const member = await transport.join('agents', [stream], 'a');
    const told: number[] = [];
    let reconnected = 0;
    transport.onReconnect(() => (reconnected += 1));
    await transport.openInbox('{tests}:jobs_responses:me', (entry) => told.push(...numbers([entry])));
    const reading = member.read(1, 60_000);
    await pause(200);
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    const sending = transport.send(stream, { n: '1' });
    const moving = transport.registry.moveCoordinates('m', { bundleId: 'c', step: 1 }, 60);
    const storing = transport.bundles.putBytes('kept', Buffer.from('x'), 60);
    await pause(2500);
    await Promise.all(cluster.nodes.map((node) => node.restart()));
    await Promise.all([sending, moving, storing]);
    expect(numbers(await reading)).toEqual([1]);
    await expect.poll(() => reconnected, { timeout: 10_000 }).toBeGreaterThan(0);
    await transport.send('{tests}:jobs_responses:me', { n: '2' });
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([2]);
  });

  test('waits for the one node that has its keys', async () => {
    const stream = '{tests}:more';
    const member = await transport.join('agents', [stream], 'a');
    let reconnected = 0;
    transport.onReconnect(() => (reconnected += 1));
    const reading = member.read(1, 60_000);
    await pause(200);
    const node = await cluster.nodeOf('tests');
    await node.kill();
    const sending = transport.send(stream, { n: '1' });
    const storing = transport.bundles.putBytes('kept', Buffer.from('x'), 60);
    await pause(3500);
    await node.restart();
    await Promise.all([sending, storing]);
    expect(numbers(await reading)).toEqual([1]);
    await expect.poll(() => reconnected, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  test('closes at once where no node is left', async () => {
    await transport.openInbox('{tests}:jobs_responses:last', () => undefined);
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    const refused = transport.send('{tests}:jobs', { n: '1' }).catch((error: unknown) => error);
    await pause(500);
    const { ms } = await timed(transport.close());
    expect(ms).toBeLessThan(3000);
    expect(await refused).toMatchObject({ code: 'TRANSPORT', message: 'the transport was closed' });
  });
});
