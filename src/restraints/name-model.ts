import type { Model } from '../model/model.js';
import { withAcidHydrogen } from '../monomers/acid-hydrogens.js';
import { matchAtoms, type AtomMatch } from '../monomers/atom-matching.js';
import { atChainEnd } from '../monomers/chain-ends.js';
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
  const counted: number[] = [];
  const ownNames = new Map<ChemComp, ReadonlySet<string>>();
  for (const { name, iSeqs } of model.residues) {
    const fileNames = iSeqs.map((iSeq) => model.atoms.name[iSeq]);
    const resolved = resolveComp(dictionary, name, fileNames);
    const comp = resolved && asItStands(dictionary, resolved, fileNames);
    comps.push(comp);
    if (!comp) continue;
    let own = ownNames.get(comp);
    if (!own) ownNames.set(comp, (own = new Set(comp.atoms.map((atom) => atom.name))));
    const match = matchNames(model, iSeqs, fileNames, comp, own);
    iSeqs.forEach((iSeq, i) => (atomNames[iSeq] = match.names[i] ?? ''));
    for (const i of match.counted) counted.push(iSeqs[i]);
  }
  const altlocs = model.residues.map(({ iSeqs }) => altlocsOf(model, iSeqs));
  const named = { model, comps, altlocs, atomNames, counted };
  refuseUnknown(named, dictionary, unknown);
  return named;
}

/** The component with the chain end and the protonation that a residue's atoms tell. */
function asItStands(dictionary: Dictionary, comp: ChemComp, fileNames: readonly string[]): ChemComp {
  return withAcidHydrogen(atChainEnd(dictionary, comp, fileNames), fileNames);
}

/** Most residues bear the library's own names: only the others need to be matched. */
function matchNames(
  { atoms }: Model,
  iSeqs: readonly number[],
  fileNames: readonly string[],
  comp: ChemComp,
  own: ReadonlySet<string>,
): AtomMatch {
  if (fileNames.every((name) => own.has(name))) return { names: fileNames, counted: NONE_COUNTED };
  return matchAtoms(
    comp,
    fileNames,
    iSeqs.map((iSeq) => atoms.altloc[iSeq]),
  );
}

const NONE_COUNTED: readonly number[] = [];
