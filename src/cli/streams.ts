import { resolve } from 'node:path';
import { fileError } from '../model/file-errors.js';

const STANDARD_OUTPUT = new Set(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Whether a file's name is one of the standard output's. */
export function isStandardOutput(path: string): boolean {
  return STANDARD_OUTPUT.has(resolve(path));
}

/**
 * Has what cannot be printed reported. A reader that went away, as `| head` does, is no trouble: the rest goes unread.
 *
 * @param onError is told of everything else, such as a full disk
 */
export function watchStandardStreams(onError: (error: Error) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onError(fileError('standard output', 'written', error));
  });
  // There is nowhere left to complain to.
  process.stderr.on('error', () => {});
}
