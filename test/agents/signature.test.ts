import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RefusedEntry, sign, SignatureGuard, type SignatureFault } from '../../src/agents/signature.js';
import type { Entry, OutgoingFields } from '../../src/transport/entry.js';

const KEY = Buffer.from('a key of the tests, long enough');
const now = () => String(Date.now() / 1000);

/** Stops the clock until the test is over. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
}

/** What arrives where fields were sent. */
function arrive(fields: OutgoingFields, id = '1-0', stream = 'geometry_requests'): Entry {
  const bytes = Object.entries(fields).map(([name, value]) => [name, Buffer.from(value as string)] as const);
  return { id, stream, fields: new Map(bytes) };
}

/** Nonces that are never forgotten. */
class Nonces {
  readonly owners = new Map<string, string>();
  readonly ttls: number[] = [];

  async useNonce(nonce: string, entryId: string, ttlSeconds: number): Promise<boolean> {
    this.ttls.push(ttlSeconds);
    if (!this.owners.has(nonce)) this.owners.set(nonce, entryId);
    return this.owners.get(nonce) === entryId;
  }
}

function makeGuard(keys = [KEY], windowSeconds?: number) {
  const registry = new Nonces();
  const told: SignatureFault[] = [];
  const guard = new SignatureGuard({ keys, windowSeconds, registry, onRefusal: (fault) => told.push(fault) });
  return { guard, registry, told };
}

const denied = (message: string) =>
  expect.objectContaining({ code: 'DENIED', message: expect.stringContaining(message) });

/** HMAC as RFC 2104 has it, over the fields as the documents have them, in nobody else's words. */
function independently(fields: [string, Buffer][], key: Buffer): string {
  const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const block = Buffer.alloc(64);
  (key.length > 64 ? sha(key) : key).copy(block);
  const names = fields.map(([name]) => name).filter((name) => name !== 'signature');
  names.sort((a, b) => (Buffer.from(a).toString('hex') < Buffer.from(b).toString('hex') ? -1 : 1));
  const text = names.map((name) => {
    const value = fields.find((field) => field[0] === name)![1];
    return Buffer.concat([Buffer.from(`${name}\n${value.length}\n`), value, Buffer.from('\n')]);
  });
  const inner = sha(block.map((byte) => byte ^ 0x36) as Buffer, ...text);
  return sha(block.map((byte) => byte ^ 0x5c) as Buffer, inner).toString('hex');
}

const fieldName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((name) => !name.includes('\n') && !['signature', 'timestamp', 'nonce', '__proto__'].includes(name));
const value = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const fieldSets = fc.dictionary(fieldName, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true });

