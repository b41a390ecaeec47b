import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign } from '../../src/agents/signature.js';
import type { OutgoingFields } from '../../src/transport/entry.js';
import { KEY, arrive, denied, makeGuard, now } from './signed-entries.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;

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

  it.skipIf(!hasPython)('agrees with the function in the documents', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
    const [, block] = /^```python\n(.*?)^```/ms.exec(docs)!;
    const fields = { timestamp: '1700000000', nonce: 'n', request: '{"é":1}', Z: '', a: '\n' };
    const program = [
      'import hashlib, hmac, json, sys',
      block,
      'fields = {name.encode(): value.encode() for name, value in json.load(sys.stdin).items()}',
      `print(sign(fields, b"${KEY}")[b"signature"].decode())`,
    ].join('\n');
    const answer = execFileSync('python3', ['-c', program], {
      input: JSON.stringify(fields),
      encoding: 'utf8',
    });
    expect(answer.trim()).toBe(sign(fields, KEY).signature);
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
