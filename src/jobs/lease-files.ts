import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GeominError } from '../errors.js';
import type { Lease } from './lease.js';

/**
 * Writes a file of the resource that a lease is of. It is written beside, and renamed once the lease is known to be held.
 * A writer that is stopped between the two, until its lease has run out, comes too late: the next writer takes its
 * file away before it renames its own. So the file is never one of an older lease than the last that wrote it.
 *
 * @param path of the file; all who write it see the same folder
 * @throws GeominError `LEASE` where the lease ran out; then nothing was written
 */
export async function writeFenced(lease: Lease, path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), nameBeside(path, lease.fence));
  try {
    await writeFile(beside, content, { flush: true });
    await lease.require();
    await removeOlder(path, lease.fence);
    await renameUnlessRemoved(beside, path, lease);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function nameBeside(path: string, fence: number): string {
  return `.${basename(path)}.${fence}.lease`;
}

async function removeOlder(path: string, fence: number): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const other = /\.(\d+)\.lease$/.exec(name);
    if (!other || name !== nameBeside(path, Number(other[1])) || Number(other[1]) >= fence) continue;
    await rm(join(folder, name), { force: true });
  }
}

async function renameUnlessRemoved(beside: string, path: string, lease: Lease): Promise<void> {
  try {
    await rename(beside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const fault = `the lease of ${lease.resource} ran out, and another has written ${path} since`;
    throw new GeominError('LEASE', fault, 'Leave it as it is.', { cause: error });
  }
}
