import { GeominError } from '../errors.js';
import type { Dictionary, Modification } from '../monomers/chem-comp.js';
import type { NamedModel } from './named-model.js';
import { CompPreparation, type PreparedComp } from './prepared-comp.js';
import type { ResidueLink } from './residue-link.js';

/** A model with what its links make of its residues' components. */
export interface PreparedModel extends NamedModel {
  /** For each residue; undefined where no dictionary knows it. */
  readonly prepared: readonly (PreparedComp | undefined)[];
  /** For each atom its slot in its residue's component, -1 for atoms without. */
  readonly slots: Int32Array;
}

/**
 * Applies the modifications that links ask for to the components of the residues they join.
 *
 * @throws GeominError `DICTIONARY` where a link names a modification that the dictionary lacks
 */
export function prepareResidues(
  named: NamedModel,
  dictionary: Dictionary,
  links: readonly ResidueLink[],
): PreparedModel {
  const modifications = modificationsOf(dictionary, links);
  const preparation = CompPreparation.of(dictionary);
  const prepared = named.comps.map(
    (comp, index) => comp && preparation.prepare(comp, modifications.get(index) ?? []),
  );
  const slots = new Int32Array(named.model.atomCount).fill(-1);
  named.model.residues.forEach(({ iSeqs }, index) => {
    const places = prepared[index]?.slots;
    if (places) for (const iSeq of iSeqs) slots[iSeq] = places.get(named.atomNames[iSeq]) ?? -1;
  });
  return { ...named, prepared, slots };
}

/** For each residue that is linked, its modifications: each once, in the order of its links. */
function modificationsOf(dictionary: Dictionary, links: readonly ResidueLink[]): Map<number, Modification[]> {
  const modifications = new Map<number, Modification[]>();
  const add = (residue: number, id: string): void => {
    if (id === '') return;
    const known = modifications.get(residue) ?? [];
    if (known.some((modification) => modification.id === id)) return;
    modifications.set(residue, [...known, requiredModification(dictionary, id)]);
  };
  for (const { first, second, conformers } of links) {
    for (const { link } of conformers) {
      add(first, link.sides[0].modification);
      add(second, link.sides[1].modification);
    }
  }
  return modifications;
}

function requiredModification(dictionary: Dictionary, id: string): Modification {
  const modification = dictionary.modification(id);
  if (modification) return modification;
  throw new GeominError(
    'DICTIONARY',
    `The dictionary has no modification "${id}", which one of its links asks for.`,
    'Use a dictionary that holds the modifications of the CCP4 monomer library.',
  );
}
