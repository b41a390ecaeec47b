import { beforeAll } from 'vitest';
import { startCluster, type TestCluster } from '../redis-cluster.js';
import { describeWithRedis } from '../redis.js';
import { redisDeployment } from './redis-deployment.js';
import { describeTransport } from './transport.js';

describeWithRedis('Redis Cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  describeTransport('on three nodes', () => redisDeployment(cluster.url, true));
});
