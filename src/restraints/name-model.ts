import type { Model, Residue } from '../model/model.js';
import { matchAtoms } from '../monomers/atom-matching.js';
import type { ChemComp, Dictionary } from '../monomers/chem-comp.js';
import { resolveComp } from '../monomers/residue-names.js';
import { altlocsOf, type NamedModel, type UnknownResidues } from './named-model.js';
import { refuseUnknown } from './unknown-names.js';

/**
 * Finds the component of each residue and the library name of each atom.
 *
 * @param unknown `error` refuses residues that the dictionary does not know, `free` leaves them without component
 * @throws GeominError `RESIDUES` naming all unknown residues, and all heavy atoms that their residues do not have
 */
export function nameModel(model: Model, dictionary: Dictionary, unknown: UnknownResidues): NamedModel {
  const comps: (ChemComp | undefined)[] = [];
  const atomNames = new Array<string>(model.atomCount).fill('');
  const ownNames = new Map<ChemComp, ReadonlySet<string>>();
  for (const residue of model.residues) {
    const fileNames = residue.iSeqs.map((iSeq) => model.atoms.name[iSeq]);
    const comp = resolveComp(dictionary, residue.name, fileNames);
    comps.push(comp);
    if (!comp) continue;
    let own = ownNames.get(comp);
    if (!own) ownNames.set(comp, (own = new Set(comp.atoms.map(({ name }) => name))));
    nameAtoms(atomNames, residue, fileNames, comp, own);
  }
  const altlocs = model.residues.map(({ iSeqs }) => altlocsOf(model, iSeqs));
  const named = { model, comps, altlocs, atomNames };
  refuseUnknown(named, unknown);
  return named;
}

/** Most residues bear the library's own names: only the others need to be matched. */
function nameAtoms(
  atomNames: string[],
  { iSeqs }: Residue,
  fileNames: readonly string[],
  comp: ChemComp,
  own: ReadonlySet<string>,
): void {
  const names = fileNames.every((name) => own.has(name)) ? fileNames : matchAtoms(comp, fileNames).names;
  iSeqs.forEach((iSeq, i) => (atomNames[iSeq] = names[i] ?? ''));
}
