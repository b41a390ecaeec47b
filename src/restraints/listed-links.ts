import { atomLabel } from '../model/model.js';
import { findAtom, type NamedModel } from './named-model.js';
import type { ResidueLink } from './residue-link.js';
import { atomDistance } from './site-geometry.js';

/** A bond between two residues that is restrained. */
export interface ModelLink {
  /** i_seqs of the two atoms, the link's side 1 first. */
  readonly iSeqs: readonly [number, number];
  /** Their names, `SG CYS A 10 - SG CYS A 81`. */
  readonly label: string;
  /** The link's id in the dictionary, or the names of what it joins where it was made for them: `ZN-OD1`. */
  readonly linkId: string;
  /** Why it was made: `SSBOND in line 80`, `2.03 Å apart`, `asked for`. */
  readonly reason: string;
  /** Where its ideal values come from: `dictionary`, or a file of the user's, a survey, covalent radii. */
  readonly values: string;
  /** Å. */
  readonly ideal: number;
  /** Å, as the model came. */
  readonly distance: number;
}

/** The links of a model. */
export interface ListedLinks {
  /** Those that are not between neighbours along a chain, one for each conformer in which they differ. */
  readonly links: readonly ModelLink[];
  /** How many there are of each kind between neighbours along the chains: `{ TRANS: 74, CIS: 1 }`. */
  readonly chainLinks: Readonly<Record<string, number>>;
}

export function listLinks(named: NamedModel, links: readonly ResidueLink[]): ListedLinks {
  const chainLinks: Record<string, number> = {};
  const listed: ModelLink[] = [];
  for (const link of links) {
    if (link.origin.by !== 'chain') listed.push(...bondsOf(named, link));
    else
      for (const id of new Set(link.conformers.map((each) => each.link.id)))
        chainLinks[id] = (chainLinks[id] ?? 0) + 1;
  }
  return { links: listed, chainLinks };
}

/** The bonds of a link, each pair of atoms once. */
function bondsOf(named: NamedModel, { first, second, conformers, origin }: ResidueLink): ModelLink[] {
  const { model } = named;
  const bonds = new Map<string, ModelLink>();
  for (const { altloc, link } of conformers) {
    for (const { atoms, ideal } of link.bonds) {
      const [i, j] = atoms.map(({ side, name }) =>
        findAtom(named, side === 1 ? first : second, name, altloc),
      );
      const key = `${i} ${j}`;
      if (i < 0 || j < 0 || bonds.has(key)) continue;
      bonds.set(key, {
        iSeqs: [i, j],
        label: `${atomLabel(model, i)} - ${atomLabel(model, j)}`,
        linkId: link.id,
        reason: origin.text,
        values: link.source ?? link.origin ?? 'dictionary',
        ideal,
        distance: atomDistance(model.sitesCart, i, j),
      });
    }
  }
  return [...bonds.values()];
}
