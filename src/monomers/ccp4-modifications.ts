import type { Link, LinkSide } from './chem-comp.js';
import type { CifBlock, CifRow } from './cif.js';
import {
  atomName,
  atomNames,
  chiralityNames,
  chiralitySign,
  ideal,
  idealAngle,
  idealLength,
  linkAtom,
  linkAtoms,
  period,
  planes,
} from './ccp4-rows.js';
import type { AtomChange, ChangeFunction, ModificationRecord, PlaneChange } from './modification-record.js';

/**
 * The modifications of a library list: blocks `mod_ID`.
 *
 * @throws GeominError `DICTIONARY` with file and line, where a value is missing or of the wrong kind
 */
export function readModifications(blocks: readonly CifBlock[]): ModificationRecord[] {
  return named(blocks, 'mod_').map(([id, block]) => readModification(id, block));
}

/** The links of a library list: blocks `link_ID`, their sides in `link_list`. Errors as in {@link readModifications}. */
export function readLinks(blocks: readonly CifBlock[]): Link[] {
  const list = blocks
    .filter((block) => block.name === 'link_list')
    .flatMap((block) => block.rows('_chem_link'));
  const sides = new Map(list.map((row) => [row.text('id'), [side(row, 1), side(row, 2)] as const]));
  return named(blocks, 'link_').map(([id, block]) =>
    readLink(id, sides.get(id) ?? [ANY_SIDE, ANY_SIDE], block),
  );
}

const ANY_SIDE: LinkSide = { comp: '', modification: '', group: '' };

/** A link of the library whose one bond joins no atoms. */
const PLACEHOLDER = 'link_symmetry';

function named(blocks: readonly CifBlock[], prefix: string): [string, CifBlock][] {
  return blocks
    .filter(({ name }) => name.startsWith(prefix) && name !== `${prefix}list` && name !== PLACEHOLDER)
    .map((block) => [block.name.slice(prefix.length), block]);
}

function readModification(id: string, block: CifBlock): ModificationRecord {
  return {
    id,
    atoms: block.rows('_chem_mod_atom').map(readAtomChange),
    bonds: block.rows('_chem_mod_bond').map((row) => ({
      function: changeFunction(row),
      atoms: atomNames(row, 2),
      ...newIdeal(row, 'new_value_dist'),
    })),
    angles: block.rows('_chem_mod_angle').map((row) => ({
      function: changeFunction(row),
      atoms: atomNames(row, 3),
      ...newIdeal(row, 'new_value_angle'),
    })),
    torsions: block.rows('_chem_mod_tor').map((row) => ({
      function: changeFunction(row),
      id: row.get('id'),
      atoms: atomNames(row, 4),
      ...newIdeal(row, 'new_value_angle'),
      period: row.number('new_period'),
    })),
    chiralities: block.rows('_chem_mod_chir').map((row) => ({
      function: changeFunction(row),
      atoms: chiralityNames(row),
      sign: row.get('new_volume_sign') === undefined ? undefined : chiralitySign(row, 'new_volume_sign'),
    })),
    planes: block.rows('_chem_mod_plane_atom').map(readPlaneChange),
  };
}

function readAtomChange(row: CifRow): AtomChange {
  return {
    function: changeFunction(row),
    name: row.get('atom_id')?.trim() ?? '',
    newName: row.get('new_atom_id')?.trim(),
    element: row.get('new_type_symbol')?.toUpperCase(),
    energyType: row.get('new_type_energy'),
    charge: row.number('new_charge') ?? row.number('new_partial_charge'),
  };
}

function readPlaneChange(row: CifRow): PlaneChange {
  return {
    function: changeFunction(row),
    id: row.text('plane_id'),
    atom: atomName(row, 'atom_id'),
    esd: row.number('new_dist_esd'),
  };
}

/** Values that a change may leave open. */
function newIdeal(row: CifRow, item: string): { ideal?: number; esd?: number } {
  const esd = row.number(`${item}_esd`);
  if (esd !== undefined && esd < 0) throw row.error(`${item}_esd is negative: ${esd}`);
  return { ideal: row.number(item), esd };
}

function readLink(id: string, sides: Link['sides'], block: CifBlock): Link {
  return {
    id,
    sides,
    bonds: block.rows('_chem_link_bond').map((row) => ({
      atoms: linkAtoms(row, 2),
      ...idealLength(row),
    })),
    angles: block.rows('_chem_link_angle').map((row) => ({
      atoms: linkAtoms(row, 3),
      ...idealAngle(row),
    })),
    torsions: block.rows('_chem_link_tor').map((row) => ({
      id: row.get('id') ?? '',
      atoms: linkAtoms(row, 4),
      ...ideal(row, 'value_angle'),
      period: period(row),
    })),
    chiralities: block.rows('_chem_link_chir').map((row) => ({
      atoms: [linkAtom(row, 'atom_centre_comp_id', 'atom_id_centre'), ...linkAtoms(row, 3)],
      sign: chiralitySign(row, 'volume_sign'),
    })),
    planes: planes(block.rows('_chem_link_plane'), (row) => linkAtom(row, 'atom_comp_id', 'atom_id')),
  };
}

const side = (row: CifRow, n: 1 | 2): LinkSide => ({
  comp: row.get(`comp_id_${n}`) ?? '',
  modification: row.get(`mod_id_${n}`) ?? '',
  group: row.get(`group_comp_${n}`) ?? '',
});

function changeFunction(row: CifRow): ChangeFunction {
  const name = row.text('function').toLowerCase();
  if (name === 'add' || name === 'delete' || name === 'change') return name;
  throw row.error(`"${name}" is none of add, delete, change`);
}
