import type { ChemComp, CompAtom, CompChirality, CompTorsion, EnergyType } from './chem-comp.js';
import { dictionaryError } from './cif-tokens.js';
import type { CifBlock, CifRow } from './cif.js';
import {
  atomName,
  atomNames,
  chiralityNames,
  chiralitySign,
  ideal,
  idealAngle,
  idealLength,
  period,
  planes,
} from './ccp4-rows.js';
import { compGroup } from './comp-groups.js';
import { ComponentChecks } from './component-checks.js';

/** A component as a file states it, before other names for its atoms are worked out. */
export interface CompRecord extends Omit<ChemComp, 'aliases'> {
  /** Other names that the file itself gives its atoms, to their names. */
  readonly otherNames?: ReadonlyMap<string, string>;
}

/**
 * The components of a file in the CCP4 monomer library's format: blocks `comp_ID`, with their groups in `comp_list`.
 * Blocks without that prefix count where they hold atoms. Bond lengths are those between electron clouds (value_dist),
 * as X-ray structures need them.
 *
 * @throws GeominError `DICTIONARY` with file and line, where a value is missing or of the wrong kind, a restraint is on
 *   an atom that the component does not have, or something stands twice
 */
export function readComponents(blocks: readonly CifBlock[]): CompRecord[] {
  const listed = blocks.flatMap((block) => block.rows('_chem_comp'));
  const groups = new Map(listed.map((row) => [row.get('id') ?? '', row.get('group')]));
  const ids = new Set<string>();
  return blocks.filter(holdsComponent).map((block) => {
    const id = block.name.replace(/^comp_/, '');
    if (ids.has(id)) throw dictionaryError(block.file, block.line, `${id} stands twice`);
    ids.add(id);
    return readComponent(id, groups.get(id), block);
  });
}

/** The energy types of `ener_lib.cif`. Errors as in {@link readComponents}. */
export function readEnergyTypes(blocks: readonly CifBlock[]): Map<string, EnergyType> {
  const types = new Map<string, EnergyType>();
  for (const row of blocks.flatMap((block) => block.rows('_lib_atom'))) {
    const type = row.get('type');
    if (type === undefined) continue;
    types.set(type, {
      hydrogenBond: hydrogenBond(row),
      vdwRadius: row.number('vdw_radius') ?? NaN,
      vdwhRadius: row.number('vdwh_radius') ?? NaN,
      ionRadius: row.number('ion_radius') ?? NaN,
    });
  }
  return types;
}

function holdsComponent(block: CifBlock): boolean {
  if (/^(mod|link)_/.test(block.name) || block.name.endsWith('_list')) return false;
  return block.name.startsWith('comp_') || block.rows('_chem_comp_atom').length > 0;
}

function readComponent(id: string, group: string | undefined, block: CifBlock): CompRecord {
  const atomRows = block.rows('_chem_comp_atom');
  if (atomRows.length === 0) throw dictionaryError(block.file, block.line, `${id} has no atoms`);
  const atoms = atomRows.map(readAtom);
  const checks = new ComponentChecks(id, atomRows, atoms);
  const bonds = checks.bonds(block.rows('_chem_comp_bond'), (row) => ({
    atoms: atomNames(row, 2),
    ...lengthOf(row, id),
  }));
  return {
    id,
    group: compGroup(group, atoms, bonds),
    atoms,
    bonds,
    angles: checks.angles(block.rows('_chem_comp_angle'), (row) => ({
      atoms: atomNames(row, 3),
      ...idealAngle(row),
    })),
    torsions: checks.torsions(block.rows('_chem_comp_tor'), readTorsion),
    chiralities: checks.chiralities(block.rows('_chem_comp_chir'), readChirality),
    planes: planes(block.rows('_chem_comp_plane_atom'), (row) =>
      checks.known(row, 'plane', atomName(row, 'atom_id')),
    ),
    ...otherNames(atomRows),
    ...(checks.remarks.length > 0 && { remarks: checks.remarks }),
  };
}

/** Names of before the PDB's remediation, which programs that start from its descriptions pass on. */
function otherNames(rows: readonly CifRow[]): Pick<CompRecord, 'otherNames'> {
  const names = rows.flatMap((row): [string, string][] => {
    const other = row.get('alt_atom_id')?.trim();
    return other === undefined ? [] : [[other, atomName(row, 'atom_id')]];
  });
  const others = names.filter(([other, name]) => other !== name);
  return others.length > 0 ? { otherNames: new Map(others) } : {};
}

function readAtom(row: CifRow): CompAtom {
  return {
    name: atomName(row, 'atom_id'),
    element: row.text('type_symbol').toUpperCase(),
    energyType: row.get('type_energy') ?? '',
    charge: row.number('charge') ?? row.number('partial_charge') ?? 0,
  };
}

/** The most common mistake has a message of its own. */
function lengthOf(row: CifRow, id: string): { ideal: number; esd: number } {
  if (row.get('value_dist') !== undefined || row.get('value_order') === undefined) return idealLength(row);
  throw row.error(
    `${id} has bonds without ideal lengths: this is a description of a molecule, as the PDB gives it, ` +
      'from which a program such as AceDRG or Grade2 has yet to make restraints',
  );
}

/** Undefined for one that states no value. */
function readTorsion(row: CifRow): CompTorsion | undefined {
  if (row.get('value_angle') === undefined) return undefined;
  return {
    id: row.get('id') ?? '',
    atoms: atomNames(row, 4),
    ...ideal(row, 'value_angle'),
    period: period(row),
  };
}

/**
 * Undefined for one that has fewer than three neighbours with names, or more: `cross4` is what the library calls a
 * metal and its ligands.
 */
function readChirality(row: CifRow): CompChirality | undefined {
  if (row.text('volume_sign').toLowerCase().startsWith('cross')) return undefined;
  if ([1, 2, 3].some((n) => row.get(`atom_id_${n}`) === undefined)) return undefined;
  return { atoms: chiralityNames(row), sign: chiralitySign(row, 'volume_sign') };
}

function hydrogenBond(row: CifRow): EnergyType['hydrogenBond'] {
  const letter = row.get('hb_type') ?? 'N';
  if (letter === 'N' || letter === 'D' || letter === 'A' || letter === 'B' || letter === 'H') return letter;
  throw row.error(`"${letter}" is no hydrogen-bond type (N, D, A, B, H)`);
}
