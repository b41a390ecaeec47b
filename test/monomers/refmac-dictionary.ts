import { existsSync } from 'node:fs';
import { describe } from 'vitest';

/** The components of Debian's package. */
export const REFMAC_DICTIONARY = '/usr/share/refmac/monomers';

/** Tests on that package's files; where it is not installed, their title says so. */
export function describeWithRefmacDictionary(title: string, tests: () => void): void {
  const isThere = existsSync(REFMAC_DICTIONARY);
  describe.runIf(isThere)(isThere ? title : `${title} (not run: apt-get install refmac-dictionary)`, tests);
}
