import { describe, expect, test } from 'vitest';
import { LONGEST_DEAD_FIELD } from '../../src/transport/dead-letter.js';
import { KEPT_ENTRIES } from '../../src/transport/retention.js';
import { answer, numbers, range, texts, type Fixture } from './deployment.js';

export function describeDeadLetters(fixture: Fixture): void {
  describe('dead letters', () => {
    test('hold the entry, where it stood, and why it was given up', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const id = await transport.send(stream, { request: '{', note: 'Å' });
      const member = await transport.join('agents', [stream], 'a');
      const [delivery] = await member.read(1, 0);
      await member.bury(delivery, 'is not JSON', [
        answer(fixture.stream('jobs_responses'), { response: 'sorry' }),
      ]);
      const [dead] = await transport.entries(fixture.stream('jobs_dead'));
      const { buried_at, ...others } = texts(dead);
      expect(others).toEqual({
        request: '{',
        note: 'Å',
        reason: 'is not JSON',
        original_stream: stream,
        original_id: id,
        deliveries: '1',
      });
      expect(Math.abs(Number(buried_at) - Date.now() / 1000)).toBeLessThan(60);
      expect(await transport.entries(fixture.stream('jobs_responses'))).toHaveLength(1);
    });

    test('are taken off the hands of the group, and out of the stream', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const member = await transport.join('agents', [stream], 'a');
      await fixture.sendNumbers(stream, 1, 2);
      for (const delivery of await member.read(2, 0)) await member.bury(delivery, 'bad');
      expect(await member.claim(0, 10)).toEqual([]);
      expect(numbers(await transport.entries(fixture.stream('jobs_dead')))).toEqual([1, 2]);
      expect((await transport.streamState(stream))!.groups[0].pending).toBe(0);
      await expect
        .poll(async () => (await transport.streamState(stream))!.length, { timeout: 10_000 })
        .toBe(0);
    });

    test('are cut where a field is long, and say which', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const noise = Buffer.alloc(3 * LONGEST_DEAD_FIELD, 7);
      const whole = Buffer.alloc(LONGEST_DEAD_FIELD, 8);
      await transport.send(stream, { noise, whole, 'a, "b"': noise, truncated: 'no' });
      const member = await transport.join('agents', [stream], 'a');
      await member.bury((await member.read(1, 0))[0], 'noise');
      const [{ fields }] = await transport.entries(fixture.stream('jobs_dead'));
      expect(fields.get('noise')!.equals(noise.subarray(0, LONGEST_DEAD_FIELD))).toBe(true);
      expect(fields.get('whole')!.equals(whole)).toBe(true);
      expect(JSON.parse(fields.get('truncated')!.toString())).toEqual(['noise', 'a, "b"']);
    });

    test('say what happened where the entry has fields of the same names', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const fields = { reason: 'mine', original_id: '0-0', truncated: '["all"]', n: '1', ['__proto__']: 'x' };
      await transport.send(stream, fields);
      const member = await transport.join('agents', [stream], 'a');
      const [delivery] = await member.read(1, 0);
      await member.bury(delivery, 'bad');
      const [dead] = await transport.entries(fixture.stream('jobs_dead'));
      expect(texts(dead)).toMatchObject({ n: '1', reason: 'bad', original_id: delivery.id });
      expect(dead.fields.has('truncated')).toBe(false);
      expect(dead.fields.get('__proto__')!.toString()).toBe('x');
    });

    test('are kept up to a number, the last ones', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const member = await transport.join('agents', [stream], 'a');
      const sent = KEPT_ENTRIES + 2000;
      await Promise.all(range(1, sent).map((n) => transport.send(stream, { n: String(n) })));
      const deliveries = await member.read(sent, 0);
      await Promise.all(deliveries.map((delivery) => member.bury(delivery, 'bad')));
      const dead = await transport.entries(fixture.stream('jobs_dead'));
      expect(dead.length).toBeGreaterThanOrEqual(KEPT_ENTRIES);
      expect(dead.length).toBeLessThan(KEPT_ENTRIES + 1000);
      expect(numbers(dead).at(-1)).toBe(sent);
    });
  });
}
