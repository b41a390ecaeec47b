import type { ModelRestraints } from '../restraints/restraints.js';
import { alignLeft } from './columns.js';

/** What the links of chains are to a reader. Others, as a dictionary may have them, go by their own names. */
const CHAIN_BONDS: Readonly<Record<string, string>> = {
  TRANS: 'trans peptide',
  PTRANS: 'trans peptide',
  NMTRANS: 'trans peptide',
  CIS: 'cis peptide',
  PCIS: 'cis peptide',
  NMCIS: 'cis peptide',
  p: 'phosphodiester',
};

/**
 * The links of a model: those along its chains counted, each other one with its length, its ideal, the link that restrains it
 * and why it was made. Nothing where there are none.
 *
 * @param sitesCart as they are now, 3n, Å
 */
export function linkLines({ links, chainLinks }: ModelRestraints, sitesCart: Float64Array): string[] {
  const counts = chainCounts(chainLinks);
  if (counts.length + links.length === 0) return [];
  const others = links.length === 0 ? [] : [`${links.length} ${counts.length > 0 ? 'other' : 'in all'}:`];
  const rows = links.map(({ iSeqs, label, ideal, linkId, values, reason }) => [
    label,
    `${distanceAt(sitesCart, iSeqs).toFixed(2)} Å`,
    `ideal ${ideal.toFixed(2)} Å`,
    values === 'dictionary' ? linkId : `${linkId} (${values})`,
    reason,
  ]);
  return [`links      ${[...counts, ...others].join(', ')}`, ...alignLeft(rows, '  ')];
}

function chainCounts(chainLinks: ModelRestraints['chainLinks']): string[] {
  const counts = new Map<string, number>();
  for (const [id, count] of Object.entries(chainLinks)) {
    const name = CHAIN_BONDS[id] ?? id;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`);
}

function distanceAt(sitesCart: Float64Array, [i, j]: readonly [number, number]): number {
  return Math.hypot(...[0, 1, 2].map((axis) => sitesCart[3 * i + axis] - sitesCart[3 * j + axis]));
}
