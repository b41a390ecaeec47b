import { describe, expect, test } from 'vitest';
import { pause, type Fixture } from './deployment.js';

export function describeRegistry(fixture: Fixture): void {
  describe('coordinates', () => {
    test('are unknown until they are moved', async () => {
      const { registry } = fixture.transport;
      expect(await registry.coordinates('m')).toBeUndefined();
      expect(await registry.moveCoordinates('m', { bundleId: 'c1', step: 1 }, 60)).toBe(true);
      expect(await registry.coordinates('m')).toEqual({ bundleId: 'c1', step: 1 });
      expect(await registry.coordinates('other')).toBeUndefined();
    });

    test('never move back, nor to others of the same step', async () => {
      const { registry } = fixture.transport;
      expect(await registry.moveCoordinates('m', { bundleId: 'c0', step: 0 }, 60)).toBe(true);
      expect(await registry.moveCoordinates('m', { bundleId: 'c10', step: 10 }, 60)).toBe(true);
      for (const step of [9, 10, 0]) {
        expect(await registry.moveCoordinates('m', { bundleId: `late ${step}`, step }, 60)).toBe(false);
      }
      expect(await registry.coordinates('m')).toEqual({ bundleId: 'c10', step: 10 });
      expect(await registry.moveCoordinates('m', { bundleId: 'c11', step: 11 }, 60)).toBe(true);
    });

    test('end at the highest step, whoever moves them at once', async () => {
      const transports = [fixture.transport, await fixture.deployment.open()];
      const steps = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
      await Promise.all(
        steps.map((step, i) =>
          transports[i % 2].registry.moveCoordinates('m', { bundleId: `c${step}`, step }, 60),
        ),
      );
      expect(await fixture.transport.registry.coordinates('m')).toEqual({ bundleId: 'c59', step: 59 });
    });

    test('expire', async () => {
      const { registry } = fixture.transport;
      await registry.moveCoordinates('m', { bundleId: 'c5', step: 5 }, 1);
      await expect.poll(() => registry.coordinates('m'), { timeout: 5000 }).toBeUndefined();
      expect(await registry.moveCoordinates('m', { bundleId: 'c1', step: 1 }, 60)).toBe(true);
    });
  });

  describe('agents', () => {
    test('are announced to all, with what they said last, until they are withdrawn', async () => {
      const { registry } = fixture.transport;
      const other = (await fixture.deployment.open()).registry;
      expect(await other.announced()).toEqual(new Map());
      await registry.announce('a', '{"processed":1}', 60);
      await registry.announce('b', 'Å', 60);
      await registry.announce('a', '{"processed":2}', 60);
      const both = [...(await other.announced())].sort();
      expect(both).toEqual([
        ['a', '{"processed":2}'],
        ['b', 'Å'],
      ]);
      await registry.withdraw('a');
      await registry.withdraw('nobody');
      expect(await other.announced()).toEqual(new Map([['b', 'Å']]));
    });

    test('are forgotten where they say no more', async () => {
      const { registry } = fixture.transport;
      await registry.announce('dead', 'x', 1);
      await registry.announce('alive', 'y', 60);
      expect((await registry.announced()).size).toBe(2);
      await expect.poll(() => registry.announced(), { timeout: 5000 }).toEqual(new Map([['alive', 'y']]));
    });

    test('live on by saying it again', async () => {
      const { registry } = fixture.transport;
      await registry.announce('a', 'x', 1);
      for (let i = 0; i < 3; i++) {
        await pause(500);
        await registry.announce('a', 'x', 1);
      }
      expect((await registry.announced()).has('a')).toBe(true);
    });
  });

  describe('a nonce', () => {
    test('is used by one entry, as often as that one comes', async () => {
      const { registry } = fixture.transport;
      expect(await registry.useNonce('n', '1-0', 60)).toBe(true);
      expect(await registry.useNonce('n', '1-0', 60)).toBe(true);
      expect(await registry.useNonce('n', '2-0', 60)).toBe(false);
      expect(await registry.useNonce('other', '2-0', 60)).toBe(true);
    });

    test('is used by one of many who try', async () => {
      const other = (await fixture.deployment.open()).registry;
      const registries = [fixture.transport.registry, other];
      const used = await Promise.all(
        Array.from({ length: 20 }, (_, i) => registries[i % 2].useNonce('n', `${i}-0`, 60)),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
    });

    test('can be used again when it has expired', async () => {
      const { registry } = fixture.transport;
      await registry.useNonce('n', '1-0', 1);
      await expect.poll(() => registry.useNonce('n', '2-0', 60), { timeout: 5000 }).toBe(true);
    });
  });

  describe('a lease', () => {
    const by = (owner: string, token = owner) => ({ owner, token });

    test("is one taker's until it is released; fences rise from taking to taking, whatever is taken", async () => {
      const { registry } = fixture.transport;
      const other = (await fixture.deployment.open()).registry;
      expect(await registry.leaseOf('m')).toBeUndefined();
      const first = await registry.takeLease('m', by('a'), 60);
      expect(first).toMatchObject(by('a'));
      expect(await other.takeLease('m', by('b'), 60)).toEqual(first);
      expect(await other.leaseOf('m')).toEqual(first);
      const another = await other.takeLease('n', by('b'), 60);
      expect(another.fence).toBeGreaterThan(first.fence);
      await registry.releaseLease('m', first.fence);
      const second = await other.takeLease('m', by('b'), 60);
      expect(second).toMatchObject(by('b'));
      expect(second.fence).toBeGreaterThan(another.fence);
    });

    test('is told to a taker that asks again, as one that lost the answer does', async () => {
      const { registry } = fixture.transport;
      const taken = await registry.takeLease('m', by('a', 't'), 60);
      expect(await registry.takeLease('m', by('a', 't'), 60)).toEqual(taken);
      expect((await registry.takeLease('m', by('a', 'u'), 60)).token).toBe('t');
    });

    test('is taken by one of many', async () => {
      const registries = [fixture.transport.registry, (await fixture.deployment.open()).registry];
      const held = await Promise.all(
        Array.from({ length: 20 }, (_, i) => registries[i % 2].takeLease('m', by(String(i)), 60)),
      );
      expect(new Set(held.map(({ token }) => token)).size).toBe(1);
    });

    test('that ran out can be taken, and no more be renewed, released or written under', async () => {
      const { registry } = fixture.transport;
      const { fence } = await registry.takeLease('m', by('a'), 0.2);
      expect(await registry.writeFenced('m', { fence, value: 'early' }, 60)).toBe(true);
      await expect.poll(() => registry.leaseOf('m')).toBeUndefined();
      expect(await registry.writeFenced('m', { fence, value: 'late' }, 60)).toBe(false);
      const next = await registry.takeLease('m', by('b'), 60);
      expect(next.fence).toBeGreaterThan(fence);
      expect(await registry.renewLease('m', fence, 60)).toBe(false);
      await registry.releaseLease('m', fence);
      expect(await registry.leaseOf('m')).toEqual(next);
      expect(await registry.writeFenced('m', { fence, value: 'late' }, 60)).toBe(false);
      expect(await registry.written('m')).toEqual({ fence, value: 'early' });
      expect(await registry.writeFenced('m', { fence: next.fence, value: 'Å' }, 60)).toBe(true);
      expect(await registry.written('m')).toEqual({ fence: next.fence, value: 'Å' });
      expect(await registry.written('n')).toBeUndefined();
    });

    test('lives on where it is renewed', async () => {
      const { registry } = fixture.transport;
      const { fence } = await registry.takeLease('m', by('a'), 0.4);
      for (let i = 0; i < 4; i++) {
        await pause(200);
        expect(await registry.renewLease('m', fence, 0.4)).toBe(true);
      }
    });

    test('has a value that expires', async () => {
      const { registry } = fixture.transport;
      const { fence } = await registry.takeLease('m', by('a'), 60);
      await registry.writeFenced('m', { fence, value: 'x' }, 0.1);
      await expect.poll(() => registry.written('m')).toBeUndefined();
    });
  });
}
