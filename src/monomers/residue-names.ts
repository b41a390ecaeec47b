import { matchAtoms } from './atom-matching.js';
import type { ChemComp, Dictionary } from './chem-comp.js';
import { isHydrogenName } from './hydrogen-names.js';
import { unknownMonomer } from './unknown-monomers.js';

/** Other names of residues, by the library's name: protonation states, old names, simulation programs'. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  HOH: ['WAT', 'DOD', 'H2O', 'OH2', 'SOL', 'TIP', 'TIP3', 'TIP4', 'TIP5', 'TP3'],
  HIS: ['HSD', 'HSE', 'HSP', 'HIE', 'HID', 'HIP', 'HISD', 'HISE', 'HISH'],
  CYS: ['CYX', 'CYM', 'CYSH'],
  ASP: ['ASH', 'ASPH'],
  GLU: ['GLH', 'GLUH'],
  LYS: ['LYN', 'LYSH'],
  CA: ['CAL'],
  CL: ['CL-', 'Cl-', 'CLA'],
  K: ['K+', 'POT'],
  NA: ['NA+', 'Na+', 'SOD'],
  A: ['Ar', 'RA', 'RA3', 'RA5'],
  C: ['Cr', 'RC', 'RC3', 'RC5'],
  G: ['Gr', 'RG', 'RG3', 'RG5'],
  U: ['Ur', 'RU', 'RU3', 'RU5'],
  DA: ['Ad', 'DA3', 'DA5'],
  DC: ['Cd', 'DC3', 'DC5'],
  DG: ['Gd', 'DG3', 'DG5'],
  DT: ['Td', 'DT3', 'DT5'],
  DU: ['Ud'],
};

/** Names that were used for DNA and RNA alike, by the base. */
const BASE_NAMES: Readonly<Record<string, readonly string[]>> = {
  A: ['A', '+A', 'ADE', 'A3', 'A5'],
  C: ['C', '+C', 'CYT', 'C3', 'C5'],
  G: ['G', '+G', 'GUA', 'G3', 'G5'],
  I: ['I', '+I'],
  T: ['T', '+T', 'THY'],
  U: ['U', '+U', 'URA', 'U3', 'U5'],
};

const inverse = (names: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).flatMap(([id, others]) => others.map((other) => [other, id] as const)));

const ID_OF_OTHER_NAME = inverse(OTHER_NAMES);
const BASE_OF_NAME = inverse(BASE_NAMES);

/**
 * The component that a file's residue is. A name that the dictionary has counts as it is, except that a nucleotide
 * named by its base alone is DNA where its sugar has no O2'. Other names (`WAT`, `HSD`, `ADE`, `+G`) are taken for the
 * library's only if every heavy atom fits, since many of them also name ligands of the PDB today. `UNK`, `N` and `DN`, which
 * stand for residues of a chain that nobody could identify, are what any of their kind is. What the dictionary
 * prefers is asked about all of these before the rest of it is.
 */
export function resolveComp(
  dictionary: Dictionary,
  residueName: string,
  atomNames: readonly string[],
): ChemComp | undefined {
  const preferred = dictionary.preferred && resolveIn(dictionary.preferred, residueName, atomNames);
  return preferred ?? resolveIn(dictionary, residueName, atomNames);
}

function resolveIn(
  dictionary: Dictionary,
  residueName: string,
  atomNames: readonly string[],
): ChemComp | undefined {
  const base = BASE_OF_NAME.get(residueName);
  const nucleotide = base === undefined ? undefined : dictionary.comp(isDeoxy(atomNames) ? `D${base}` : base);
  if (base === residueName && nucleotide) return nucleotide;
  const exact = dictionary.comp(residueName);
  if (exact) return exact;
  const unknown = unknownMonomer(dictionary, residueName);
  if (unknown) return unknown;
  const other = nucleotide && hasBackbone(atomNames) ? nucleotide : undefined;
  const comp = other ?? dictionary.comp(ID_OF_OTHER_NAME.get(residueName) ?? '');
  return comp && heavyAtomsFit(comp, atomNames) ? comp : undefined;
}

/** A base alone, such as the ligand ADE, is no nucleotide. */
function hasBackbone(atomNames: readonly string[]): boolean {
  return atomNames.some((name) => name === 'P' || /['*]$/.test(name));
}

/** A sugar that is there, without the oxygen on its C2'. */
function isDeoxy(atomNames: readonly string[]): boolean {
  const names = new Set(atomNames.map((name) => name.replaceAll('*', "'")));
  return names.has("C2'") && !names.has("O2'");
}

function heavyAtomsFit(comp: ChemComp, atomNames: readonly string[]): boolean {
  const { names } = matchAtoms(comp, atomNames);
  return atomNames.every((name, i) => names[i] !== undefined || isHydrogenName(name));
}
