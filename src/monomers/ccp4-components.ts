import type { ChemComp, CompAtom, CompGroup, EnergyType } from './chem-comp.js';
import type { CifBlock, CifRow } from './cif.js';
import { atomName, atomNames, chiralityNames, chiralitySign, ideal, planes } from './ccp4-rows.js';

/** A component as a file states it, before other names for its atoms are worked out. */
export type CompRecord = Omit<ChemComp, 'aliases'>;

/**
 * The components of a file in the CCP4 monomer library's format: blocks `comp_ID`, with their groups in `comp_list`.
 * Bond lengths are those between electron clouds (value_dist), as X-ray structures need them.
 *
 * @throws GeominError `DICTIONARY` with file and line, where a value is missing or of the wrong kind
 */
export function readComponents(blocks: readonly CifBlock[]): CompRecord[] {
  const list = blocks
    .filter((block) => block.name === 'comp_list')
    .flatMap((block) => block.rows('_chem_comp'));
  const groups = new Map(list.map((row) => [row.text('id'), row.get('group') ?? '']));
  const found = blocks.filter((block) => block.name.startsWith('comp_') && block.name !== 'comp_list');
  return found.map((block) => {
    const id = block.name.slice('comp_'.length);
    return readComponent(id, groups.get(id) ?? '', block);
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

function readComponent(id: string, group: CompGroup, block: CifBlock): CompRecord {
  return {
    id,
    group: group === '' || group.toUpperCase() === 'NON-POLYMER' ? 'NON-POLYMER' : group,
    atoms: block.rows('_chem_comp_atom').map(readAtom),
    bonds: block.rows('_chem_comp_bond').map((row) => ({
      atoms: atomNames(row, 2),
      ...ideal(row, 'value_dist'),
    })),
    angles: block.rows('_chem_comp_angle').map((row) => ({
      atoms: atomNames(row, 3),
      ...ideal(row, 'value_angle'),
    })),
    torsions: block.rows('_chem_comp_tor').map((row) => ({
      id: row.get('id') ?? '',
      atoms: atomNames(row, 4),
      ...ideal(row, 'value_angle'),
      period: row.number('period') ?? 0,
    })),
    chiralities: block.rows('_chem_comp_chir').map((row) => ({
      atoms: chiralityNames(row),
      sign: chiralitySign(row, 'volume_sign'),
    })),
    planes: planes(block.rows('_chem_comp_plane_atom'), (row) => atomName(row, 'atom_id')),
  };
}

function readAtom(row: CifRow): CompAtom {
  return {
    name: atomName(row, 'atom_id'),
    element: row.text('type_symbol').toUpperCase(),
    energyType: row.get('type_energy') ?? '',
    charge: row.number('charge') ?? row.number('partial_charge') ?? 0,
  };
}

function hydrogenBond(row: CifRow): EnergyType['hydrogenBond'] {
  const letter = row.get('hb_type') ?? 'N';
  if (letter === 'N' || letter === 'D' || letter === 'A' || letter === 'B' || letter === 'H') return letter;
  throw row.error(`"${letter}" is no hydrogen-bond type (N, D, A, B, H)`);
}
