import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { Model } from '../../src/model/model.js';
import { parseModels } from '../../src/model/read-model.js';
import { formatModels } from '../../src/model/write-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { UNKNOWN_RESIDUES, type UnknownResidues } from '../../src/restraints/named-model.js';
import { damage, damaged } from './damage.js';
import { EXCERPTS } from './excerpts.js';

/** How many damaged files are tried: 2,000, or as the environment says. */
const CASES = Number(process.env.GEOMIN_FUZZ_CASES ?? 2000);
/** ms: nothing so small takes a hundredth of it. */
const LONGEST = 5000;
const FILE = 'damaged.pdb';
const UNKNOWN: readonly UnknownResidues[] = UNKNOWN_RESIDUES;

/** Every number of an object of typed arrays, whatever their names. */
function expectFinite(value: unknown, where: string): void {
  if (ArrayBuffer.isView(value)) {
    const numbers = value as Float64Array;
    // NaN is how a radius says that the library has none.
    if (!where.endsWith('.radius')) expect(numbers.every(Number.isFinite), where).toBe(true);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, part] of Object.entries(value)) expectFinite(part, `${where}.${name}`);
  }
}

async function minimizeBriefly(model: Model, unknown: UnknownResidues): Promise<void> {
  const restraints = buildRestraints(model, { unknown });
  expectFinite(restraints, 'restraints');
  const target = new GeometryTarget(restraints);
  try {
    const { sitesCart } = model;
    const result = await new GeometryMinimizer({
      target,
      sitesCart,
      optimizer: 'lbfgs',
      maxIterations: 4,
    }).minimize();
    expect(result.energy).toSatisfy(Number.isFinite);
    expectFinite(result.terms, 'terms');
    expectFinite(result.sitesCart, 'sites');
    model.sitesCart.set(result.sitesCart);
  } finally {
    target.close();
  }
}

/** All that a command does with a file, but for writing to the disk. */
async function useFile(text: string, unknown: UnknownResidues): Promise<void> {
  const models = parseModels(Buffer.from(text, 'latin1'), 'pdb', { name: FILE });
  for (const model of models) {
    expectFinite(model.sitesCart, 'sites');
    await minimizeBriefly(model, unknown);
  }
  expect(formatModels(models).length).toBeGreaterThan(0);
}

/** @returns whether the file could be used; anything but an error of ours is thrown on */
async function isUsedOrRefused(text: string, unknown: UnknownResidues): Promise<boolean> {
  try {
    await useFile(text, unknown);
    return true;
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    expect(error.message).toContain(FILE);
    expect(error.remedy).not.toBe('');
    return false;
  }
}

describe(`damaged files (${CASES} of them)`, () => {
  it.each(EXCERPTS)('$name undamaged can be used', async ({ lines }) => {
    expect(await isUsedOrRefused(lines.join('\n'), 'free')).toBe(true);
  });

  it.each(EXCERPTS)(
    '$name is used, or refused by an error that names the file and a remedy',
    { timeout: 60_000 + 100 * CASES },
    async ({ lines }) => {
      let used = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(damage, { minLength: 1, maxLength: 6 }),
          fc.constantFrom(...UNKNOWN),
          async (damages, unknown) => {
            const start = performance.now();
            if (await isUsedOrRefused(damaged(lines, damages), unknown)) used++;
            expect(performance.now() - start).toBeLessThan(LONGEST);
          },
        ),
        { numRuns: Math.ceil(CASES / EXCERPTS.length) },
      );
      // Were all refused, nothing behind the reader would be tried.
      expect(used).toBeGreaterThan(CASES / EXCERPTS.length / 10);
    },
  );
});
