import { expect } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import type { Model, ModelFormat } from '../../src/model/model.js';
import { parseModels } from '../../src/model/read-model.js';
import { formatModels } from '../../src/model/write-model.js';
import { buildRestraints, type BuildOptions } from '../../src/restraints/build-restraints.js';

/** How many damaged files of a kind are tried: 2,000, or as the environment says. */
export const CASES = Number(process.env.GEOMIN_FUZZ_CASES ?? 2000);
/** ms: nothing so small takes a hundredth of it. */
export const LONGEST = 5000;
export const FILE = 'damaged.file';

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

/** Restrains a model and minimizes it for a few steps; nothing on the way may be other than finite. */
export async function minimizeBriefly(model: Model, options: BuildOptions): Promise<void> {
  expectFinite(model.sitesCart, 'sites');
  const restraints = buildRestraints(model, options);
  expectFinite(restraints, 'restraints');
  const target = new GeometryTarget(restraints);
  try {
    const { sitesCart } = model;
    const minimizer = new GeometryMinimizer({ target, sitesCart, optimizer: 'lbfgs', maxIterations: 4 });
    const result = await minimizer.minimize();
    expect(result.energy).toSatisfy(Number.isFinite);
    expectFinite(result.terms, 'terms');
    expectFinite(result.sitesCart, 'sites');
    model.sitesCart.set(result.sitesCart);
  } finally {
    target.close();
  }
}

/**
 * All that a command does with a file, but for writing to the disk.
 *
 * @param format by default what the text looks like
 * @returns whether the file could be used; anything but an error of ours is thrown on
 */
export async function isUsedOrRefused(
  text: string,
  options: BuildOptions,
  format?: ModelFormat,
): Promise<boolean> {
  return isDoneOrRefused(async () => {
    const models = parseModels(Buffer.from(text, 'latin1'), format, { name: FILE });
    for (const model of models) await minimizeBriefly(model, options);
    expect(formatModels(models).length).toBeGreaterThan(0);
  });
}

/** @returns whether it could be done; an error of ours has to name the file and a remedy, anything else is thrown on */
export async function isDoneOrRefused(work: () => Promise<void>): Promise<boolean> {
  const start = performance.now();
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    expect(error.message).toContain(FILE);
    expect(error.remedy).not.toBe('');
    return false;
  } finally {
    expect(performance.now() - start).toBeLessThan(LONGEST);
  }
}
