import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelFormat } from '../../src/model/model.js';
import { UNKNOWN_RESIDUES } from '../../src/restraints/named-model.js';
import { cifDamage, cifDamaged } from './cif-damage.js';
import { CIF_EXCERPTS } from './cif-excerpts.js';
import { damage, damaged } from './damage.js';
import { EXCERPTS, type Excerpt } from './excerpts.js';
import { CASES, isUsedOrRefused } from './use-file.js';

const LEAST_USED = 0.1;
const TIMEOUT = 60_000 + 100 * CASES;

/**
 * The share of damaged files that can be used all the same: of either format about 0.4. Were all refused, nothing behind
 * the reader would be tried.
 */
async function usedShare<Damage>(
  { lines }: Excerpt,
  anyDamage: fc.Arbitrary<Damage>,
  apply: (lines: readonly string[], damages: readonly Damage[]) => string,
  [mostDamages, numRuns]: readonly [number, number],
  format?: ModelFormat,
): Promise<number> {
  let used = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDamage, { minLength: 1, maxLength: mostDamages }),
      fc.constantFrom(...UNKNOWN_RESIDUES),
      async (damages, unknown) => {
        if (await isUsedOrRefused(apply(lines, damages), { unknown }, format)) used++;
      },
    ),
    { numRuns },
  );
  return used / numRuns;
}

describe(`damaged PDB files (${CASES} of them)`, () => {
  it.each(EXCERPTS)('$name undamaged can be used', async ({ lines }) => {
    expect(await isUsedOrRefused(lines.join('\n'), { unknown: 'free' })).toBe(true);
  });

  it.each(EXCERPTS)(
    '$name is used, or refused by an error that names the file and a remedy',
    { timeout: TIMEOUT },
    async (excerpt) => {
      const runs = Math.ceil(CASES / EXCERPTS.length);
      expect(await usedShare(excerpt, damage, damaged, [6, runs], 'pdb')).toBeGreaterThan(LEAST_USED);
    },
  );
});

describe(`damaged mmCIF files (${CASES} of them)`, () => {
  it.each(CIF_EXCERPTS)('$name undamaged can be used', async ({ lines }) => {
    expect(await isUsedOrRefused(lines.join('\n'), { unknown: 'free' })).toBe(true);
  });

  it.each(CIF_EXCERPTS)(
    '$name is used, or refused by an error that names the file and a remedy',
    { timeout: TIMEOUT },
    async (excerpt) => {
      const runs = Math.ceil(CASES / CIF_EXCERPTS.length);
      expect(await usedShare(excerpt, cifDamage, cifDamaged, [4, runs])).toBeGreaterThan(LEAST_USED);
    },
  );
});
