import type { ChemComp, Dictionary } from './chem-comp.js';

/** The library's modification for a chain that begins with a hydroxyl group, and the hydrogen that tells it. */
const FIVE_PRIME_END = '5*END';
const FIVE_PRIME_HYDROGEN = "HO5'";

/**
 * A nucleotide as it stands at the 5' end of a chain: where its atoms include the hydrogen of O5' and no phosphorus, the
 * phosphate gives way to a hydroxyl group. Any other component is returned as it is.
 */
export function withFivePrimeEnd(
  dictionary: Dictionary,
  comp: ChemComp,
  atomNames: readonly string[],
): ChemComp {
  if (comp.group !== 'DNA' && comp.group !== 'RNA') return comp;
  const names = new Set(atomNames.map((name) => comp.aliases.get(name) ?? name));
  if (!names.has(FIVE_PRIME_HYDROGEN) || names.has('P')) return comp;
  return dictionary.modification(FIVE_PRIME_END)?.apply(comp) ?? comp;
}
