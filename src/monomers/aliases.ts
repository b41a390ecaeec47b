import type { CompRecord } from './ccp4-components.js';
import { isHydrogenName } from './hydrogen-names.js';

/** Names of one component or group, library name first. */
type Table = Readonly<Record<string, readonly string[]>>;

/** Chain ends in the manner of PDB version 2, CHARMM, GROMACS. */
const PEPTIDE: Table = {
  H: ['HN', 'H1', '1H', 'HN1', '1HN', 'HT1', '1HT'],
  H2: ['HN2', '2HN', 'HT2', '2HT'],
  H3: ['HN3', '3HN', 'HT3', '3HT'],
  O: ['OT1', 'OC1', "O'"],
  OXT: ['OT2', 'OC2', "O''", 'OT'],
};

/** Proline has no third hydrogen on its nitrogen: files call the two 1 and 2, or 2 and 3. */
const PROLINE: Table = { H: ['H3', '3H', 'HN3', 'HT3', '3HN', '3HT'] };

/** Of phosphate groups anywhere: ligands of the PDB have either form to this day. */
const PHOSPHATE: Table = {
  OP1: ['O1P'],
  OP2: ['O2P'],
  OP3: ['O3P'],
  O1P: ['OP1'],
  O2P: ['OP2'],
  O3P: ['OP3'],
};

const NUCLEOTIDE: Table = {
  C7: ['C5M'],
  H71: ['H51', '1H5M', 'H5M1'],
  H72: ['H52', '2H5M', 'H5M2'],
  H73: ['H53', '3H5M', 'H5M3'],
  "H5'": ["1H5'", "H5'1"],
  "H5''": ["2H5'", "H5'2"],
  "H2'": ["1H2'", "H2'1"],
  "H2''": ["2H2'", "H2'2"],
  "HO2'": ["2HO'", "HO'2", "H2'2"],
  "HO3'": ['H3T', "3HO'", "HO'3"],
  "HO5'": ['H5T', "5HO'", "HO'5"],
};

const BY_COMPONENT: Readonly<Record<string, Table>> = {
  CA: { CA: ['CAL'] },
  CL: { CL: ['CL-', 'Cl-', 'CLA'] },
  CYS: { HG: ['HG1'] },
  HOH: { O: ['OW', 'OH2', 'OH', 'W'], H1: ['HW1', '1HW'], H2: ['HW2', '2HW'] },
  ILE: { CD1: ['CD'], HD11: ['HD1', '1HD'], HD12: ['HD2', '2HD'], HD13: ['HD3', '3HD'] },
  K: { K: ['K+', 'POT'] },
  NA: { NA: ['NA+', 'Na+', 'SOD'] },
  SER: { HG: ['HG1'] },
  THR: { OG1: ['OG'] },
};

/**
 * Other names that files use for a component's atoms, to the library's names. They cover PDB version 2 (digit first,
 * `C5*`, `O1P`), CHARMM and Amber names, and deuterium. A name that is the library's own for another atom is no alias.
 */
export function atomAliases(comp: CompRecord): Map<string, string> {
  const own = new Set(comp.atoms.map((atom) => atom.name));
  const aliases = new Map<string, string>();
  const add = (alias: string, name: string): void => {
    if (!own.has(alias) && !aliases.has(alias)) aliases.set(alias, name);
  };
  for (const [other, name] of comp.otherNames ?? []) add(other, name);
  for (const [name, others] of tableEntries(comp)) {
    if (own.has(name) || ADDED_LATER.has(name)) for (const other of others) add(other, name);
  }
  for (const [second, third] of methylenePairs(comp)) {
    add(second.replace(/2$/, '1'), third);
    add(`1${second.slice(0, -1)}`, third);
  }
  for (const name of own) if (/^H.*\d$/.test(name)) add(name.slice(-1) + name.slice(0, -1), name);
  const all = (): [string, string][] => [
    ...[...own].map((name): [string, string] => [name, name]),
    ...aliases,
  ];
  for (const [alias, name] of all()) {
    if (alias.includes("'")) add(alias.replaceAll("'", '*'), name);
    else if (alias.includes('*')) add(alias.replaceAll('*', "'"), name);
  }
  for (const [alias, name] of all()) if (isHydrogenName(name)) add(alias.replace('H', 'D'), name);
  return aliases;
}

/** Atoms that a modification of a chain's end adds to a component, under names that need aliases too. */
const ADDED_LATER: ReadonlySet<string> = new Set(["HO5'", 'OXT', 'H2', 'H3']);

function tableEntries({ id, group }: CompRecord): [string, readonly string[]][] {
  const tables: Table[] = BY_COMPONENT[id] ? [BY_COMPONENT[id]] : [];
  tables.push(PHOSPHATE);
  if (group.endsWith('peptide')) tables.push(PEPTIDE);
  if (group === 'P-peptide') tables.push(PROLINE);
  if (/^[DR]NA/.test(group)) tables.push(NUCLEOTIDE);
  return tables.flatMap((table) => Object.entries(table));
}

/**
 * Pairs of hydrogens X2, X3 on one atom that has no X1: older files number them 1 and 2, their 1 being today's 3
 * (wwPDB remediation of 2007).
 */
function methylenePairs(comp: CompRecord): [string, string][] {
  const parent = new Map(comp.bonds.flatMap(({ atoms: [a, b] }) => [[a, b] as const, [b, a] as const]));
  return comp.atoms
    .map((atom) => atom.name)
    .filter((name) => /^H.*2$/.test(name))
    .map((name): [string, string] => [name, `${name.slice(0, -1)}3`])
    .filter(([second, third]) => parent.has(third) && parent.get(second) === parent.get(third))
    .filter(([second]) => !parent.has(second.replace(/2$/, '1')));
}
