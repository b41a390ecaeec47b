import { describe, expect, test } from 'vitest';
import { KEPT_ENTRIES } from '../../src/transport/retention.js';
import { numbers, range, texts, type Fixture } from './deployment.js';

export function describeStreams(fixture: Fixture): void {
  describe('streams', () => {
    test('keep the order of what is sent one after the other, under rising ids', async () => {
      const stream = fixture.stream('jobs');
      const before = Date.now();
      const ids = await fixture.sendNumbers(stream, 1, 50);
      const entries = await fixture.transport.entries(stream);
      expect(numbers(entries)).toEqual(range(1, 50));
      expect(entries.map(({ id }) => id)).toEqual(ids);
      expect(new Set(entries.map((entry) => entry.stream))).toEqual(new Set([stream]));
      const parts = ids.map((id) => id.split('-').map(Number));
      for (const [i, [millis, number]] of parts.entries()) {
        expect(Math.abs(millis - before)).toBeLessThan(60_000);
        if (i > 0) expect([millis > parts[i - 1][0], number > parts[i - 1][1]]).toContain(true);
      }
    });

    test('keep the order of what one sender sends without waiting', async () => {
      const stream = fixture.stream('jobs');
      await Promise.all(range(1, 200).map((n) => fixture.transport.send(stream, { n: String(n) })));
      expect(numbers(await fixture.transport.entries(stream))).toEqual(range(1, 200));
    });

    test('keep text as UTF-8 and bytes as they are', async () => {
      const stream = fixture.stream('jobs');
      const bytes = Buffer.from(range(0, 255));
      await fixture.transport.send(stream, { text: 'Å ≈ 0.1 nm', bytes, empty: '', 'a name': 'x' });
      const [{ fields }] = await fixture.transport.entries(stream);
      expect([...fields.keys()].sort()).toEqual(['a name', 'bytes', 'empty', 'text']);
      expect(fields.get('text')!.toString()).toBe('Å ≈ 0.1 nm');
      expect(fields.get('bytes')!.equals(bytes)).toBe(true);
      expect(fields.get('empty')!).toHaveLength(0);
    });

    test('take fields of many megabytes', async () => {
      const stream = fixture.stream('jobs');
      const large = Buffer.alloc(8 * 1024 * 1024, 'sites ');
      await fixture.transport.send(stream, { large });
      const [{ fields }] = await fixture.transport.entries(stream);
      expect(fields.get('large')!.equals(large)).toBe(true);
    });

    test('keep what was sent, whatever the sender and a reader do to their bytes later', async () => {
      const stream = fixture.stream('jobs');
      const bytes = Buffer.from('sent');
      await fixture.transport.send(stream, { bytes });
      bytes.fill('x');
      const [first] = await fixture.transport.entries(stream);
      expect(texts(first)).toEqual({ bytes: 'sent' });
      first.fields.get('bytes')!.fill('y');
      const [again] = await fixture.transport.entries(stream);
      expect(texts(again)).toEqual({ bytes: 'sent' });
    });

    test('are read page by page, also after an entry that is gone', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const ids = await fixture.sendNumbers(stream, 1, 10);
      expect(numbers(await transport.entries(stream, { count: 4 }))).toEqual([1, 2, 3, 4]);
      expect(numbers(await transport.entries(stream, { after: ids[3], count: 4 }))).toEqual([5, 6, 7, 8]);
      await transport.remove(stream, [ids[3]]);
      expect(numbers(await transport.entries(stream, { after: ids[3] }))).toEqual(range(5, 10));
      expect(await transport.entries(stream, { after: ids[9] })).toEqual([]);
    });

    test('lose what is removed, and say how much that was', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('jobs');
      const ids = await fixture.sendNumbers(stream, 1, 5);
      expect(await transport.remove(stream, [ids[0], ids[3], '1-1'])).toBe(2);
      expect(await transport.remove(stream, [ids[0]])).toBe(0);
      expect(await transport.remove(stream, [])).toBe(0);
      expect(numbers(await transport.entries(stream))).toEqual([2, 3, 5]);
    });

    test('that are not there have no state and no entries', async () => {
      const { transport } = fixture;
      const stream = fixture.stream('none');
      expect(await transport.streamState(stream)).toBeUndefined();
      expect(await transport.entries(stream)).toEqual([]);
      expect(await transport.remove(stream, ['1-1'])).toBe(0);
      expect(await transport.streamState(stream)).toBeUndefined();
    });

    test('are the same to every transport of a deployment', async () => {
      const stream = fixture.stream('jobs');
      const other = await fixture.deployment.open();
      await fixture.sendNumbers(stream, 1, 3);
      await other.send(stream, { n: '4' });
      expect(numbers(await other.entries(stream))).toEqual([1, 2, 3, 4]);
      expect(await other.streamState(stream)).toEqual({ length: 4, groups: [] });
      expect(other.prefix).toBe(fixture.transport.prefix);
    });

    test('lose nothing that no group has read', async () => {
      const stream = fixture.stream('jobs');
      const sent = KEPT_ENTRIES + 2000;
      await Promise.all(range(1, sent).map((n) => fixture.transport.send(stream, { n: String(n) })));
      expect((await fixture.transport.streamState(stream))!.length).toBe(sent);
    });

    test.each(['jobs_responses', 'jobs_control', 'jobs_dead'])(
      'that nobody settles keep their last: %s',
      async (name) => {
        const stream = fixture.stream(name);
        const sent = KEPT_ENTRIES + 2000;
        await Promise.all(range(1, sent).map((n) => fixture.transport.send(stream, { n: String(n) })));
        const { length } = (await fixture.transport.streamState(stream))!;
        expect(length).toBeGreaterThanOrEqual(KEPT_ENTRIES);
        expect(length).toBeLessThan(KEPT_ENTRIES + 1000);
        expect(numbers(await fixture.transport.entries(stream))).toEqual(range(sent - length + 1, sent));
      },
    );
  });
}
