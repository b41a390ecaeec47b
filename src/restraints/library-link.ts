import type { Dictionary } from '../monomers/chem-comp.js';
import { matchLink, type LinkEnd } from '../monomers/link.js';
import type { NamedModel } from './named-model.js';
import { linkOfPair, type AtomPair, type ResidueLink } from './residue-link.js';

/**
 * The library's link that bonds two given atoms, such as zinc to a cysteine's sulfur.
 *
 * @returns undefined where there is none
 */
export function libraryLink(
  named: NamedModel,
  dictionary: Dictionary,
  [i, j]: AtomPair,
): ResidueLink | undefined {
  const first = linkEnd(named, i);
  const second = linkEnd(named, j);
  const match = first && second && matchLink(dictionary, first, second);
  return match && linkOfPair(named, match.reversed ? [j, i] : [i, j], match.link);
}

function linkEnd({ model, comps, atomNames }: NamedModel, iSeq: number): LinkEnd | undefined {
  const comp = comps[model.atoms.residue[iSeq]];
  return comp && { comp, atomName: atomNames[iSeq] };
}
