import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { GeominError } from '../errors.js';
import { fileError } from './file-errors.js';

const inflate = promisify(gunzip);

/**
 * What a file holds, gzipped or not.
 *
 * @throws GeominError `FILE` if it cannot be read or its gzip data is broken
 */
export async function readBytes(path: string): Promise<Buffer> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw fileError(path, 'read', cause);
  });
  return isGzip(content) ? inflate(content).catch((cause: unknown) => brokenGzip(path, cause)) : content;
}

/**
 * What bytes hold, gzipped or not.
 *
 * @param name for messages
 * @throws GeominError `FILE` if the gzip data is broken
 */
export function inflated(bytes: Buffer, name: string): Buffer {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    return brokenGzip(name, cause);
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function brokenGzip(name: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new GeominError(
    'FILE',
    `${name}: the gzip data is broken: ${reason}`,
    'Was the file copied whole? Get it anew.',
    {
      cause,
    },
  );
}
