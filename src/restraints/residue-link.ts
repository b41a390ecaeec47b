import { GeominError } from '../errors.js';
import type { Dictionary, Link } from '../monomers/chem-comp.js';

/** Two residues that are bonded to each other. */
export interface ResidueLink {
  /** Indices into the model's residues: the link's side 1 and side 2. */
  readonly first: number;
  readonly second: number;
  /** The link of each conformer that is linked; of `''` where the residues have no alternate locations. */
  readonly conformers: readonly { readonly altloc: string; readonly link: Link }[];
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
