import { describe, expect, test } from 'vitest';
import { numbers, pause, range, timed, type Fixture } from './deployment.js';

export function describeGroups(fixture: Fixture): void {
  describe('groups', () => {
    test('begin with the oldest entry, and hand out in order what was not handed out', async () => {
      const stream = fixture.stream('jobs');
      await fixture.sendNumbers(stream, 1, 5);
      const member = await fixture.transport.join('agents', [stream], 'a');
      const first = await member.read(3, 0);
      expect(numbers(first)).toEqual([1, 2, 3]);
      expect(first.map(({ deliveries }) => deliveries)).toEqual([1, 1, 1]);
      await fixture.sendNumbers(stream, 6, 6);
      expect(numbers(await member.read(10, 0))).toEqual([4, 5, 6]);
      expect(await member.read(10, 0)).toEqual([]);
    });

    test('are made with streams that are missing', async () => {
      const stream = fixture.stream('jobs');
      const member = await fixture.transport.join('agents', [stream], 'a');
      expect(await member.read(1, 0)).toEqual([]);
      expect((await fixture.transport.streamState(stream))!.length).toBe(0);
      await fixture.sendNumbers(stream, 1, 1);
      expect(numbers(await member.read(1, 5000))).toEqual([1]);
    });

    test('are joined again where they stand', async () => {
      const stream = fixture.stream('jobs');
      await fixture.sendNumbers(stream, 1, 4);
      const first = await fixture.transport.join('agents', [stream], 'a');
      await first.read(2, 0);
      const second = await fixture.transport.join('agents', [stream], 'b');
      expect(numbers(await second.read(10, 0))).toEqual([3, 4]);
    });

    test('give each entry to one member', async () => {
      const stream = fixture.stream('jobs');
      const got: number[][] = [[], [], []];
      const members = await Promise.all(
        got.map(async (_, i) => (await fixture.deployment.open()).join('agents', [stream], `member ${i}`)),
      );
      const reading = members.map(async (member, i) => {
        for (;;) {
          const deliveries = await member.read(7, 1000);
          if (deliveries.length === 0) return;
          got[i].push(...numbers(deliveries));
          for (const delivery of deliveries) await member.settle(delivery);
        }
      });
      await fixture.sendNumbers(stream, 1, 300);
      await Promise.all(reading);
      expect(got.flat().sort((a, b) => a - b)).toEqual(range(1, 300));
      for (const mine of got) expect(mine).toEqual([...mine].sort((a, b) => a - b));
    });

    test('each get all entries, which stay until the last group has settled them', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const ours = await transport.join('ours', [stream], 'a');
      const theirs = await transport.join('theirs', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 3);
      for (const delivery of await ours.read(10, 0)) await ours.settle(delivery);
      const late = await theirs.read(10, 0);
      expect(numbers(late)).toEqual([1, 2, 3]);
      for (const delivery of late) await theirs.settle(delivery);
      expect(await theirs.read(10, 0)).toEqual([]);
    });

    test('hand out the first stream first, so many of each', async () => {
      const [high, normal, low] = ['jobs:high', 'jobs', 'jobs:low'].map((name) => fixture.stream(name));
      const member = await fixture.transport.join('agents', [high, normal, low], 'a');
      await fixture.sendNumbers(low, 31, 33);
      await fixture.sendNumbers(normal, 21, 23);
      await fixture.sendNumbers(high, 11, 13);
      const deliveries = await member.read(2, 0);
      expect(numbers(deliveries)).toEqual([11, 12, 21, 22, 31, 32]);
      expect(deliveries.map(({ stream }) => stream)).toEqual([high, high, normal, normal, low, low]);
      expect(numbers(await member.read(5, 0, [high, normal]))).toEqual([13, 23]);
      expect(numbers(await member.read(5, 0))).toEqual([33]);
    });

    test('let a member wait for the first entry, on any of the streams', async () => {
      const streams = [fixture.stream('jobs:high'), fixture.stream('jobs')];
      const member = await fixture.transport.join('agents', streams, 'a');
      for (const stream of streams) {
        const reading = timed(member.read(5, 20_000));
        await pause(100);
        await fixture.sendNumbers(stream, 1, 1);
        const { value, ms } = await reading;
        expect(numbers(value)).toEqual([1]);
        expect(ms).toBeGreaterThan(90);
        expect(ms).toBeLessThan(5000);
      }
    });

    test('let a member wait no longer than it wants to', async () => {
      const member = await fixture.transport.join('agents', [fixture.stream('jobs')], 'a');
      const waited = await timed(member.read(5, 300));
      expect(waited.value).toEqual([]);
      expect(waited.ms).toBeGreaterThan(290);
      expect(waited.ms).toBeLessThan(3000);
      expect((await timed(member.read(5, 0))).ms).toBeLessThan(250);
    });

    test('leave a waiting member to others while it waits', async () => {
      const stream = fixture.stream('jobs');
      const waiting = await fixture.transport.join('agents', [stream], 'waiting');
      const working = await fixture.transport.join('agents', [stream], 'working');
      const reading = waiting.read(1, 10_000);
      await pause(50);
      await fixture.sendNumbers(stream, 1, 1);
      const [delivery] = await reading;
      const again = waiting.read(1, 5000);
      // Nothing of one member waits for another's blocking read.
      const settled = await timed(waiting.settle(delivery));
      expect(settled.ms).toBeLessThan(2000);
      expect((await timed(working.claim(0, 1))).ms).toBeLessThan(2000);
      waiting.wake();
      expect(await again).toEqual([]);
    });

    test('wake a waiting member at once', async () => {
      const stream = fixture.stream('jobs');
      const member = await fixture.transport.join('agents', [stream], 'a');
      member.wake();
      const reading = timed(member.read(1, 20_000));
      await pause(200);
      member.wake();
      expect((await reading).value).toEqual([]);
      expect((await reading).ms).toBeLessThan(2000);
      const barely = timed(member.read(1, 20_000));
      member.wake();
      expect((await barely).ms).toBeLessThan(2000);
      await fixture.sendNumbers(stream, 1, 1);
      expect(numbers(await member.read(1, 20_000))).toEqual([1]);
    });

    test('say how far they are', async () => {
      const stream = fixture.stream('jobs');
      const { transport } = fixture;
      await fixture.sendNumbers(stream, 1, 5);
      const a = await transport.join('agents', [stream], 'a');
      const b = await transport.join('agents', [stream], 'b');
      const [first] = await a.read(2, 0);
      await b.read(1, 0);
      await pause(60);
      const { length, groups } = (await transport.streamState(stream))!;
      expect(length).toBe(5);
      expect(groups).toHaveLength(1);
      expect(groups[0]).toMatchObject({ name: 'agents', lag: 2, pending: 3 });
      const members = [...groups[0].members].sort((x, y) => (x.name < y.name ? -1 : 1));
      expect(members.map(({ name, pending }) => [name, pending])).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
      for (const { idleMs } of members) expect(idleMs).toBeGreaterThanOrEqual(50);
      await a.settle(first);
      const after = (await transport.streamState(stream))!;
      expect(after.groups[0].pending).toBe(2);
    });

    test('say whether there is anything to do, for any member', async () => {
      const streams = [fixture.stream('jobs:high'), fixture.stream('jobs')];
      const { transport } = fixture;
      const a = await transport.join('agents', streams, 'a');
      const b = await transport.join('agents', streams, 'b');
      expect(await b.hasWork()).toBe(false);
      await fixture.sendNumbers(streams[1], 1, 3);
      expect(await b.hasWork()).toBe(true);
      const [first] = await a.read(1, 0);
      const [second] = await transport.entries(streams[1], { after: first.id, count: 1 });
      await transport.remove(streams[1], [second.id]);
      await a.settle(first);
      expect(await b.hasWork()).toBe(true);
      const [third] = await a.read(1, 0);
      expect(await b.hasWork()).toBe(true);
      await a.settle(third);
      expect(await b.hasWork()).toBe(false);
      // What another group still has to do is its own business.
      const others = await transport.join('others', streams, 'c');
      await fixture.sendNumbers(streams[0], 4, 4);
      for (const delivery of await a.read(1, 0)) await a.settle(delivery);
      expect([await a.hasWork(), await others.hasWork()]).toEqual([false, true]);
    });

    test('trim what is settled, and keep what is not', async () => {
      const stream = fixture.stream('jobs');
      const member = await fixture.transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 20);
      const deliveries = await member.read(10, 0);
      // In any order: the oldest stays in hand.
      for (const delivery of deliveries.slice(1)) await member.settle(delivery);
      await expect
        .poll(async () => numbers(await fixture.transport.entries(stream)), { timeout: 10_000 })
        .toEqual([1, ...range(11, 20)]);
      await member.settle(deliveries[0]);
      for (const delivery of await member.read(20, 0)) await member.settle(delivery);
      await expect
        .poll(async () => (await fixture.transport.streamState(stream))!.length, { timeout: 10_000 })
        .toBe(0);
    });
  });
}
