import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Where paths lead. Each folder is followed once, however many of its files are asked for. */
export class Places {
  readonly #folders = new Map<string, Promise<string>>();

  /** The same for all names that links give to a file, which need not be there. */
  async of(path: string): Promise<string> {
    const absolute = resolve(path);
    const target = isLink(absolute) ? await realpath(absolute).catch(() => undefined) : undefined;
    return target ?? join(await this.#folder(dirname(absolute)), basename(absolute));
  }

  #folder(path: string): Promise<string> {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = realpath(path).catch(() => path);
      this.#folders.set(path, folder);
    }
    return folder;
  }
}

/** At once: for 100,000 files, turns of the event loop would take ten times as long as what they wait for. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}
