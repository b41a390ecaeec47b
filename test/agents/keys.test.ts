import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseKeys, readKeys } from '../../src/agents/keys.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geomin-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('one key a line, in order, whatever ends the lines', async () => {
  const path = join(folder, 'keys');
  await writeFile(path, '  new key, with blanks \r\n\r\nold key', { mode: 0o600 });
  const warnings: string[] = [];
  const keys = await readKeys(path, (message) => warnings.push(message));
  expect(keys.map(String)).toEqual(['new key, with blanks', 'old key']);
  expect(warnings).toEqual([]);
  expect(parseKeys('one').map(String)).toEqual(['one']);
});

test.skipIf(process.platform === 'win32')(
  'keys that everybody can read are read with a warning',
  async () => {
    const path = join(folder, 'open');
    await writeFile(path, 'key\n');
    await chmod(path, 0o644);
    const warnings: string[] = [];
    expect(await readKeys(path, (message) => warnings.push(message))).toHaveLength(1);
    expect(warnings).toEqual([`${path}: everybody on this machine can read these keys; chmod o= ${path}`]);
  },
);

test('a file without keys, or none at all, is named', async () => {
  const path = join(folder, 'blank');
  await writeFile(path, ' \n\n', { mode: 0o600 });
  await expect(readKeys(path)).rejects.toThrow(`${path}: there is no key in it`);
  await expect(readKeys(join(folder, 'missing'))).rejects.toThrow('there is no such file');
});
