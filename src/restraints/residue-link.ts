import { GeominError } from '../errors.js';
import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { conformersOf, type NamedModel } from './named-model.js';
import { atomDistance } from './site-geometry.js';

/** Why two residues are linked. */
export interface LinkOrigin {
  /** Neighbours along a chain, a record of the file, a distance, or somebody's wish. */
  readonly by: 'chain' | 'record' | 'distance' | 'request';
  /** For a report: `SSBOND in line 80`, `2.03 Å apart`. */
  readonly text: string;
}

/** Two residues that are bonded to each other. */
export interface ResidueLink {
  /** Indices into the model's residues: the link's side 1 and side 2. */
  readonly first: number;
  readonly second: number;
  /** The link of each conformer that is linked; of `''` where the residues have no alternate locations. */
  readonly conformers: readonly { readonly altloc: string; readonly link: Link }[];
  readonly origin: LinkOrigin;
  /**
   * True where the two are neighbours whose ends never stand together in a conformer: no bond holds them, but neither is
   * the end of a chain.
   */
  readonly apart?: true;
}

/** The i_seqs of two atoms that are bonded, or may be. */
export type AtomPair = readonly [number, number];

/**
 * A link by the two atoms that it bonds, in the conformers in which both are.
 *
 * @param pairs the atom of side 1, then that of side 2: the same two atoms in their alternate locations
 */
export function linkOfPairs(
  named: NamedModel,
  pairs: readonly AtomPair[],
  link: Link,
  origin: LinkOrigin,
): ResidueLink {
  const { altloc, residue } = named.model.atoms;
  const [first, second] = pairs[0].map((iSeq) => residue[iSeq]);
  const has = (iSeq: number, conformer: string): boolean => altloc[iSeq] === '' || altloc[iSeq] === conformer;
  const conformers = conformersOf(named, first, second).filter((conformer) =>
    pairs.some(([i, j]) => has(i, conformer) && has(j, conformer)),
  );
  return { first, second, conformers: conformers.map((altloc) => ({ altloc, link })), origin };
}

/** The reason of a link that nothing but a distance tells. */
export function apart({ model: { sitesCart } }: NamedModel, [i, j]: AtomPair): LinkOrigin {
  return { by: 'distance', text: `${atomDistance(sitesCart, i, j).toFixed(2)} Å apart` };
}

/** Of two atoms in their alternate locations, those that stand together in some conformer. */
export function pairsTogether(
  { model: { atoms } }: NamedModel,
  from: readonly number[],
  to: readonly number[],
): AtomPair[] {
  const meet = (i: number, j: number): boolean =>
    atoms.altloc[i] === '' || atoms.altloc[j] === '' || atoms.altloc[i] === atoms.altloc[j];
  return from.flatMap((i) => to.filter((j) => meet(i, j)).map((j): AtomPair => [i, j]));
}

/** @throws GeominError `DICTIONARY` where the dictionary lacks a link that every library has */
export function requiredLink(dictionary: Dictionary, id: string): Link {
  const link = dictionary.link(id);
  if (link) return link;
  throw new GeominError(
    'DICTIONARY',
    `The dictionary has no link "${id}".`,
    'Use a dictionary that holds the links of the CCP4 monomer library.',
  );
}
