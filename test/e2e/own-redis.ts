import { afterEach, beforeAll, beforeEach } from 'vitest';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { startRedis, type TestRedis } from '../redis.js';

/** A Redis for a suite, and for each of its tests a connection. */
export class OwnRedis {
  server!: TestRedis;
  transport!: RedisTransport;

  constructor() {
    beforeAll(async () => {
      this.server = await startRedis();
    });
    beforeEach(async () => {
      this.transport = await RedisTransport.connect({ url: this.server.url });
    });
    afterEach(() => this.transport.close());
  }

  /** Of processes that are to use it. */
  get env(): NodeJS.ProcessEnv {
    return { GEOMIN_REDIS_URL: this.server.url };
  }
}
