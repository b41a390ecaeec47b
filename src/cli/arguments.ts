import { InvalidArgumentError } from 'commander';
import { TERMS, type Term } from '../restraints/restraints.js';

/** Parsers of option values; each refuses what it cannot use, and says what it wants. */

export function nonNegativeInteger(text: string): number {
  return integerFrom(0, text);
}

export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

function integerFrom(least: number, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
}

export function nonNegativeNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

export function termList(text: string): Term[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw new InvalidArgumentError(`Name one or more, with commas between them: ${TERMS.join(', ')}.`);
  }
  const unknown = names.filter((name) => !isTerm(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`No such term: ${unknown.join(', ')}. There are ${TERMS.join(', ')}.`);
  }
  return TERMS.filter((term) => names.includes(term));
}

function isTerm(name: string): name is Term {
  return (TERMS as readonly string[]).includes(name);
}
