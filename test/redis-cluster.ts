import { Redis } from 'ioredis';
import { freePort, startRedis, type TestRedis } from './redis.js';

/** Three servers that share the slots of a Redis Cluster. */
export interface TestCluster {
  /** Of the first node. */
  readonly url: string;
  readonly nodes: readonly TestRedis[];
  /** Where the keys with a hash tag are. */
  nodeOf(tag: string): Promise<TestRedis>;
}

const SLOTS = 16_384;

/** Starts three servers, makes a cluster of them, and waits until each knows that it is whole. */
export async function startCluster(): Promise<TestCluster> {
  const nodes = await Promise.all([0, 1, 2].map(startNode));
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1', { enableReadyCheck: false }));
  try {
    await Promise.all(
      clients.map((client, i) =>
        client.cluster('ADDSLOTSRANGE', Math.ceil((i * SLOTS) / 3), Math.ceil(((i + 1) * SLOTS) / 3) - 1),
      ),
    );
    await Promise.all(clients.map((client, i) => client.call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1)));
    for (const { port, busPort } of nodes.slice(1))
      await clients[0].call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
    await Promise.all(clients.map(whole));
  } finally {
    for (const client of clients) client.disconnect();
  }
  return { url: nodes[0].url, nodes, nodeOf: (tag) => owner(nodes, tag) };
}

async function owner(nodes: readonly TestRedis[], tag: string): Promise<TestRedis> {
  const client = new Redis(nodes[0].port, '127.0.0.1');
  try {
    return nodes[Math.floor((3 * Number(await client.cluster('KEYSLOT', tag))) / SLOTS)];
  } finally {
    client.disconnect();
  }
}

async function startNode(): Promise<TestRedis & { busPort: number }> {
  const busPort = await freePort();
  const config = {
    'cluster-enabled': 'yes',
    'cluster-node-timeout': '2000',
    'cluster-port': String(busPort),
  };
  return { ...(await startRedis({ config })), busPort };
}

async function whole(client: Redis): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const info = String(await client.cluster('INFO'));
    if (info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the cluster of a test is not whole after 20 s');
}
