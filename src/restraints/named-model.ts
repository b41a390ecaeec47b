import type { Model } from '../model/model.js';
import type { ChemComp } from '../monomers/chem-comp.js';

/** What becomes of residues that no dictionary knows. */
export type UnknownResidues = 'error' | 'free';

/** A model whose residues and atoms the dictionary has been asked about. */
export interface NamedModel {
  readonly model: Model;
  /** For each residue; undefined where no dictionary knows it. */
  readonly comps: readonly (ChemComp | undefined)[];
  /** Library names of atoms, `''` for those that their component does not have. */
  readonly atomNames: readonly string[];
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

/** The alternate locations of some atoms, in order of appearance, without blanks. */
export function altlocsOf(model: Model, iSeqs: readonly number[]): string[] {
  const { altloc } = model.atoms;
  const found: string[] = [];
  for (const iSeq of iSeqs) {
    if (altloc[iSeq] !== '' && !found.includes(altloc[iSeq])) found.push(altloc[iSeq]);
  }
  return found;
}

/** The conformers that two residues have together: `['']` where neither has alternate locations. */
export function conformersOf(model: Model, first: number, second: number): readonly string[] {
  const { residues } = model;
  const altlocs = altlocsOf(model, residues[first].iSeqs);
  for (const altloc of altlocsOf(model, residues[second].iSeqs)) {
    if (!altlocs.includes(altloc)) altlocs.push(altloc);
  }
  return altlocs.length === 0 ? NO_ALTLOCS : altlocs;
}

const NO_ALTLOCS = [''];
