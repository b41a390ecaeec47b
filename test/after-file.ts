const ends: (() => unknown)[] = [];

/**
 * Has something done after the tests of each file. Modules that files share are loaded once for all files of a worker, so
 * that an `afterAll` of theirs would be heard by the first file alone.
 */
export function afterEachFile(end: () => unknown): void {
  ends.push(end);
}

/** Does it. */
export async function endFile(): Promise<void> {
  for (const end of ends) await end();
}
