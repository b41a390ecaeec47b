import { basename } from 'node:path';
import { ByteSink } from './byte-sink.js';
import { cifItems, cifLoop, cifTable, cifValue } from './cif-text.js';
import { MmcifLabels } from './mmcif-labels.js';
import { connectionRows, cisPeptideRows, LabelledModel } from './mmcif-link-rows.js';
import type { Model } from './model.js';
import { requireFinite } from './site-errors.js';

const ATOM_ITEMS = [
  'group_PDB',
  'id',
  'type_symbol',
  'label_atom_id',
  'label_alt_id',
  'label_comp_id',
  'label_asym_id',
  'label_entity_id',
  'label_seq_id',
  'pdbx_PDB_ins_code',
  'Cartn_x',
  'Cartn_y',
  'Cartn_z',
  'occupancy',
  'B_iso_or_equiv',
  'pdbx_formal_charge',
  'auth_seq_id',
  'auth_comp_id',
  'auth_asym_id',
  'auth_atom_id',
  'pdbx_PDB_model_num',
];
const SITE_DECIMALS = 3;
const SITE_WIDTH = 8;
const ATOM_BYTES = 110;

/**
 * Models of another format as an mmCIF file: atoms, crystal, links and cis peptides. Of the rest of their file, such as its
 * remarks, nothing is in it.
 *
 * @param models of one file
 * @throws GeominError `SITES` for a coordinate that is not finite
 */
export function mmcifFromModels(models: readonly Model[]): Buffer {
  const labels = new MmcifLabels();
  const labelled = models.map((model) => new LabelledModel(model, labels.labelsOf(model)));
  const atomCount = models.reduce((sum, model) => sum + model.atomCount, 0);
  const sink = new ByteSink(ATOM_BYTES * atomCount + 65_536);
  sink.write(head(models[0], labels));
  sink.write(cifTable('_struct_conn', connectionRows(labelled[0])));
  sink.write(cifTable('_struct_mon_prot_cis', labelled.flatMap(cisPeptideRows)));
  sink.write(cifLoop('_atom_site', ATOM_ITEMS));
  let serial = 0;
  const serialWidth = String(atomCount).length;
  for (const model of labelled) {
    for (let iSeq = 0; iSeq < model.model.atomCount; iSeq++) {
      sink.write(atomRow(model, iSeq, String(++serial).padEnd(serialWidth)));
    }
  }
  sink.write('#\n');
  return sink.finish();
}

function head(model: Model, { entities, asyms }: MmcifLabels): string {
  const entry = entryId(model.source.name);
  return [
    `data_${entry}\n#\n`,
    cifItems('_entry', { id: entry }),
    crystal(model, entry),
    cifTable(
      '_entity',
      entities.map(({ id, type }) => ({ id, type })),
    ),
    cifTable(
      '_entity_poly_seq',
      entities.flatMap(({ id, sequence }) =>
        sequence.map(({ place, name }) => ({
          entity_id: id,
          num: String(place),
          mon_id: cifValue(name),
        })),
      ),
    ),
    cifTable(
      '_struct_asym',
      [...asyms].map(([id, entity]) => ({ id, entity_id: entity.id })),
    ),
  ].join('');
}

/** A word that a data block may be named by. */
function entryId(name: string): string {
  const word = basename(name)
    .replace(/(\.(pdb|ent|brk|gz))+$/i, '')
    .replace(/[^A-Za-z0-9.-]+/g, '_');
  return word === '' ? 'model' : word;
}

function crystal({ unitCell, spaceGroup, scale }: Model, entry: string): string {
  const parts: string[] = [];
  if (unitCell) {
    const { a, b, c, alpha, beta, gamma } = unitCell;
    const cell = {
      length_a: a,
      length_b: b,
      length_c: c,
      angle_alpha: alpha,
      angle_beta: beta,
      angle_gamma: gamma,
    };
    const values = Object.entries(cell).map(([item, value]) => [item, decimals(value, 3)]);
    parts.push(cifItems('_cell', { entry_id: entry, ...Object.fromEntries(values) }));
  }
  if (unitCell && spaceGroup !== undefined) {
    parts.push(cifItems('_symmetry', { entry_id: entry, 'space_group_name_H-M': cifValue(spaceGroup) }));
  }
  if (scale) {
    const rows = [0, 1, 2].flatMap((i) => [
      ...[0, 1, 2].map((j) => [
        `fract_transf_matrix[${i + 1}][${j + 1}]`,
        decimals(scale.matrix[3 * i + j], 6),
      ]),
      [`fract_transf_vector[${i + 1}]`, decimals(scale.vector[i], 5)],
    ]);
    parts.push(cifItems('_atom_sites', { entry_id: entry, ...Object.fromEntries(rows) }));
  }
  return parts.join('');
}

/** So many decimals, or as many as the number has. */
function decimals(value: number, least: number): string {
  const fixed = value.toFixed(least);
  return Number(fixed) === value ? fixed : String(value);
}

function atomRow({ model, labels, authChains }: LabelledModel, iSeq: number, serial: string): string {
  const { atoms, residues, modelNumber } = model;
  const index = atoms.residue[iSeq];
  const { name, number, insertionCode } = residues[index];
  const { asymId, entityId, seqId } = labels[index];
  const atomName = cifValue(atoms.name[iSeq]).padEnd(4);
  const residueName = cifValue(name).padEnd(3);
  const charge = atoms.charge[iSeq];
  const fields = [
    atoms.hetero[iSeq] === 1 ? 'HETATM' : 'ATOM  ',
    serial,
    atoms.element[iSeq].padEnd(2),
    atomName,
    cifValue(atoms.altloc[iSeq]),
    residueName,
    asymId,
    entityId,
    seqId === undefined ? '.' : String(seqId),
    insertionCode === '' ? '?' : cifValue(insertionCode),
    coordinate(model, iSeq, 0),
    coordinate(model, iSeq, 1),
    coordinate(model, iSeq, 2),
    decimals(atoms.occupancy[iSeq], 2),
    decimals(atoms.bIso[iSeq], 2).padEnd(6),
    charge === 0 ? '?' : String(charge),
    String(number).padEnd(4),
    residueName,
    authChains[index],
    atomName,
    String(modelNumber),
  ];
  return `${fields.join(' ')}\n`;
}

function coordinate(model: Model, iSeq: number, axis: number): string {
  requireFinite(model, iSeq, axis);
  const text = model.sitesCart[3 * iSeq + axis].toFixed(SITE_DECIMALS);
  return (text === '-0.000' ? '0.000' : text).padEnd(SITE_WIDTH);
}
