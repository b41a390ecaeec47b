import type { Model } from '../model/model.js';
import type { ChemComp } from '../monomers/chem-comp.js';

/** What becomes of residues that no dictionary knows. */
export const UNKNOWN_RESIDUES = ['error', 'keep', 'free', 'fixed'] as const;
/** One of {@link UNKNOWN_RESIDUES}. */
export type UnknownResidues = (typeof UNKNOWN_RESIDUES)[number];

/** A model whose residues and atoms the dictionary has been asked about. */
export interface NamedModel {
  readonly model: Model;
  /** For each residue; undefined where no dictionary knows it. */
  readonly comps: readonly (ChemComp | undefined)[];
  /**
   * For each residue its alternate locations in order of appearance. None for atoms that all of them share; `''`, and that
   * first, where atoms without any are a location of their own, because the same atoms are elsewhere too.
   */
  readonly altlocs: readonly (readonly string[])[];
  /** Library names of atoms, `''` for those that their component does not have. */
  readonly atomNames: readonly string[];
  /** Hydrogens whose names say nothing and that were counted off on their parent. */
  readonly counted: readonly number[];
}

/** The i_seq of an atom of a conformer (its own or one that all conformers share), -1 where there is none. */
export function findAtom(
  { model, atomNames }: NamedModel,
  residue: number,
  name: string,
  conformer: string,
): number {
  let shared = -1;
  for (const iSeq of model.residues[residue].iSeqs) {
    if (atomNames[iSeq] !== name) continue;
    const altloc = model.atoms.altloc[iSeq];
    if (altloc === conformer) return iSeq;
    if (altloc === '') shared = iSeq;
  }
  return shared;
}

/** The alternate locations of a residue's atoms, as {@link NamedModel.altlocs} has them. */
export function altlocsOf({ atoms: { altloc, name } }: Model, iSeqs: readonly number[]): readonly string[] {
  let found: string[] = NO_ALTLOCS;
  for (const iSeq of iSeqs) {
    if (altloc[iSeq] !== '' && !found.includes(altloc[iSeq])) found = [...found, altloc[iSeq]];
  }
  if (found.length === 0) return found;
  const elsewhere = new Set(iSeqs.filter((iSeq) => altloc[iSeq] !== '').map((iSeq) => name[iSeq]));
  const hasOwn = iSeqs.some((iSeq) => altloc[iSeq] === '' && elsewhere.has(name[iSeq]));
  return hasOwn ? ['', ...found] : found;
}

/** The conformers that two residues have together: `['']` where neither has alternate locations. */
export function conformersOf({ altlocs }: NamedModel, first: number, second: number): readonly string[] {
  if (altlocs[first].length + altlocs[second].length === 0) return ONE_CONFORMER;
  return [...new Set([...altlocs[first], ...altlocs[second]])].sort((a, b) =>
    a === '' ? -1 : b === '' ? 1 : 0,
  );
}

/** Shared by the many residues without alternate locations. */
const NO_ALTLOCS: string[] = [];
const ONE_CONFORMER = [''];
