import { open } from 'node:fs/promises';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';

/** Keys as a file or a variable gives them: one a line, the first of which signs. Blank ends and blank lines don't count. */
export function parseKeys(text: string): Buffer[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => Buffer.from(line));
}

/**
 * Reads the keys of a file, see {@link parseKeys}.
 *
 * @param warn told where everybody on the machine may read the file
 * @throws GeominError `FILE` where it cannot be read, `ARGUMENT` where it holds no key
 */
export async function readKeys(path: string, warn: (message: string) => void = () => {}): Promise<Buffer[]> {
  const { text, mode } = await readWithMode(path);
  // Windows has no such bits, and Node makes some up.
  if (process.platform !== 'win32' && mode & 0o004)
    warn(`${path}: everybody on this machine can read these keys; chmod o= ${path}`);
  const keys = parseKeys(text);
  if (keys.length > 0) return keys;
  throw new GeominError('ARGUMENT', `${path}: there is no key in it`, 'Make one with: openssl rand -hex 32');
}

async function readWithMode(path: string): Promise<{ text: string; mode: number }> {
  try {
    const file = await open(path);
    try {
      return { text: await file.readFile('utf8'), mode: (await file.stat()).mode };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
}
