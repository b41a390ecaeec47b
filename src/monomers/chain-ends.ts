import type { ChemComp, Dictionary } from './chem-comp.js';

/** A modification for an end of a chain, and what tells that a residue is one. */
interface ChainEnd {
  readonly modification: string;
  readonly group: RegExp;
  /** Atoms of the residue, of which one tells it. */
  readonly present: readonly string[];
  /** An atom that such a residue cannot have, or a component need not be given. */
  readonly absent: { readonly residue?: string; readonly comp?: string };
}

/**
 * Newer libraries have amino acids with all that both ends of a chain need, and nucleotides with a phosphate; older ones
 * (to 5.41, as Debian has it) have amino acids as they are within a chain.
 */
const ENDS: readonly ChainEnd[] = [
  { modification: '5*END', group: /^[DR]NA$/, present: ["HO5'"], absent: { residue: 'P' } },
  { modification: 'COO', group: /peptide$/, present: ['OXT'], absent: { comp: 'OXT' } },
  { modification: 'NH3', group: /^peptide$/, present: ['H2', 'H3'], absent: { comp: 'H2' } },
];

/**
 * A component as it stands at an end of a chain, where the residue's atoms say that it does: the hydrogen of O5' without a
 * phosphorus, a second oxygen on the carboxyl group, hydrogens of an ammonium group. Any other is returned as it is.
 */
export function atChainEnd(dictionary: Dictionary, comp: ChemComp, atomNames: readonly string[]): ChemComp {
  const ends = ENDS.filter(({ group, absent }) => group.test(comp.group) && !has(comp, absent.comp));
  if (ends.length === 0) return comp;
  const names = new Set(atomNames.map((name) => comp.aliases.get(name) ?? name));
  return ends
    .filter(
      ({ present, absent }) => present.some((name) => names.has(name)) && !names.has(absent.residue ?? ''),
    )
    .reduce((end, { modification }) => dictionary.modification(modification)?.apply(end) ?? end, comp);
}

function has(comp: ChemComp, name: string | undefined): boolean {
  return name !== undefined && comp.atoms.some((atom) => atom.name === name);
}
