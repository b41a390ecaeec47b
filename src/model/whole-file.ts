import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GeominError } from '../errors.js';
import { fileError } from './file-errors.js';
import { removeOnSignal } from './remove-on-signal.js';

/** What a file is to hold. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

/** One file can have many names: relative paths, symbolic and hard links. Its device and inode tell. */
export async function isSameFile(path: string, other: string): Promise<boolean> {
  if (resolve(path) === resolve(other)) return true;
  const [a, b] = await Promise.all([statIfThere(path), statIfThere(other)]);
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** @throws GeominError `FILE` if it can be told beforehand that a file cannot be written */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const target = await stat(path).catch(unlessMissing);
    if (target?.isDirectory()) throw systemError('EISDIR');
    if (target) await access(path, constants.W_OK);
    if (target && !target.isFile()) return;
    const folder = dirname(await placeOf(path, target));
    if (!(await stat(folder)).isDirectory()) throw systemError('ENOTDIR');
    await tryFolder(folder);
  } catch (cause) {
    throw fileError(path, 'written', cause);
  }
}

/**
 * Writes a file so that it appears whole or not at all: beside its place, to be renamed. A file that is there already
 * keeps its permissions; a pipe or a device, such as /dev/stdout, is written to and not replaced.
 *
 * @param content all of it, or pieces that are written as they come; where making them fails nothing appears
 * @throws GeominError `FILE` if it cannot be written
 */
export async function writeWhole(path: string, content: FileContent): Promise<void> {
  await refuseUnwritable(path);
  try {
    const target = await statIfThere(path);
    if (target && !target.isFile()) await writeFile(path, content).catch(unlessReaderLeft);
    else await writeBeside(await placeOf(path, target), content, target);
  } catch (cause) {
    if (cause instanceof GeominError) throw cause;
    throw fileError(path, 'written', cause);
  }
}

/** Permissions do not tell all, least of all to root: only a file that was made there does. */
async function tryFolder(folder: string): Promise<void> {
  const trial = temporaryPath(folder);
  await (await open(trial, 'wx')).close();
  await unlink(trial);
}

function temporaryPath(folder: string): string {
  return join(folder, `.geomin-${randomBytes(6).toString('hex')}.tmp`);
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** What nobody reads any more, as with `| head`, need not be written. */
function unlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Where a file is, or is to be: behind a symbolic link that leads to one. */
async function placeOf(path: string, target: Stats | undefined): Promise<string> {
  return target ? realpath(path) : path;
}

async function writeBeside(path: string, content: FileContent, target: Stats | undefined): Promise<void> {
  const temporary = temporaryPath(dirname(path));
  const file = await open(temporary, 'wx');
  const forget = removeOnSignal(temporary);
  try {
    try {
      for await (const piece of content instanceof Uint8Array ? [content] : content)
        await file.writeFile(piece);
      if (target) await file.chmod(target.mode & 0o777);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    forget();
  }
}
