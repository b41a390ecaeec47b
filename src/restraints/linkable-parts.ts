import { isHydrogen } from '../model/element.js';
import { isMetal } from '../model/metals.js';
import type { ChemComp } from '../monomers/chem-comp.js';
import { isAcidCarbon, isLysineNitrogen } from './isopeptide.js';
import type { NamedModel } from './named-model.js';
import { polymerKind } from './polymer-bond.js';

/** i_seqs of atoms that may be bonded to another residue without being its neighbour in a chain. */
export interface LinkableParts {
  readonly lysineNitrogens: number[];
  readonly acidCarbons: number[];
  readonly metals: number[];
  /** Heavy atoms, no metals, of whatever is neither water nor a link of a chain. */
  readonly ligandAtoms: number[];
}

/** Collects them in one pass over the residues. What no dictionary knows is left out. */
export function linkableParts(named: NamedModel): LinkableParts {
  const parts: LinkableParts = { lysineNitrogens: [], acidCarbons: [], metals: [], ligandAtoms: [] };
  named.model.residues.forEach(({ iSeqs }, index) => {
    const comp = named.comps[index];
    if (comp === undefined || isWater(comp)) return;
    if (polymerKind(comp) === undefined) addLigand(named, iSeqs, parts);
    else addSideChain(named, comp, iSeqs, parts);
  });
  return parts;
}

export function isWater(comp: ChemComp): boolean {
  return comp.id === 'HOH';
}

function addLigand(
  { model: { atoms }, atomNames }: NamedModel,
  iSeqs: readonly number[],
  { metals, ligandAtoms }: LinkableParts,
): void {
  for (const iSeq of iSeqs) {
    if (atomNames[iSeq] === '' || isHydrogen(atoms.element[iSeq])) continue;
    (isMetal(atoms.element[iSeq]) ? metals : ligandAtoms).push(iSeq);
  }
}

const WITH_SIDE_CHAINS = new Set(['LYS', 'ASP', 'ASN', 'GLU', 'GLN']);

function addSideChain(
  named: NamedModel,
  { id }: ChemComp,
  iSeqs: readonly number[],
  { lysineNitrogens, acidCarbons }: LinkableParts,
): void {
  if (!WITH_SIDE_CHAINS.has(id)) return;
  for (const iSeq of iSeqs) {
    if (isLysineNitrogen(named, iSeq)) lysineNitrogens.push(iSeq);
    else if (isAcidCarbon(named, iSeq)) acidCarbons.push(iSeq);
  }
}
