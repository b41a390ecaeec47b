import { GeominError } from '../errors.js';
import type { Dictionary, Link } from '../monomers/chem-comp.js';
import { conformersOf, type NamedModel } from './named-model.js';

/** Two residues that are bonded to each other. */
export interface ResidueLink {
  /** Indices into the model's residues: the link's side 1 and side 2. */
  readonly first: number;
  readonly second: number;
  /** The link of each conformer that is linked; of `''` where the residues have no alternate locations. */
  readonly conformers: readonly { readonly altloc: string; readonly link: Link }[];
}

/** The i_seqs of two atoms that are bonded, or may be. */
export type AtomPair = readonly [number, number];

/**
 * A link by the two atoms that it bonds, in the conformers in which both are.
 *
 * @param pair the atom of side 1, then that of side 2
 */
export function linkOfPair(named: NamedModel, [i, j]: AtomPair, link: Link): ResidueLink {
  const { altloc, residue } = named.model.atoms;
  const [first, second] = [residue[i], residue[j]];
  const has = (iSeq: number, conformer: string): boolean => altloc[iSeq] === '' || altloc[iSeq] === conformer;
  const conformers = conformersOf(named, first, second).filter(
    (conformer) => has(i, conformer) && has(j, conformer),
  );
  return { first, second, conformers: conformers.map((conformer) => ({ altloc: conformer, link })) };
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
