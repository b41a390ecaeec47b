import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/transport/entry.js';
import { answer, numbers, pause, range, texts, type Fixture } from './deployment.js';

export function describeSubscriptions(fixture: Fixture): void {
  describe('an inbox', () => {
    test('is told each entry, in order, from whomever', async () => {
      const stream = fixture.stream('jobs_responses:me');
      const told: Entry[] = [];
      const inbox = await fixture.transport.openInbox(stream, (entry) => told.push(entry));
      expect(inbox.stream).toBe(stream);
      await fixture.sendNumbers(stream, 1, 100);
      await (await fixture.deployment.open()).send(stream, { n: '101' });
      await expect.poll(() => numbers(told)).toEqual(range(1, 101));
      expect(new Set(told.map((entry) => entry.stream))).toEqual(new Set([stream]));
    });

    test('is there before its first entry, and gone once it is closed', async () => {
      const { transport } = fixture;
      const [jobs, stream] = [fixture.stream('jobs'), fixture.stream('jobs_responses:me')];
      const member = await transport.join('agents', [jobs], 'a');
      await fixture.sendNumbers(jobs, 1, 2);
      const [first, second] = await member.read(2, 0);
      const told: Entry[] = [];
      const inbox = await transport.openInbox(stream, (entry) => told.push(entry));
      await member.settle(first, [answer(stream, { n: '1' }, true)]);
      await expect.poll(() => numbers(told)).toEqual([1]);
      await inbox.close();
      await inbox.close();
      expect(await transport.streamState(stream)).toBeUndefined();
      await member.settle(second, [answer(stream, { n: '2' }, true)]);
      await pause(100);
      expect(numbers(told)).toEqual([1]);
      expect(await transport.streamState(stream)).toBeUndefined();
    });

    test('does not grow', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs_responses:me');
      let told = 0;
      await transport.openInbox(stream, () => (told += 1));
      for (let batch = 0; batch < 10; batch++) {
        await Promise.all(range(1, 500).map((n) => transport.send(stream, { n: String(n) })));
        await expect.poll(() => told).toBe(500 * (batch + 1));
      }
      await expect
        .poll(async () => (await transport.streamState(stream))!.length, { timeout: 15_000 })
        .toBeLessThan(1500);
    });

    test('is closed with its transport', async () => {
      const stream = fixture.stream('jobs_responses:me');
      const other = await fixture.deployment.open();
      await other.openInbox(stream, () => undefined);
      expect(await fixture.transport.streamState(stream)).toBeDefined();
      await other.close();
      await expect.poll(() => fixture.transport.streamState(stream)).toBeUndefined();
    });
  });

  describe('who follows a stream', () => {
    test('is told what comes from then on, whoever else reads it', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      await fixture.sendNumbers(stream, 1, 3);
      const told: Entry[][] = [[], []];
      for (const mine of told) await transport.follow(stream, (entry) => mine.push(entry));
      const member = await transport.join('agents', [stream], 'a');
      expect(numbers(await member.read(10, 0))).toEqual([1, 2, 3]);
      await fixture.sendNumbers(stream, 4, 60);
      for (const mine of told) await expect.poll(() => numbers(mine)).toEqual(range(4, 60));
      expect(numbers(await member.read(100, 0))).toEqual(range(4, 60));
    });

    test('waits for a stream that is not there yet', async () => {
      const stream = fixture.stream('jobs_control');
      const told: Entry[] = [];
      const following = await fixture.transport.follow(stream, (entry) => told.push(entry));
      expect(following.stream).toBe(stream);
      await pause(50);
      await fixture.sendNumbers(stream, 1, 2);
      await expect.poll(() => numbers(told)).toEqual([1, 2]);
    });

    test('can begin in the past', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs_control');
      await fixture.sendNumbers(stream, 1, 3);
      await pause(20);
      const [fourth] = await fixture.sendNumbers(stream, 4, 6);
      const told: Entry[][] = [[], [], []];
      const since = Number.parseInt(fourth);
      await transport.follow(stream, (entry) => told[0].push(entry), since);
      await transport.follow(stream, (entry) => told[1].push(entry), 0);
      await transport.follow(stream, (entry) => told[2].push(entry), since + 60_000);
      await fixture.sendNumbers(stream, 7, 8);
      await expect.poll(() => numbers(told[0])).toEqual(range(4, 8));
      await expect.poll(() => numbers(told[1])).toEqual(range(1, 8));
    });

    test('is told nothing after it closed, even from within', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs_control');
      const told: number[] = [];
      const following = await transport.follow(stream, (entry) => {
        told.push(...numbers([entry]));
        if (told.length === 2) void following.close();
      });
      await Promise.all(range(1, 5).map((n) => transport.send(stream, { n: String(n) })));
      await expect.poll(() => told).toEqual([1, 2]);
      await following.close();
      await fixture.sendNumbers(stream, 6, 6);
      await pause(200);
      expect(told).toEqual([1, 2]);
    });

    test('is never told while something is being sent', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs_control');
      const told: string[] = [];
      let sending = false;
      await transport.follow(stream, (entry) => told.push(`${sending} ${texts(entry).n}`));
      sending = true;
      const sent = transport.send(stream, { n: '1' });
      sending = false;
      await sent;
      await expect.poll(() => told).toEqual(['false 1']);
    });
  });
}
