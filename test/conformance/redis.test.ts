import { beforeAll } from 'vitest';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { redisDeployment } from './redis-deployment.js';
import { describeTransport } from './transport.js';

describeWithRedis('Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  describeTransport('on Redis', () => redisDeployment(redis.url));
});
