import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';

/**
 * The files that arguments name, each once: those of a shell's patterns (`*`, `?`, `[abc]`, `**` for folders of any depth) in
 * the order of their names. What is there under a name as it stands is meant, whatever characters it has.
 *
 * @throws GeominError `FILE` where there is none of a name or pattern
 */
export async function expandPaths(args: readonly string[]): Promise<string[]> {
  const paths = new Set<string>();
  for (const arg of args) {
    for (const path of await filesOf(arg)) paths.add(path);
  }
  return [...paths];
}

async function filesOf(arg: string): Promise<string[]> {
  const found = await stat(arg).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error)) return [arg];
  if (!/[*?[]/.test(arg)) throw fileError(arg, 'read', found);
  const root = arg.startsWith('/') ? '/' : '';
  const paths = await matches(
    root,
    arg.split('/').filter((part) => part !== ''),
  );
  if (paths.length > 0) return paths.sort();
  throw new GeominError('FILE', `${arg}: no file matches`, 'Look at the folder, and quote the pattern.');
}

/** Paths below a folder (`''`: the current one) that the parts of a pattern match. */
async function matches(folder: string, [part, ...others]: readonly string[]): Promise<string[]> {
  if (part === undefined) return [];
  if (!/[*?[]/.test(part)) {
    const path = join(folder, part);
    return others.length > 0 ? matches(path, others) : (await isFile(path)) ? [path] : [];
  }
  const entries = await readdir(folder || '.', { withFileTypes: true }).catch(() => []);
  const isDeep = part === '**';
  const isMatch = isDeep ? () => true : matcher(part);
  const paths: string[] = isDeep ? await matches(folder, others) : [];
  for (const entry of entries) {
    const { name } = entry;
    if (!isMatch(name) || (name.startsWith('.') && !part.startsWith('.'))) continue;
    const path = join(folder, name);
    if (isDeep) paths.push(...(await matches(path, [part, ...others])));
    else if (others.length > 0) paths.push(...(await matches(path, others)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) paths.push(path);
  }
  return paths;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** What a name has to be for a part of a pattern. */
function matcher(part: string): (name: string) => boolean {
  const source = part.replace(/\*+|\?|\[[!^]?[^\]]+\]|[\s\S]/g, (token) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    if (token.length > 1) return token.replace(/^\[[!^]/, '[^').replaceAll('\\', '\\\\');
    return token.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  const pattern = new RegExp(`^${source}$`, 's');
  return (name) => pattern.test(name);
}
