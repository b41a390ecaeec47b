import { TERMS, type Term } from '../restraints/restraints.js';
import { describe, fail } from './column-checks.js';

/** @throws GeominError `ARGUMENT` */
export function validateSitesCart(sitesCart: Float64Array, atomCount: number): void {
  requireLength('sitesCart', sitesCart, atomCount);
}

/** @throws GeominError `ARGUMENT` */
export function validateGradientsOut(
  gradients: Float64Array,
  sitesCart: Float64Array,
  atomCount: number,
): void {
  requireLength('gradientsOut', gradients, atomCount);
  if (gradients.buffer === sitesCart.buffer && overlap(gradients, sitesCart)) {
    fail('gradientsOut and sitesCart share memory', 'Give the gradients an array of their own.');
  }
}

/** @throws GeominError `ARGUMENT` naming a term that there is not */
export function validateTerms(terms: readonly Term[] | undefined): void {
  if (terms === undefined) return;
  if (!Array.isArray(terms)) fail(`terms must be an array, not ${describe(terms)}`);
  const unknown = terms.find((term) => !TERMS.includes(term));
  if (unknown !== undefined) fail(`there is no term "${unknown}"`, `Terms are ${TERMS.join(', ')}.`);
}

/** @throws GeominError `ARGUMENT` */
export function validateThreads(threads: number): void {
  const usable = Number.isInteger(threads) && threads >= 1;
  if (!usable) fail(`threads must be a whole number above 0, but it is ${threads}`);
}

function requireLength(name: string, array: Float64Array, atomCount: number): void {
  if (!(array instanceof Float64Array)) fail(`${name} must be a Float64Array, not ${describe(array)}`);
  if (array.length !== 3 * atomCount) {
    fail(
      `${name} must have ${3 * atomCount} values, 3 for each of ${atomCount} atoms, but it has ${array.length}`,
    );
  }
}

function overlap(a: Float64Array, b: Float64Array): boolean {
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
