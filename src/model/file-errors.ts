import { GeominError } from '../errors.js';

const REASONS: Record<string, [what: string, remedy: string]> = {
  ENOENT: ['there is no such file or folder', 'Check the name and the current folder.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
  EISDIR: ['this is a folder', 'Give a file.'],
  EACCES: ['permission denied', 'Change the permissions, or choose another place.'],
  EPERM: ['permission denied', 'Change the permissions, or choose another place.'],
  EROFS: ['the file system is read-only', 'Choose another place.'],
  ENOSPC: ['the disk is full', 'Make room, or choose another place.'],
  EDQUOT: ['the disk quota is used up', 'Make room, or choose another place.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
  ELOOP: ['the symbolic links lead in a circle', 'Check the path.'],
  ERR_INVALID_ARG_VALUE: ['this is no valid path', 'Check the path.'],
  ERR_FS_FILE_TOO_LARGE: ['the file is too large to be read at once', 'Split it.'],
};

/** A failed file operation, in words: `model.pdb: cannot be read: there is no such file or folder`. */
export function fileError(path: string, action: 'read' | 'written', cause: unknown): GeominError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const [what, remedy] = REASONS[code ?? ''] ?? [message, ''];
  return new GeominError('FILE', `${path}: cannot be ${action}: ${what}`, remedy, { cause });
}
