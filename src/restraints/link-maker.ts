import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { covalentLink } from './covalent-link.js';
import { isopeptideLink } from './isopeptide.js';
import { libraryLink, type DirectedLink } from './library-link.js';
import { metalFirst, metalLink } from './metal-link.js';
import type { NamedModel } from './named-model.js';
import { polymerBond, polymerLink } from './polymer-bond.js';
import {
  linkOfPairs,
  requiredLink,
  type AtomPair,
  type LinkOrigin,
  type ResidueLink,
} from './residue-link.js';

/** Decides by which link two atoms are joined that are known to be bonded. */
export class LinkMaker {
  /** Links that no library has, each made once, so that what is worked out for one serves all like it. */
  private readonly made = new Map<string, Link>();

  constructor(
    private readonly named: NamedModel,
    private readonly dictionary: Dictionary,
  ) {}

  /**
   * The link of two atoms: as in a chain; the library's; one like it; or, where there is none, their bond alone.
   *
   * @param pairs the two atoms in their alternate locations
   * @param stated Å, the length that a record has
   * @returns undefined where an atom is none of its component's, so that nothing is known of it
   */
  make(pairs: readonly AtomPair[], origin: LinkOrigin, stated?: number): ResidueLink | undefined {
    const bond = polymerBond(this.named, ...pairs[0]);
    if (bond) return polymerLink(this.named, this.dictionary, ...bond, origin, Infinity);
    if (!pairs[0].every((iSeq) => this.isKnown(iSeq))) return undefined;
    const found = this.ofDictionary(pairs[0]) ??
      this.ofMetal(pairs[0]) ?? { link: covalentLink(this.named, pairs[0], stated), pair: pairs[0] };
    return this.joined(found, pairs, origin);
  }

  /** As {@link make}, but undefined where the dictionary has no link for the two atoms, nor for any like them. */
  makeFromDictionary(pairs: readonly AtomPair[], origin: LinkOrigin): ResidueLink | undefined {
    const found = this.ofDictionary(pairs[0]);
    return found && this.joined(found, pairs, origin);
  }

  private isKnown(iSeq: number): boolean {
    const { model, comps, atomNames } = this.named;
    return comps[model.atoms.residue[iSeq]] !== undefined && atomNames[iSeq] !== '';
  }

  private ofDictionary(pair: AtomPair): DirectedLink | undefined {
    const { named, dictionary } = this;
    if (pair.every((iSeq) => isCysteineSulfur(named, iSeq)))
      return { link: requiredLink(dictionary, 'disulf'), pair };
    return libraryLink(named, dictionary, pair) ?? isopeptideLink(named, dictionary, pair);
  }

  private ofMetal(pair: AtomPair): DirectedLink | undefined {
    const directed = metalFirst(this.named, pair);
    return directed && { link: metalLink(this.named, this.dictionary, directed), pair: directed };
  }

  private joined({ link, pair }: DirectedLink, pairs: readonly AtomPair[], origin: LinkOrigin): ResidueLink {
    const reversed = pair[0] !== pairs[0][0];
    const directed = reversed ? pairs.map(([i, j]): AtomPair => [j, i]) : pairs;
    return linkOfPairs(this.named, directed, this.shared(link), origin);
  }

  private shared(link: Link): Link {
    if (link.source === undefined) return link;
    const key = JSON.stringify(link);
    const known = this.made.get(key);
    if (!known) this.made.set(key, link);
    return known ?? link;
  }
}

export function isCysteineSulfur({ model, comps, atomNames }: NamedModel, iSeq: number): boolean {
  return atomNames[iSeq] === 'SG' && comps[model.atoms.residue[iSeq]]?.id === 'CYS';
}
