import { describe, expect, it } from 'vitest';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { resolveComp } from '../../src/monomers/residue-names.js';

const resolve = (name: string, atoms: string): string | undefined =>
  resolveComp(builtInDictionary(), name, atoms.split(' '))?.id;

const RIBOSE = "C1' C2' O2' C3'";
const DEOXYRIBOSE = "C1' C2' C3'";

describe('resolveComp', () => {
  it.each([
    ['ALA', 'N CA C O CB', 'ALA'],
    ['MSE', 'N CA SE', 'MSE'],
    ['WAT', 'O', 'HOH'],
    ['DOD', 'O D1 D2', 'HOH'],
    ['TIP3', 'OH2 H1 H2', 'HOH'],
    ['HSD', 'N CA ND1 HD1', 'HIS'],
    ['HIP', 'N CA CB', 'HIS'],
    ['CYX', 'N CA SG', 'CYS'],
    ['ASH', 'N CA OD1 OD2 HD2', 'ASP'],
    ['LYN', 'N CA NZ', 'LYS'],
    ['SOD', 'SOD', 'NA'],
    ['Cl-', 'Cl-', 'CL'],
    ['DA', DEOXYRIBOSE, 'DA'],
    ['A', RIBOSE, 'A'],
    ['A', DEOXYRIBOSE, 'DA'],
    ['A', 'C1* C2* O2*', 'A'],
    ['G', 'C1* C2*', 'DG'],
    ['U', DEOXYRIBOSE, 'DU'],
    ['T', DEOXYRIBOSE, 'DT'],
    ['THY', `${DEOXYRIBOSE} C5M`, 'DT'],
    ['GUA', `${RIBOSE} N7 O6`, 'G'],
    ['+C', 'C1* C2* O2* N4', 'C'],
    ['Ad', DEOXYRIBOSE, 'DA'],
    ['A', 'P', 'A'],
  ])('%s with %s is %s', (name, atoms, id) => expect(resolve(name, atoms)).toBe(id));

  it.each([
    ['HEM', 'FE NA NB'],
    ['T', RIBOSE],
    // Glutaric acid, sorbose, chlorophyll and others bear names that are old ones of residues too.
    ['GUA', 'C1 C2 C3 O1 O2'],
    ['ASH', 'C1 C2 N1 CL1'],
    ['SOL', 'C1 C2 O1'],
    ['CLA', 'MG NA NB'],
    ['toString', 'CA'],
    // Adenine itself, not its nucleotide.
    ['ADE', 'N9 C8 N7 C5 C6 N6 N1 C2 N3 C4'],
  ])('%s with %s is unknown', (name, atoms) => expect(resolve(name, atoms)).toBeUndefined());
});
