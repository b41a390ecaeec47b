import { once } from 'node:events';
import { expect, test } from 'vitest';
import { JobLease } from '../../src/jobs/job-lease.js';
import { MemoryRegistry } from '../../src/transport/memory-registry.js';
import type { Registry } from '../../src/transport/registry.js';

const TTL = 0.2;

function wait(registry: Registry, owner: string): Promise<JobLease<string>> {
  return JobLease.wait<string>({ registry, resource: 'job-1', owner, ttlSeconds: TTL });
}

/** Has the lease that is held now run out, as if its process had been stopped. */
async function runOut(registry: Registry): Promise<void> {
  await registry.releaseLease('job-1', (await registry.leaseOf('job-1'))!.fence);
}

test('who comes second waits, and hears what became of the job', async () => {
  const registry = new MemoryRegistry();
  const first = await wait(registry, 'a');
  let isTaken = false;
  const second = wait(registry, 'b').then((lease) => {
    isTaken = true;
    return lease;
  });
  await first.write('done', 60);
  expect(isTaken).toBe(false);
  await first.release();
  expect(await (await second).outcome()).toBe('done');
  expect(first.lost.aborted).toBe(false);
  await (await second).release();
});

test('who lost it to nobody takes it again, and writes', async () => {
  const registry = new MemoryRegistry();
  const lease = await wait(registry, 'a');
  const { fence } = (await registry.leaseOf('job-1'))!;
  await runOut(registry);
  await lease.write('done', 60);
  expect((await registry.written('job-1'))!.fence).toBeGreaterThan(fence);
  expect([lease.isHeld, lease.lost.aborted]).toEqual([true, false]);
  await lease.release();
  expect(await registry.leaseOf('job-1')).toBeUndefined();
});

test('who thinks too soon that it ran out is not kept from it by itself', async () => {
  const registry = new MemoryRegistry();
  const lease = await wait(registry, 'a');
  const { fence } = (await registry.leaseOf('job-1'))!;
  // What Redis has heard of, and its answer comes too late.
  await registry.renewLease('job-1', fence, 5 * TTL);
  registry.renewLease = () => new Promise(() => undefined);
  await expect.poll(() => lease.isHeld).toBe(false);
  await expect.poll(() => lease.isHeld).toBe(true);
  expect(lease.lost.aborted).toBe(false);
  await lease.release();
});

test('who lost it to another does not write', async () => {
  const registry = new MemoryRegistry();
  const lease = await wait(registry, 'a');
  await runOut(registry);
  const other = await wait(registry, 'b');
  const fault = { code: 'LEASE', message: 'job-1 was taken over by another worker' };
  await expect(lease.write('late', 60)).rejects.toMatchObject(fault);
  expect(lease.lost.reason).toMatchObject(fault);
  expect(await registry.written('job-1')).toBeUndefined();
  await lease.release();
  expect(other.isHeld).toBe(true);
  await other.release();
});

test('who lost it until another had done the job says so, and leaves the lease', async () => {
  const registry = new MemoryRegistry();
  const lease = await wait(registry, 'a');
  await runOut(registry);
  const other = await wait(registry, 'b');
  await other.write('done', 60);
  await other.release();
  if (!lease.lost.aborted) await once(lease.lost, 'abort');
  await expect(lease.write('late', 60)).rejects.toMatchObject({ code: 'LEASE' });
  expect(await registry.leaseOf('job-1')).toBeUndefined();
  expect((await registry.written('job-1'))!.value).toBe('"done"');
});
