import type { GeominError } from '../errors.js';
import type { ChiralitySign, LinkAtom } from './chem-comp.js';
import type { CifRow } from './cif.js';
import { PLANE_ESD } from './modification.js';

/** A name without blanks: some library files pad names inside their quotes (`"H2' "`). */
export const atomName = (row: CifRow, item: string): string => row.text(item).trim();

/** The names under `atom_id_1` … `atom_id_n`. */
export function atomNames<N extends 2 | 3 | 4>(row: CifRow, count: N): Names<N> {
  return NAME_ITEMS.slice(0, count).map((item) => atomName(row, item)) as Names<N>;
}

const NAME_ITEMS = ['atom_id_1', 'atom_id_2', 'atom_id_3', 'atom_id_4'] as const;

type Names<N> = N extends 2
  ? [string, string]
  : N extends 3
    ? [string, string, string]
    : [string, string, string, string];

/**
 * An ideal value and its esd.
 *
 * @throws GeominError `DICTIONARY` where one of them is missing, or the esd negative; 0 says "not restrained"
 */
export function ideal(row: CifRow, item: string): { ideal: number; esd: number } {
  const value = { ideal: row.requiredNumber(item), esd: row.requiredNumber(`${item}_esd`) };
  if (value.esd < 0) throw negativeEsd(row, `${item}_esd`, value.esd);
  return value;
}

/** A length between atoms, which is above 0. */
export function idealLength(row: CifRow): { ideal: number; esd: number } {
  const length = ideal(row, 'value_dist');
  if (length.ideal > 0) return length;
  throw row.error(`a bond cannot be ${length.ideal} Å long`);
}

/** An angle between bonds, which is above 0 and at most 180. */
export function idealAngle(row: CifRow): { ideal: number; esd: number } {
  const angle = ideal(row, 'value_angle');
  if (angle.ideal > 0 && angle.ideal <= 180) return angle;
  throw row.error(`an angle between bonds cannot be ${angle.ideal}°`);
}

/** A whole number; 0 where the file has none. */
export function period(row: CifRow, item = 'period'): number {
  const value = row.number(item) ?? 0;
  if (Number.isInteger(value)) return value;
  throw row.error(`${item} is no whole number: ${value}`);
}

function negativeEsd(row: CifRow, item: string, esd: number): GeominError {
  return row.error(`${item} is negative: ${esd}`);
}

/** The centre and its three neighbours. */
export function chiralityNames(row: CifRow): [string, string, string, string] {
  return [atomName(row, 'atom_id_centre'), ...atomNames(row, 3)];
}

/** The atoms under `atom_1_comp_id`, `atom_id_1` and so on. */
export function linkAtoms(row: CifRow, count: number): LinkAtom[] {
  return Array.from({ length: count }, (_, i) => linkAtom(row, `atom_${i + 1}_comp_id`, `atom_id_${i + 1}`));
}

/** @throws GeominError `DICTIONARY` where the side is neither 1 nor 2 */
export function linkAtom(row: CifRow, sideItem: string, nameItem: string): LinkAtom {
  const side = row.number(sideItem);
  if (side !== 1 && side !== 2) throw row.error(`${sideItem} must be 1 or 2`);
  return { side, name: atomName(row, nameItem) };
}

/** Rows of one plane id become one plane. */
export function planes<A>(
  rows: readonly CifRow[],
  atom: (row: CifRow) => A,
): { id: string; atoms: A[]; esds: number[] }[] {
  const byId = new Map<string, { id: string; atoms: A[]; esds: number[] }>();
  for (const row of rows) {
    const id = row.text('plane_id');
    const plane = byId.get(id) ?? { id, atoms: [], esds: [] };
    plane.atoms.push(atom(row));
    const esd = row.number('dist_esd') ?? PLANE_ESD;
    if (esd < 0) throw negativeEsd(row, 'dist_esd', esd);
    plane.esds.push(esd);
    byId.set(id, plane);
  }
  return [...byId.values()];
}

/** The hand of a centre. Older files cut the words short: `positiv`, `negativ`. */
export function chiralitySign(row: CifRow, item: string): ChiralitySign {
  const word = row.text(item).toLowerCase();
  if (word.startsWith('pos')) return 'positive';
  if (word.startsWith('neg')) return 'negative';
  if (word === 'both' || word === 'anomer') return 'both';
  throw row.error(`"${word}" is no volume sign (positive, negative, both)`);
}
