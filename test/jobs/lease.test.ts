import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeFenced } from '../../src/jobs/lease-files.js';
import { Lease } from '../../src/jobs/lease.js';
import { MemoryRegistry } from '../../src/transport/memory-registry.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import type { Registry } from '../../src/transport/registry.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geomin-'));
});
afterEach(() => rm(folder, { recursive: true }));

function take(registry: Registry, owner: string, ttlSeconds = 60): Promise<Lease> {
  return Lease.take({ registry, resource: 'model', owner, ttlSeconds });
}

/** A registry that lets something happen after it said yes to a renewal, before anybody hears of it. */
function withPause(registry: Registry, meanwhile: () => Promise<void>): Registry {
  const paused: Registry = Object.create(registry);
  paused.renewLease = async (...args) => {
    const isHeld = await registry.renewLease(...args);
    await meanwhile();
    return isHeld;
  };
  for (const name of ['takeLease', 'releaseLease', 'writeFenced'] as const) {
    paused[name] = registry[name].bind(registry) as never;
  }
  return paused;
}

describe('a lease', () => {
  test('is refused with the name of who has it, until it is released', async () => {
    const registry = new MemoryRegistry();
    const lease = await take(registry, 'worker-1');
    const refused = { code: 'LEASE', message: 'worker-1 has the lease of model' };
    await expect(take(registry, 'worker-2')).rejects.toMatchObject(refused);
    expect(await Lease.tryTake({ registry, resource: 'model', owner: 'worker-1' })).toBeUndefined();
    await lease.release();
    await lease.release();
    expect(lease.isHeld).toBe(false);
    expect(lease.lost.aborted).toBe(false);
    await expect(lease.write('x', 60)).rejects.toMatchObject({ message: 'the lease of model was released' });
    expect((await take(registry, 'worker-2')).fence).toBeGreaterThan(lease.fence);
    await expect(take(registry, 'w', 0)).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  test('renews itself', async () => {
    const registry = new MemoryRegistry();
    const lease = await take(registry, 'a', 0.2);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(lease.isHeld).toBe(true);
    expect((await registry.leaseOf('model'))?.fence).toBe(lease.fence);
    await lease.release();
  });

  test('that runs out says so', async () => {
    const registry = new MemoryRegistry();
    const lease = await take(registry, 'a', 0.2);
    registry.renewLease = () => new Promise(() => undefined);
    await once(lease.lost, 'abort');
    expect(lease.lost.reason).toMatchObject({ code: 'LEASE', message: 'the lease of model ran out' });
    expect(lease.isHeld).toBe(false);
    expect(await lease.renew()).toBe(false);
  });

  test('that another took says so at the next renewal', async () => {
    const registry = new MemoryRegistry();
    const lease = await take(registry, 'a', 0.3);
    await registry.releaseLease('model', lease.fence);
    await take(registry, 'b');
    await once(lease.lost, 'abort');
    await expect(lease.write('late', 60)).rejects.toMatchObject({ code: 'LEASE' });
    expect(await registry.written('model')).toBeUndefined();
  });
});

describe('a file', () => {
  test('is written again and again under one lease, and leaves nothing beside', async () => {
    const lease = await take(new MemoryRegistry(), 'a');
    const path = join(folder, 'model.pdb');
    await writeFenced(lease, path, 'one');
    await writeFenced(lease, path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['model.pdb']);
  });

  test('is not touched by one whose lease ran out', async () => {
    const registry = new MemoryRegistry();
    const late = await take(registry, 'a');
    await registry.releaseLease('model', late.fence);
    const path = join(folder, 'model.pdb');
    await writeFenced(await take(registry, 'b'), path, 'newer');
    await expect(writeFenced(late, path, 'late')).rejects.toMatchObject({ code: 'LEASE' });
    expect(await readFile(path, 'utf8')).toBe('newer');
    expect(await readdir(folder)).toEqual(['model.pdb']);
  });

  test('nor by one that was stopped after its lease was checked, before it renamed', async () => {
    const registry = new MemoryRegistry();
    const path = join(folder, 'model.pdb');
    const paused = withPause(registry, async () => {
      await registry.releaseLease('model', late.fence);
      await writeFenced(await take(registry, 'b'), path, 'newer');
    });
    const late: Lease = await take(paused, 'a');
    const refused = {
      code: 'LEASE',
      message: expect.stringMatching(/another has written .*model.pdb since/),
    };
    await expect(writeFenced(late, path, 'late')).rejects.toMatchObject(refused);
    expect(await readFile(path, 'utf8')).toBe('newer');
    expect(await readdir(folder)).toEqual(['model.pdb']);
  });

  test('keeps its content where it cannot be written', async () => {
    const lease = await take(new MemoryRegistry(), 'a');
    await expect(writeFenced(lease, join(folder, 'no', 'file'), 'x')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describeWithRedis('on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });

  test('a process that was stopped until its lease ran out cannot write', async () => {
    const path = join(folder, 'model.pdb');
    const transport = await RedisTransport.connect({ url: redis.url });
    const process = spawn('node', ['test/jobs/lease-process.mjs', redis.url, path, '0.5']);
    try {
      const [fence] = await once(process.stdout, 'data');
      process.kill('SIGSTOP');
      const { registry } = transport;
      await expect.poll(() => registry.leaseOf('model'), { timeout: 5000 }).toBeUndefined();
      const lease = await take(registry, 'other');
      expect(lease.fence).toBeGreaterThan(Number(fence));
      await lease.write('newer', 60);
      await writeFenced(lease, path, 'newer');
      process.kill('SIGCONT');
      process.stdin.write('go\n');
      const [outcomes] = await once(process.stdout, 'data');
      expect(String(outcomes)).toBe('LEASE,LEASE false\n');
      expect(await readFile(path, 'utf8')).toBe('newer');
      expect(await registry.written('model')).toEqual({ fence: lease.fence, value: 'newer' });
      await lease.release();
    } finally {
      process.kill('SIGKILL');
      await transport.close();
    }
  });

  test('fences rise though Redis lost all it knew', async () => {
    const transport = await RedisTransport.connect({ url: redis.url, prefix: 'lost:' });
    const { registry } = transport;
    const before = await take(registry, 'a');
    const client = (await import('ioredis')).Redis;
    const admin = new client(redis.url);
    await admin.flushall();
    admin.disconnect();
    const after = await take(registry, 'b');
    expect(after.fence).toBeGreaterThan(before.fence);
    await expect(before.write('late', 60)).rejects.toMatchObject({ code: 'LEASE' });
    await transport.close();
  });
});
