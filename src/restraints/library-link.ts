import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { matchLinks, type LinkEnd, type LinkMatch } from '../monomers/link.js';
import { findAtom, type NamedModel } from './named-model.js';
import type { AtomPair } from './residue-link.js';
import { chiralVolume } from './site-geometry.js';

/** A link and the pair that it bonds, the atom of its side 1 first. */
export interface DirectedLink {
  readonly link: Link;
  readonly pair: AtomPair;
}

/**
 * The library's link that bonds two given atoms, such as zinc to a cysteine's sulfur. Of several that fit alike, as
 * the alpha and the beta form of a glycosidic bond do, the one whose chiral centres have the model's hand.
 *
 * @returns undefined where there is none
 */
export function libraryLink(
  named: NamedModel,
  dictionary: Dictionary,
  [i, j]: AtomPair,
): DirectedLink | undefined {
  const first = linkEnd(named, i);
  const second = linkEnd(named, j);
  if (!first || !second) return undefined;
  const directed = matchLinks(dictionary, first, second).map(
    ({ link, reversed }: LinkMatch): DirectedLink => {
      return { link, pair: reversed ? [j, i] : [i, j] };
    },
  );
  return directed.find((match) => hasModelsHand(named, match)) ?? directed[0];
}

function linkEnd({ model, comps, atomNames }: NamedModel, iSeq: number): LinkEnd | undefined {
  const comp = comps[model.atoms.residue[iSeq]];
  return comp && { comp, atomName: atomNames[iSeq] };
}

/** False where a chiral centre of the link has the other hand in the model. */
function hasModelsHand(named: NamedModel, { link, pair }: DirectedLink): boolean {
  const { atoms, sitesCart } = named.model;
  const conformer = pair.map((iSeq) => atoms.altloc[iSeq]).find((altloc) => altloc !== '') ?? '';
  return link.chiralities.every(({ atoms: centre, sign }) => {
    const iSeqs = centre.map(({ side, name }) =>
      findAtom(named, atoms.residue[pair[side - 1]], name, conformer),
    );
    if (sign === 'both' || iSeqs.includes(-1)) return true;
    return chiralVolume(sitesCart, iSeqs) > 0 === (sign === 'positive');
  });
}
