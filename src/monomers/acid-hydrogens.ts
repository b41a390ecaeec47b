import type { ChemComp, Modification } from './chem-comp.js';
import { createModification } from './modification.js';

/** Side chains that may be acids: their carbon, the atom before it, and each oxygen with the hydrogen that it would bear. */
const ACIDS: Readonly<
  Record<string, { before: string; carbon: string; oxygens: readonly (readonly string[])[] }>
> = {
  ASP: {
    before: 'CB',
    carbon: 'CG',
    oxygens: [
      ['OD2', 'HD2'],
      ['OD1', 'HD1'],
    ],
  },
  GLU: {
    before: 'CG',
    carbon: 'CD',
    oxygens: [
      ['OE2', 'HE2'],
      ['OE1', 'HE1'],
    ],
  },
};

/**
 * Aspartic or glutamic acid, where a residue's atoms include the hydrogen of its side chain's acid; the library has but the
 * anions. Any other component is returned as it is.
 */
export function withAcidHydrogen(comp: ChemComp, atomNames: readonly string[]): ChemComp {
  if (!Object.hasOwn(ACIDS, comp.id)) return comp;
  const { oxygens } = ACIDS[comp.id];
  const protonated = oxygens.find(([, hydrogen]) => atomNames.includes(hydrogen));
  if (!protonated || comp.atoms.some(({ name }) => name === protonated[1])) return comp;
  return protonation(comp.id, protonated).apply(comp);
}

const made = new Map<string, Modification>();

/** Lengths, angles and sigmas are those of the energy types C, O, OH1 and HOH1 in the CCP4 library's ener_lib.cif, 5.60. */
function protonation(id: string, [oxygen, hydrogen]: readonly string[]): Modification {
  const known = made.get(hydrogen + id);
  if (known) return known;
  const { before, carbon, oxygens } = ACIDS[id];
  const other = oxygens.flat().find((name) => name.startsWith('O') && name !== oxygen)!;
  const modification = createModification({
    id: `${id}-${hydrogen}`,
    atoms: [
      { function: 'change', name: oxygen, energyType: 'OH1', charge: 0 },
      { function: 'change', name: other, energyType: 'O', charge: 0 },
      { function: 'add', name: '', newName: hydrogen, element: 'H', energyType: 'HOH1', charge: 0 },
    ],
    bonds: [
      { function: 'change', atoms: [carbon, oxygen], ideal: 1.33, esd: 0.015 },
      { function: 'change', atoms: [carbon, other], ideal: 1.22, esd: 0.02 },
      { function: 'add', atoms: [oxygen, hydrogen], ideal: 0.967, esd: 0.01 },
    ],
    angles: [
      { function: 'change', atoms: [before, carbon, oxygen], ideal: 120.5, esd: 3 },
      { function: 'change', atoms: [before, carbon, other], ideal: 120.5, esd: 3 },
      { function: 'change', atoms: [oxygen, carbon, other], ideal: 119, esd: 3 },
      { function: 'add', atoms: [carbon, oxygen, hydrogen], ideal: 109.47, esd: 3 },
    ],
    torsions: [],
    chiralities: [],
    planes: [],
  });
  made.set(hydrogen + id, modification);
  return modification;
}
