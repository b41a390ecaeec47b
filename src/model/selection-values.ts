import type { Residue } from './model.js';
import type { ResiduePlace, ResidueRange, TextPattern } from './selection-tree.js';

/** Whether a value is what a pattern says: `*` stands for any characters, `?` for one. */
export function matchesPattern({ text: pattern, literal }: TextPattern, value: string): boolean {
  return literal ? pattern === value : matchesWildcards(pattern, value);
}

/** Goes back to the last `*` only, so its time is at most the product of both lengths. */
function matchesWildcards(pattern: string, value: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let v = 0; v < value.length;) {
    if (pattern[p] === '*') {
      star = p++;
      resume = v;
    } else if (pattern[p] === '?' || pattern[p] === value[v]) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const PLACE = /^(-?\d{1,9})([A-Za-z]?)$/;

/** `10`, `-3`, `52A`, `10:20`, `10:`, `:20`; undefined for anything else. */
export function parseResidueRange(text: string): ResidueRange | undefined {
  const ends = text.split(':');
  if (ends.length > 2 || ends.every((end) => end === '')) return undefined;
  const places = ends.map(parsePlace);
  if (places.some((place, i) => place === undefined && (ends[i] !== '' || ends.length === 1)))
    return undefined;
  return { first: places[0], last: places.at(-1) };
}

function parsePlace(text: string): ResiduePlace | undefined {
  const match = PLACE.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  return match[2] === '' ? { number } : { number, insertionCode: match[2] };
}

/** Whether no residue can be in a range. */
export function isReversed({ first, last }: ResidueRange): boolean {
  if (!first || !last) return false;
  if (first.number !== last.number) return first.number > last.number;
  const { insertionCode: from } = first;
  const { insertionCode: to } = last;
  return from !== undefined && to !== undefined && from > to;
}

/** In the order of numbers, then of insertion codes, of which none is the first. */
export function isInRange({ first, last }: ResidueRange, residue: Residue): boolean {
  return (!first || !isBefore(residue, first)) && (!last || !isBehind(residue, last));
}

function isBefore(residue: Residue, { number, insertionCode }: ResiduePlace): boolean {
  if (residue.number !== number) return residue.number < number;
  return insertionCode !== undefined && residue.insertionCode < insertionCode;
}

function isBehind(residue: Residue, { number, insertionCode }: ResiduePlace): boolean {
  if (residue.number !== number) return residue.number > number;
  return insertionCode !== undefined && residue.insertionCode > insertionCode;
}
