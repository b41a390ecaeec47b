import { describe, expect, test } from 'vitest';
import { numbers, pause, timed, type Fixture } from './deployment.js';

export function describeClosing(fixture: Fixture): void {
  describe('a closed transport', () => {
    test('can be closed again', async () => {
      const transport = await fixture.deployment.open();
      await transport.close();
      await transport.close();
    });

    test('refuses every call', async () => {
      const transport = await fixture.deployment.open();
      const stream = fixture.stream('jobs');
      const member = await transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 1);
      const [delivery] = await member.read(1, 0);
      await transport.close();
      const calls = [
        () => transport.send(stream, { n: '1' }),
        () => transport.join('agents', [stream], 'b'),
        () => transport.openInbox(fixture.stream('inbox'), () => undefined),
        () => transport.follow(stream, () => undefined),
        () => transport.streamState(stream),
        () => transport.entries(stream),
        () => transport.remove(stream, ['1-1']),
        () => member.read(1, 0),
        () => member.claim(0, 1),
        () => member.touch([delivery]),
        () => member.settle(delivery),
        () => member.bury(delivery, 'bad'),
        () => member.unsettledBefore(delivery),
        () => member.hasWork(),
      ];
      for (const call of calls) {
        await expect(Promise.resolve<unknown>(call()), String(call)).rejects.toMatchObject({
          name: 'GeominError',
          code: 'TRANSPORT',
        });
      }
      expect(numbers(await fixture.transport.entries(stream))).toEqual([1]);
    });

    test('ends what waits', async () => {
      const transport = await fixture.deployment.open();
      const member = await transport.join('agents', [fixture.stream('jobs')], 'a');
      const reading = timed(member.read(1, 30_000).catch(() => []));
      await pause(100);
      await transport.close();
      const { value, ms } = await reading;
      expect(value).toEqual([]);
      expect(ms).toBeLessThan(5000);
    });

    test('leaves the other transports as they are', async () => {
      const stream = fixture.stream('jobs');
      const other = await fixture.deployment.open();
      await other.send(stream, { n: '1' });
      await other.close();
      const member = await fixture.transport.join('agents', [stream], 'a');
      expect(numbers(await member.read(1, 0))).toEqual([1]);
    });

    test('tells nobody of connections any more', async () => {
      let told = 0;
      const stop = fixture.transport.onReconnect(() => (told += 1));
      stop();
      stop();
      await fixture.transport.close();
      expect(told).toBe(0);
    });
  });

  describe('where everything was lost', () => {
    test('streams and groups are made again by themselves', async ({ skip }) => {
      const { deployment, transport } = fixture;
      if (!deployment.forget) return skip('the streams live as long as the process');
      const stream = fixture.stream('jobs');
      const member = await transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 2);
      const [old] = await member.read(1, 0);
      await deployment.forget();
      await member.settle(old);
      await member.touch([old]);
      expect(await member.claim(0, 10)).toEqual([]);
      expect(await member.unsettledBefore(old)).toEqual([]);
      expect(await member.read(1, 0)).toEqual([]);
      await fixture.sendNumbers(stream, 3, 4);
      expect(numbers(await member.read(10, 5000))).toEqual([3, 4]);
    });

    test('a member that waits, an inbox and a follower go on', async ({ skip }) => {
      const { deployment, transport } = fixture;
      if (!deployment.forget) return skip('the streams live as long as the process');
      const [stream, inbox] = [fixture.stream('jobs'), fixture.stream('jobs_responses:me')];
      const [told, followed]: number[][] = [[], []];
      const member = await transport.join('agents', [stream], 'a');
      await transport.openInbox(inbox, (entry) => told.push(...numbers([entry])));
      await transport.follow(stream, (entry) => followed.push(...numbers([entry])));
      const reading = member.read(1, 20_000);
      await pause(100);
      await deployment.forget();
      await pause(100);
      await fixture.sendNumbers(stream, 1, 1);
      expect(numbers(await reading)).toEqual([1]);
      await expect.poll(() => followed, { timeout: 10_000 }).toEqual([1]);
      await expect.poll(() => transport.streamState(inbox), { timeout: 30_000 }).toBeDefined();
      await fixture.sendNumbers(inbox, 1, 1);
      await expect.poll(() => told, { timeout: 10_000 }).toEqual([1]);
    });
  });
}
