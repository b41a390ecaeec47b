import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { readModel } from '../../src/model/read-model.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { describeWithRedis, startRedis } from '../redis.js';

/** How many requests one agent answers: 2,000, or as the environment says. */
const REQUESTS = Number(process.env.GEOMIN_SOAK_REQUESTS ?? 2000);
const AT_ONCE = 4;
const MIB = 1024 ** 2;

/** Resident memory of a process; undefined where there is no /proc. */
function residentBytes(pid: number): number | undefined {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return 1024 * Number(kib);
  } catch {
    return undefined;
  }
}

describeWithRedis('an agent that answers request after request', () => {
  it(
    `grows no more, and neither does Redis (${REQUESTS} requests)`,
    { timeout: 60_000 + 20 * REQUESTS },
    async () => {
      const redis = await startRedis();
      const agent = fork('test/agents/agent-process.mjs', [redis.url, 'soak'], { stdio: 'inherit' });
      const client = new Redis(redis.port, '127.0.0.1');
      const transport = await RedisTransport.connect({ url: redis.url });
      const model = await readModel('data/models/1ubq.pdb');
      const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
      const ask = async (count: number) => {
        const gradients = new Float64Array(model.sitesCart.length);
        for (let i = 0; i < count; i++) await target.evaluate(model.sitesCart, gradients);
      };
      const memory = async () => ({
        agent: residentBytes(agent.pid!),
        redis: Number(/used_memory:(\d+)/.exec(await client.info('memory'))![1]),
      });
      const half = async () => {
        await Promise.all(Array.from({ length: AT_ONCE }, () => ask(REQUESTS / 2 / AT_ONCE)));
        return memory();
      };
      await half();
      const middle = await half();
      const end = await half();
      expect(end.redis - middle.redis).toBeLessThan(8 * MIB);
      // Node's heap comes and goes in steps of some MiB; a leak of one answer in ten would be more.
      if (end.agent) expect(end.agent - middle.agent!).toBeLessThan(32 * MIB + 800 * REQUESTS);
      // An answer is there a moment before its request is settled.
      const group = async () => (await transport.streamState('geometry_requests'))!.groups[0];
      await expect.poll(group).toMatchObject({ pending: 0, lag: 0 });
      if (REQUESTS > 10_000) console.log({ middle, end });
      target.close();
      await transport.close();
      client.disconnect();
      const gone = once(agent, 'exit');
      agent.kill('SIGTERM');
      expect((await gone)[0]).toBe(0);
    },
  );
});
