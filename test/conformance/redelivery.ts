import { describe, expect, test } from 'vitest';
import { answer, numbers, pause, texts, type Fixture } from './deployment.js';

export function describeRedelivery(fixture: Fixture): void {
  describe('what a member was handed', () => {
    test('is claimed by another where the member died, and counted', async () => {
      const stream = fixture.stream('jobs');
      const mortal = await fixture.deployment.open();
      const dead = await mortal.join('agents', [stream], 'dead');
      await fixture.sendNumbers(stream, 1, 3);
      expect(numbers(await dead.read(2, 0))).toEqual([1, 2]);
      await fixture.deployment.abandon(mortal);
      const heir = await fixture.transport.join('agents', [stream], 'heir');
      expect(numbers(await heir.read(10, 0))).toEqual([3]);
      expect(await heir.claim(60_000, 10)).toEqual([]);
      await pause(100);
      const claimed = await heir.claim(80, 10);
      expect(numbers(claimed).sort()).toEqual(expect.arrayContaining([1, 2]));
      expect(claimed.find(({ fields }) => fields.get('n')!.toString() === '1')!.deliveries).toBe(2);
      for (const delivery of claimed) await heir.settle(delivery);
    });

    test('is not handed to a dead member any more', async () => {
      const stream = fixture.stream('jobs');
      const mortal = await fixture.deployment.open();
      const dead = await mortal.join('agents', [stream], 'dead');
      const reading = dead.read(1, 30_000).catch(() => []);
      await pause(100);
      await fixture.deployment.abandon(mortal);
      await pause(100);
      await fixture.sendNumbers(stream, 1, 1);
      const heir = await fixture.transport.join('agents', [stream], 'heir');
      expect(numbers(await heir.read(1, 5000))).toEqual([1]);
      expect(await reading).toEqual([]);
    });

    test('can be claimed by the member itself, each time counted', async () => {
      const stream = fixture.stream('jobs');
      const member = await fixture.transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 1);
      expect((await member.read(1, 0))[0].deliveries).toBe(1);
      for (const deliveries of [2, 3, 4]) {
        await pause(60);
        const [again] = await member.claim(50, 5);
        expect(again).toMatchObject({ deliveries });
        expect(texts(again)).toEqual({ n: '1' });
      }
    });

    test('is claimed by one of several who try', async () => {
      const stream = fixture.stream('jobs');
      const dead = await fixture.transport.join('agents', [stream], 'dead');
      await fixture.sendNumbers(stream, 1, 30);
      await dead.read(30, 0);
      await pause(1100);
      const heirs = await Promise.all(
        ['b', 'c', 'd'].map((name) => fixture.transport.join('agents', [stream], name)),
      );
      const claimed = await Promise.all(heirs.map((heir) => heir.claim(1000, 30)));
      expect(numbers(claimed.flat()).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 30 }, (_, i) => i + 1),
      );
    });

    test('is claimed the oldest first, no more than wanted of all streams together', async () => {
      const streams = [fixture.stream('jobs:high'), fixture.stream('jobs')];
      const dead = await fixture.transport.join('agents', streams, 'dead');
      await fixture.sendNumbers(streams[0], 1, 3);
      await fixture.sendNumbers(streams[1], 4, 6);
      await dead.read(10, 0);
      await pause(1100);
      const heir = await fixture.transport.join('agents', streams, 'heir');
      expect(numbers(await heir.claim(1000, 2))).toEqual([1, 2]);
      expect(numbers(await heir.claim(1000, 3))).toEqual([3, 4, 5]);
      expect(numbers(await heir.claim(1000, 3))).toEqual([6]);
      expect(await heir.claim(1000, 3)).toEqual([]);
    });

    test('stays with a member that touches it', async () => {
      const stream = fixture.stream('jobs');
      const slow = await fixture.transport.join('agents', [stream], 'slow');
      const other = await fixture.transport.join('agents', [stream], 'other');
      await fixture.sendNumbers(stream, 1, 2);
      const [kept] = await slow.read(2, 0);
      for (let i = 0; i < 6; i++) {
        await pause(200);
        await slow.touch([kept]);
      }
      expect(numbers(await other.claim(1000, 10))).toEqual([2]);
      await pause(1100);
      expect(await other.claim(1000, 10)).toMatchObject([{ deliveries: 2 }, { deliveries: 3 }]);
    });

    test('does not come back by a touch once it was claimed or settled', async () => {
      const stream = fixture.stream('jobs');
      const slow = await fixture.transport.join('agents', [stream], 'slow');
      const other = await fixture.transport.join('agents', [stream], 'other');
      await fixture.sendNumbers(stream, 1, 2);
      const [lost, settled] = await slow.read(2, 0);
      await slow.settle(settled);
      await pause(60);
      expect(numbers(await other.claim(50, 10))).toEqual([1]);
      await pause(600);
      await slow.touch([lost, settled]);
      await slow.touch([]);
      const [group] = (await fixture.transport.streamState(stream))!.groups;
      expect(group.pending).toBe(1);
      expect(group.members.find(({ pending }) => pending > 0)!.name).toBe('other');
      expect(numbers(await other.claim(500, 10))).toEqual([1]);
    });

    test('is done with once it is settled, by whomever', async () => {
      const stream = fixture.stream('jobs');
      const first = await fixture.transport.join('agents', [stream], 'first');
      const second = await fixture.transport.join('agents', [stream], 'second');
      await fixture.sendNumbers(stream, 1, 1);
      const [delivery] = await first.read(1, 0);
      await pause(30);
      const [again] = await second.claim(20, 1);
      await first.settle(delivery);
      await second.settle(again);
      expect((await fixture.transport.streamState(stream))!.groups[0].pending).toBe(0);
      await pause(60);
      expect(await second.claim(20, 1)).toEqual([]);
      expect(await second.read(1, 0)).toEqual([]);
    });

    test('can be claimed from a member that left', async () => {
      const stream = fixture.stream('jobs');
      const leaving = await fixture.transport.join('agents', [stream], 'leaving');
      await fixture.sendNumbers(stream, 1, 2);
      const [settled] = await leaving.read(2, 0);
      await leaving.settle(settled);
      await leaving.leave();
      const heir = await fixture.transport.join('agents', [stream], 'heir');
      await pause(60);
      const [claimed] = await heir.claim(50, 5);
      expect(claimed).toMatchObject({ deliveries: 2 });
      await heir.settle(claimed);
      const [group] = (await fixture.transport.streamState(stream))!.groups;
      expect(group.pending).toBe(0);
    });

    test('leaves nothing of a member that left with empty hands', async () => {
      const stream = fixture.stream('jobs');
      const member = await fixture.transport.join('agents', [stream], 'leaving');
      await member.read(1, 0);
      await member.leave();
      expect((await fixture.transport.streamState(stream))!.groups[0].members).toEqual([]);
    });

    test('is told to the others as long as it is not settled', async () => {
      const stream = fixture.stream('jobs');
      const a = await fixture.transport.join('agents', [stream], 'a');
      const b = await fixture.transport.join('agents', [stream], 'b');
      await fixture.sendNumbers(stream, 1, 5);
      const [first, second] = await a.read(2, 0);
      const [third] = await b.read(1, 0);
      expect(numbers(await b.unsettledBefore(third))).toEqual([1, 2]);
      expect(numbers(await a.unsettledBefore(second))).toEqual([1]);
      await a.settle(first);
      expect(numbers(await b.unsettledBefore(third))).toEqual([2]);
      await a.settle(second);
      expect(await b.unsettledBefore(third)).toEqual([]);
    });

    test('is answered when it is settled', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const [old, own] = [fixture.stream('jobs_responses'), fixture.stream('jobs_responses:me')];
      const member = await transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 2);
      const [first, second] = await member.read(2, 0);
      const packed = Buffer.from([0, 255, 10, 13]);
      await member.settle(first, [
        answer(old, { response: 'one', packed }),
        answer(own, { response: 'lost' }, true),
      ]);
      expect(await transport.streamState(own)).toBeUndefined();
      const inbox = await transport.openInbox(own, (entry) => told.push(texts(entry)));
      const told: object[] = [];
      await member.settle(second, [
        answer(old, { response: 'two' }),
        answer(own, { response: 'mine' }, true),
      ]);
      const answers = await transport.entries(old);
      expect(answers.map(({ fields }) => fields.get('response')!.toString())).toEqual(['one', 'two']);
      expect(answers[0].fields.get('packed')!.equals(packed)).toBe(true);
      await expect.poll(() => told).toEqual([{ response: 'mine' }]);
      await inbox.close();
    });
  });
}
