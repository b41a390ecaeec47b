import { isHydrogen } from '../model/element.js';
import type { Model } from '../model/model.js';
import type { Dictionary, EnergyType } from '../monomers/chem-comp.js';
import type { PreparedModel } from './prepare-residues.js';
import { HYDROGEN_BOND, type NonbondedAtoms } from './restraints.js';

const HYDROGEN_BOND_OF = {
  N: HYDROGEN_BOND.none,
  D: HYDROGEN_BOND.donor,
  A: HYDROGEN_BOND.acceptor,
  B: HYDROGEN_BOND.both,
  H: HYDROGEN_BOND.hydrogen,
} as const;

/**
 * What each atom is to its neighbours. In a model without any hydrogens the heavy atoms' radii make room for them.
 * An atom of which no component tells the energy type has the one that bears its element's name.
 *
 * @param bonded 2m, the bond graph
 */
export function nonbondedAtoms(
  { model, altlocs, prepared, slots }: PreparedModel,
  dictionary: Dictionary,
  bonded: Int32Array,
): NonbondedAtoms {
  const { atomCount, atoms } = model;
  const hydrogens = atoms.element.some(isHydrogen);
  const radius = new Float64Array(atomCount);
  const hydrogenBond = new Uint8Array(atomCount);
  for (let iSeq = 0; iSeq < atomCount; iSeq++) {
    const stated = prepared[atoms.residue[iSeq]]?.energyTypes[slots[iSeq]];
    const type = stated ?? elementType(dictionary, atoms.element[iSeq]);
    radius[iSeq] = type ? radiusOf(type, hydrogens, atoms.charge[iSeq] !== 0) : NaN;
    hydrogenBond[iSeq] = type ? HYDROGEN_BOND_OF[type.hydrogenBond] : HYDROGEN_BOND.none;
  }
  return { radius, hydrogenBond, conformer: conformerNumbers(model, altlocs), bonded };
}

function elementType(dictionary: Dictionary, element: string): EnergyType | undefined {
  return dictionary.energyType(isHydrogen(element) ? 'H' : element);
}

/** The library lacks one radius or the other for some types: the one it has stands in. */
function radiusOf(type: EnergyType, hydrogens: boolean, charged: boolean): number {
  if (charged && !Number.isNaN(type.ionRadius)) return type.ionRadius;
  const [wanted, other] = hydrogens ? [type.vdwRadius, type.vdwhRadius] : [type.vdwhRadius, type.vdwRadius];
  return Number.isNaN(wanted) ? other : wanted;
}

/**
 * Alternate locations numbered from 1 in order of appearance, 0 for atoms that all of them share. Atoms without altloc that
 * have other places too are a location of their own.
 */
function conformerNumbers(
  { atoms: { altloc, name }, residues }: Model,
  altlocs: PreparedModel['altlocs'],
): Int32Array {
  const numbers = new Map<string, number>();
  const conformer = new Int32Array(altloc.length);
  const number = (mark: string): number => {
    if (!numbers.has(mark)) numbers.set(mark, numbers.size + 1);
    return numbers.get(mark)!;
  };
  altloc.forEach((mark, iSeq) => {
    if (mark !== '') conformer[iSeq] = number(mark);
  });
  altlocs.forEach((marks, residue) => {
    if (marks[0] !== '') return;
    const { iSeqs } = residues[residue];
    const elsewhere = new Set(iSeqs.filter((iSeq) => altloc[iSeq] !== '').map((iSeq) => name[iSeq]));
    for (const iSeq of iSeqs)
      if (altloc[iSeq] === '' && elsewhere.has(name[iSeq])) conformer[iSeq] = number('');
  });
  return conformer;
}