describe('sign', () => {
  it('gives the HMAC-SHA256 that openssl gives for these bytes', () => {
    const fields = {
      request: '{"a":1}',
      timestamp: '1700000000.5',
      nonce: 'n',
      geometry: Buffer.of(0, 255, 10),
    };
    // printf 'geometry\n3\n\0\377\n\nnonce\n1\nn\nrequest\n7\n{"a":1}\ntimestamp\n12\n1700000000.5\n' |
    //   openssl dgst -sha256 -hmac 'a key of the tests, long enough'
    expect(sign(fields, KEY).signature).toBe(
      'b7be92a9b88d4f6ca89420dfc4c65a833f7e5b48d8638648c8ffaced064ba336',
    );
  });

  it('agrees with an independent computation', () => {
    const keys = fc.uint8Array({ minLength: 16, maxLength: 100 });
    const check = (fields: Record<string, Buffer>, keyBytes: Uint8Array) => {
      const key = Buffer.from(keyBytes);
      const signed = sign({ ...fields, timestamp: now() }, key);
      expect(signed.signature).toBe(independently([...arrive(signed).fields] as [string, Buffer][], key));
    };
    fc.assert(fc.property(fieldSets, keys, check));
  });

  it('orders names by their bytes, where JavaScript has another order', () => {
    const names = ['\u{ff5e}', '\u{1f600}'];
    expect([...names].sort()).toEqual([names[1], names[0]]);
    const signed = sign({ [names[0]]: 'x', [names[1]]: 'y', timestamp: '0', nonce: 'n' }, KEY);
    expect(signed.signature).toBe(independently([...arrive(signed).fields] as [string, Buffer][], KEY));
  });

  it('adds a nonce, another one each time, or keeps the one that is there', () => {
    const [one, two] = [sign({ timestamp: '0' }, KEY), sign({ timestamp: '0' }, KEY)];
    expect(one.nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(one.nonce).not.toBe(two.nonce);
    expect(sign({ timestamp: '0', nonce: 'mine' }, KEY).nonce).toBe('mine');
  });

  it.each([[{ request: '{}' }], [{ timestamp: '0', 'a\n1\nb\nc': 'x' }], [{ timestamp: '0', '': 'x' }]])(
    'refuses %j, which has no time, or could be read in two ways',
    (fields: OutgoingFields) => {
      expect(() => sign(fields, KEY)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
    },
  );
});

describe('a message that was altered', () => {
  const check = async (
    alter: (fields: Map<string, Buffer>) => Map<string, Buffer>,
    original: OutgoingFields,
  ) => {
    const { guard, told, registry } = makeGuard();
    const entry = arrive(sign({ ...original, timestamp: now() }, KEY));
    await guard.check(entry);
    const altered = { ...entry, fields: alter(new Map(entry.fields)) };
    await expect(guard.check(altered)).rejects.toThrow(denied('altered, or signed with another key'));
    expect(told).toEqual(['altered']);
    expect(guard.refused).toEqual({ unsigned: 0, altered: 1, stale: 0, repeated: 0 });
    expect(registry.owners.size).toBe(1);
  };

  it('in one byte is refused', () => {
    const alter = (at: number, xor: number) => (fields: Map<string, Buffer>) => {
      const names = [...fields.keys()].filter((name) => fields.get(name)!.length > 0);
      const name = names[at % names.length];
      const bytes = Buffer.from(fields.get(name)!);
      bytes[at % bytes.length] ^= xor;
      return fields.set(name, bytes);
    };
    // Of the signature itself, the bit that tells letters' cases apart means nothing.
    const bits = fc.integer({ min: 1, max: 255 }).filter((bit) => bit !== 0x20);
    const property = fc.asyncProperty(fieldSets, fc.nat(), bits, (fields, at, xor) =>
      check(alter(at, xor), fields),
    );
    return fc.assert(property);
  });

  it('by a field more, less, or of another name is refused', () => {
    const property = fc.asyncProperty(fieldSets, fieldName, value, async (fields, name, bytes) => {
      fc.pre(!(name in fields));
      const [first] = Object.keys(fields);
      await check((all) => all.set(name, bytes), fields);
      await check((all) => (all.delete(first), all), fields);
      await check((all) => {
        all.set(name, all.get(first)!).delete(first);
        return all;
      }, fields);
    });
    return fc.assert(property);
  });

  it('by bytes that went from one field to another is refused', () => {
    const filled = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const property = fc.asyncProperty(filled, value, fc.nat(), async (a, b, at) => {
      const count = 1 + (at % a.length);
      const [head, tail] = [a.subarray(0, -count), a.subarray(-count)];
      const shift = (all: Map<string, Buffer>) => all.set('a', head).set('b', Buffer.concat([tail, b]));
      await check(shift, { a, b });
    });
    return fc.assert(property);
  });

  it('by two fields that were written as one is refused, though the bytes are the same', async () => {
    const { guard } = makeGuard();
    const entry = arrive(sign({ a: 'xyz', b: 'v', timestamp: now() }, KEY));
    const fields = new Map(entry.fields);
    fields.set('a\n3\nxyz\nb', fields.get('b')!);
    fields.delete('a');
    fields.delete('b');
    expect(independently([...fields], KEY)).toBe(fields.get('signature')!.toString());
    await expect(guard.check({ ...entry, fields })).rejects.toThrow(denied('altered'));
  });

  it.each(['0', 'zz'.repeat(32), 'ab'.repeat(31), 'ab'.repeat(33)])(
    'signed with %s is refused',
    async (signature) => {
      const { guard } = makeGuard();
      const entry = arrive({ ...sign({ timestamp: now() }, KEY), signature });
      await expect(guard.check(entry)).rejects.toThrow(denied('altered'));
    },
  );
});

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
