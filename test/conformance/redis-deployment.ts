import { Cluster } from 'ioredis';
import { openRedis } from '../../src/redis/connection.js';
import { waitUntilReady } from '../../src/redis/ready.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import type { Deployment } from './deployment.js';

let count = 0;

/** A deployment with a prefix of its own on a Redis or a cluster of the tests'. */
export async function redisDeployment(url: string, cluster = false): Promise<Deployment> {
  const prefix = `{conformance-${process.pid}-${++count}}:`;
  const opened: RedisTransport[] = [];
  return {
    async open() {
      opened.push(await RedisTransport.connect({ url, cluster, prefix }));
      return opened.at(-1)!;
    },
    abandon: (transport) => transport.close(),
    async forget() {
      const client = openRedis({ url, cluster });
      await waitUntilReady(client);
      // In a cluster the command concerns the node that it happens to reach.
      const nodes = client instanceof Cluster ? client.nodes('master') : [client];
      await Promise.all(nodes.map((node) => node.flushall()));
      client.disconnect();
    },
    async close() {
      for (const transport of opened) await transport.close();
    },
  };
}
