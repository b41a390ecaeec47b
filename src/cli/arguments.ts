import { InvalidArgumentError } from 'commander';
import { PERMISSIONS, type Permission } from '../agents/permissions.js';
import { GeominError } from '../errors.js';
import { parseAtomPair } from '../model/atom-address.js';
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

export function integer(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number.');
}

export function portNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value <= 65535) return value;
  throw new InvalidArgumentError('It must be a port, 0 to 65535; 0 takes any that is free.');
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** `512M` and the like, with K, M and G for 1024, 1024² and 1024³ bytes. */
export function byteCount(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMG]?)i?B?$/i.exec(text.trim()) ?? [];
  const value = digits === undefined ? NaN : Math.round(Number(digits) * BYTE_UNITS[unit.toUpperCase()]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number of bytes, such as 64M or 2G.');
}

/** {@link byteCount} the other way, as short as it goes. */
export function formatBytes(bytes: number): string {
  const unit = ['G', 'M', 'K'].find((name) => bytes % BYTE_UNITS[name] === 0) ?? '';
  return `${bytes / BYTE_UNITS[unit]}${unit}`;
}

/** Two atoms as {@link parseAtomPair} reads them. */
export function atomPair(text: string): string {
  try {
    parseAtomPair(text);
    return text;
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    throw new InvalidArgumentError(`${error.message} ${error.remedy}`);
  }
}

export function termList(text: string): Term[] {
  return nameList(text, TERMS, 'term');
}

export function permissionList(text: string): Permission[] {
  return nameList(text, PERMISSIONS, 'permission');
}

/** Names with commas between them, in the order of the known ones. */
function nameList<Name extends string>(text: string, known: readonly Name[], what: string): Name[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw new InvalidArgumentError(`Name one or more, with commas between them: ${known.join(', ')}.`);
  }
  const unknown = names.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`No such ${what}: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  }
  return known.filter((name) => names.includes(name));
}

/** `NAME=VALUE`, as often as it is given; a name once. */
export function namedValue(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const [, name, value] = /^([\w.-]+)=(\S+)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.');
  if (before.has(name)) throw new InvalidArgumentError(`${name} was given before.`);
  return new Map([...before, [name, value]]);
}
