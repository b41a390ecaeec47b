import { InvalidArgumentError } from 'commander';
import { TERMS, type Term } from '../restraints/restraints.js';

/** Parsers of option values; each refuses what it cannot use, and says what it wants. */

export function nonNegativeInteger(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

export function positiveInteger(text: string): number {
  const value = nonNegativeInteger(text);
  if (value === 0) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}

export function nonNegativeNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = nonNegativeNumber(text);
  if (value === 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

export function termList(text: string): Term[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isTerm(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`No such term: ${unknown.join(', ')}. There are ${TERMS.join(', ')}.`);
  }
  return TERMS.filter((term) => names.includes(term));
}

function isTerm(name: string): name is Term {
  return (TERMS as readonly string[]).includes(name);
}
