import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GeominError } from '../errors.js';
import { operatorsOfHallSymbol } from './hall-symbol.js';
import type { SymmetryOperator } from './symmetry-operator.js';
import { fitsCell, type UnitCell } from './unit-cell.js';

/** A space group in one setting. */
export interface SpaceGroup {
  /** 1 to 230. */
  readonly number: number;
  /** Hermann-Mauguin symbol; `:1` and `:2` tell origins apart, `:H` and `:R` the cells of rhombohedral groups. */
  readonly symbol: string;
  /** Hall symbol, from which the operators are made. */
  readonly hall: string;
  /** All of them but whole cell edges, those of the centring too; the identity first. */
  readonly operators: readonly SymmetryOperator[];
}

type Setting = Omit<SpaceGroup, 'operators'>;

/** Monoclinic symbols may leave the ones out: `P 21` for `P 1 21 1`. */
const MONOCLINIC = { first: 3, last: 15 };
const FIRST_CUBIC = 195;

/**
 * The space group of a Hermann-Mauguin symbol: full, short or without blanks, with or without the origin or axes behind a
 * colon, `H 3` and `H 3 2` for the hexagonal cells of rhombohedral groups. A symbol that stands for several settings
 * is the one that fits the cell; of two origins it is the second, which most programs take.
 *
 * @returns undefined for a symbol that is not known
 */
export function findSpaceGroup(symbol: string, cell?: UnitCell): SpaceGroup | undefined {
  const key = symbolKey(symbol);
  for (const index of (indices ??= makeIndices(readSettings()))) {
    const settings = index.get(key);
    if (settings === undefined) continue;
    const groups = settings.map(withOperators);
    return groups.find(({ operators }) => cell === undefined || fitsCell(operators, cell)) ?? groups[0];
  }
  return undefined;
}

/**
 * The symbol of a number of International Tables, 1 to 230: of its first setting there, without origin and axes, which
 * {@link findSpaceGroup} sees to.
 *
 * @param number as files write it
 * @returns undefined where there is no such number
 */
export function symbolOfNumber(number: string | undefined): string | undefined {
  if (number === undefined) return undefined;
  return readSettings()
    .find((setting) => setting.number === Number(number))
    ?.symbol.split(':')[0];
}

/** All 230 space groups, in every setting that is known: those of International Tables and some more of PDB entries. */
export function allSpaceGroups(): SpaceGroup[] {
  return readSettings().map(withOperators);
}

let indices: readonly Map<string, Setting[]>[] | undefined;

/** Symbols as they are, then without what may be left out, then in older forms. */
function makeIndices(settings: readonly Setting[]): Map<string, Setting[]>[] {
  return [fullSymbols, shortSymbols, oldSymbols].map((symbolsOf) => {
    const index = new Map<string, Setting[]>();
    for (const setting of settings) {
      for (const symbol of symbolsOf(setting)) addTo(index, symbolKey(symbol), setting);
    }
    return index;
  });
}

function addTo(index: Map<string, Setting[]>, key: string, setting: Setting): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [setting]);
  else if (setting.symbol.endsWith(':2')) known.unshift(setting);
  else known.push(setting);
}

function fullSymbols({ symbol }: Setting): string[] {
  const [name, extension] = symbol.split(':');
  const hexagonal = extension === 'H' ? [name.replace('R', 'H')] : [];
  return extension === undefined ? [name] : [symbol, name, ...hexagonal];
}

function shortSymbols({ symbol, number }: Setting): string[] {
  if (number < MONOCLINIC.first || number > MONOCLINIC.last) return [];
  const parts = symbol.split(' ').filter((part) => part !== '1');
  return [parts.join(' ')];
}

/** `F m 3 m` for `F m -3 m`. */
function oldSymbols({ symbol, number }: Setting): string[] {
  return number >= FIRST_CUBIC && symbol.includes('-3') ? fullSymbols(oldSetting(symbol, number)) : [];
}

function oldSetting(symbol: string, number: number): Setting {
  return { symbol: symbol.replace('-3', '3'), number, hall: '' };
}

/** Blanks, brackets, underscores and the case of letters tell no symbols apart. */
function symbolKey(symbol: string): string {
  return symbol.replace(/[\s()_]/g, '').toUpperCase();
}

function withOperators(setting: Setting): SpaceGroup {
  return { ...setting, operators: operatorsOfHallSymbol(setting.hall) };
}

/** Lines of number, symbol and Hall symbol; see data/symmetry/README.md for their source. */
function readSettings(): Setting[] {
  const path = fileURLToPath(new URL('../../data/symmetry/space-groups.txt', import.meta.url));
  try {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    return lines.map((line) => {
      const [number, symbol, hall] = line.split('|');
      return { number: Number(number), symbol, hall };
    });
  } catch (cause) {
    const remedy = 'Install geomin again: its data folder is incomplete.';
    throw new GeominError('FILE', `cannot read the table of space groups ${path}`, remedy, { cause });
  }
}
