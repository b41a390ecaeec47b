import type { ChemComp, Dictionary } from '../monomers/chem-comp.js';
import type { NamedModel } from './named-model.js';
import type { ResidueLink } from './residue-link.js';
import type { RestraintIssue } from './restraints.js';

/**
 * What there is to tell of components that are not the built-in dictionary's: whose they are, whose they are used instead
 * of, and what of them cannot be used.
 */
export function dictionaryNotes(named: NamedModel, dictionary: Dictionary): RestraintIssue[] {
  const messages = new Map<string, string[]>();
  const comps = compsFromElsewhere(named);
  for (const { id, origin } of comps) {
    const other = dictionary.passedOver?.(id);
    const from = `from ${origin}${other === undefined ? '' : `, not from ${other}`}`;
    messages.set(from, [...(messages.get(from) ?? []), id]);
  }
  const notes = [...messages].map(([from, ids]) => `${ids.join(', ')}: ${from}`);
  const remarks = comps.flatMap(({ id, remarks = [] }) => remarks.map((remark) => `${id}: ${remark}`));
  return [...notes, ...remarks].map((message) => ({ kind: 'note', message, iSeqs: [] }));
}

/** Names of the files and libraries, beside the built-in dictionary, that components or links come from. */
export function sourcesOf(named: NamedModel, links: readonly ResidueLink[]): string[] {
  const linkOrigins = links.flatMap(({ conformers }) => conformers.map(({ link }) => link.origin));
  const origins = [...compsFromElsewhere(named).map(({ origin }) => origin), ...linkOrigins];
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}

/** Each id once, in the order of the model's residues. */
function compsFromElsewhere({ comps }: NamedModel): ChemComp[] {
  const found = new Map<string, ChemComp>();
  for (const comp of new Set(comps)) if (comp?.origin !== undefined) found.set(comp.id, comp);
  return [...found.values()];
}
