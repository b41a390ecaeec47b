import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RefusedEntry, sign, SignatureGuard } from '../../src/agents/signature.js';
import type { OutgoingFields } from '../../src/transport/entry.js';
import { KEY, arrive, denied, makeGuard, now } from './signed-entries.js';

/** Stops the clock until the test is over. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
}

describe('SignatureGuard', () => {
  it.each<OutgoingFields>([{ timestamp: '1' }, { timestamp: '1', signature: '' }])(
    'refuses %j as unsigned',
    async (fields) => {
      const { guard, told } = makeGuard();
      await expect(guard.check(arrive(fields))).rejects.toThrow(denied('it is not signed'));
      await expect(guard.check(arrive(fields))).rejects.toThrow(RefusedEntry);
      await expect(guard.check(arrive(fields))).rejects.toMatchObject({ fault: 'unsigned' });
      expect(told).toEqual(['unsigned', 'unsigned', 'unsigned']);
    },
  );

  it('takes every key it was given, and signs with the first', async () => {
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
    const both = makeGuard([newKey, oldKey]).guard;
    await both.check(arrive(sign({ timestamp: now() }, oldKey)));
    await both.check(arrive(sign({ timestamp: now() }, newKey)));
    await makeGuard([newKey]).guard.check(arrive(both.sign({ timestamp: now() })));
    await expect(makeGuard([oldKey]).guard.check(arrive(both.sign({ timestamp: now() })))).rejects.toThrow(
      denied('another key'),
    );
  });

  it.each([
    [-300.5, '301 s old, and 300 s are allowed'],
    [300.5, '301 s in the future, and 300 s are allowed'],
  ])('refuses what is %d s away', async (seconds, message) => {
    stopClock();
    const { guard, told } = makeGuard();
    const timestamp = String(Date.now() / 1000 + seconds);
    await expect(guard.check(arrive(sign({ timestamp }, KEY)))).rejects.toThrow(denied(message));
    expect(told).toEqual(['stale']);
  });

  it('takes what is within the window, and remembers its nonce for longer than anybody would take it', async () => {
    stopClock();
    const { guard, registry } = makeGuard([KEY], 100);
    for (const seconds of [-100, 0, 100]) {
      const timestamp = String(Date.now() / 1000 + seconds);
      await guard.check(arrive(sign({ timestamp }, KEY)));
    }
    expect(registry.ttls).toEqual([100, 200, 300]);
  });

  it.each([
    ['', 'it has no timestamp'],
    [' ', 'it has no timestamp'],
    ['yesterday', 'its timestamp is not a number'],
    ['NaN', 'its timestamp is not a number'],
    ['Infinity', 'its timestamp is not a number'],
  ])('refuses the timestamp %j', async (timestamp, message) => {
    const { guard, told } = makeGuard();
    await expect(guard.check(arrive(sign({ timestamp }, KEY)))).rejects.toThrow(denied(message));
    expect(told).toEqual(['stale']);
  });

  it('refuses the same message in another entry or lane, and takes the same entry again', async () => {
    const { guard, told } = makeGuard();
    const fields = sign({ request: '{}', timestamp: now() }, KEY);
    await guard.check(arrive(fields, '5-1'));
    await guard.check(arrive(fields, '5-1'));
    await expect(guard.check(arrive(fields, '5-2'))).rejects.toThrow(
      denied('a repetition of an earlier one'),
    );
    await expect(guard.check(arrive(fields, '5-1', 'geometry_requests:low'))).rejects.toThrow(
      denied('repetition'),
    );
    expect(told).toEqual(['repeated', 'repeated']);
  });

  it('lets nobody without the key use up a nonce', async () => {
    const { guard, registry } = makeGuard();
    const nonce = 'n';
    await expect(guard.check(arrive({ timestamp: now(), nonce }))).rejects.toThrow(denied('not signed'));
    await expect(guard.check(arrive(sign({ timestamp: now(), nonce }, randomBytes(32))))).rejects.toThrow(
      denied('another key'),
    );
    await expect(guard.check(arrive(sign({ timestamp: '1', nonce }, KEY)))).rejects.toThrow(denied('old'));
    expect(registry.owners.size).toBe(0);
  });

  it.each(['', 'x'.repeat(129)])('refuses the nonce %j', async (nonce) => {
    const { guard } = makeGuard();
    await expect(guard.check(arrive(sign({ timestamp: now(), nonce }, KEY)))).rejects.toThrow(
      denied('no nonce of'),
    );
  });

  it('without a registry tells all but repetitions', async () => {
    const guard = new SignatureGuard({ keys: [KEY] });
    const fields = guard.sign({ timestamp: now() });
    await guard.check(arrive(fields, '1-0'));
    await guard.check(arrive(fields, '2-0'));
    await expect(guard.check(arrive({ ...fields, more: 'x' }))).rejects.toThrow(denied('altered'));
  });

  it.each([
    [[], 300, 'no key'],
    [[KEY, Buffer.alloc(15)], 300, '15 bytes'],
    [[KEY], 0, 'time window'],
    [[KEY], NaN, 'time window'],
    [[KEY], Infinity, 'time window'],
  ])('is not made of keys or windows that protect nothing: %#', (keys, windowSeconds, message) => {
    expect(() => new SignatureGuard({ keys, windowSeconds })).toThrow(
      expect.objectContaining({ code: 'ARGUMENT', message: expect.stringContaining(message) }),
    );
  });
});
