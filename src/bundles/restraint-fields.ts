import { GeominError } from '../errors.js';
import type { Restraints } from '../restraints/restraints.js';
import { bytesOf, type ColumnType } from './arrays.js';
import type { BundleFields } from './bundle-fields.js';
import type { Packable, PackableMap } from './msgpack.js';

/** A column: its name in TypeScript and on the wire, its type, and whether it may be absent. */
type ColumnField = readonly [name: string, wire: string, type: ColumnType, optional?: 'optional'];

const I_SEQS: ColumnField = ['iSeqs', 'i_seqs', 'i4'];
const OFFSETS: ColumnField = ['offsets', 'offsets', 'i4'];
const IDEAL: ColumnField = ['ideal', 'ideal', 'f8'];
const WEIGHT: ColumnField = ['weight', 'weight', 'f8'];
const SLACK: ColumnField = ['slack', 'slack', 'f8', 'optional'];
const LIMIT: ColumnField = ['limit', 'limit', 'f8', 'optional'];
const TOP_OUT: ColumnField = ['topOut', 'top_out', 'u1', 'optional'];

/** The columns of each section of restraints but `nonbonded`, whose name is the same on the wire. */
const SECTIONS = {
  bonds: [I_SEQS, IDEAL, WEIGHT, SLACK, LIMIT, TOP_OUT],
  angles: [I_SEQS, IDEAL, WEIGHT, SLACK],
  dihedrals: [I_SEQS, IDEAL, WEIGHT, ['periodicity', 'periodicity', 'i4'], LIMIT, TOP_OUT],
  chiralities: [I_SEQS, IDEAL, WEIGHT, ['bothSigns', 'both_signs', 'u1']],
  planes: [OFFSETS, I_SEQS, WEIGHT],
  parallelities: [OFFSETS, I_SEQS, IDEAL, WEIGHT, SLACK, LIMIT, TOP_OUT],
  positions: [I_SEQS, IDEAL, WEIGHT, SLACK, LIMIT, TOP_OUT],
} as const satisfies Record<string, readonly ColumnField[]>;

const ALT_ANGLE_IDEALS: readonly ColumnField[] = [OFFSETS, ['values', 'values', 'f8']];
const PAIRS: readonly ColumnField[] = [I_SEQS, ['vdw', 'vdw', 'f8']];
const NONBONDED_ATOMS: readonly ColumnField[] = [
  ['radius', 'radius', 'f8'],
  ['hydrogenBond', 'hydrogen_bond', 'u1'],
  ['conformer', 'conformer', 'i4'],
  ['bonded', 'bonded', 'i4'],
];

const SYMMETRY: readonly ColumnField[] = [
  ['fractionalization', 'fractionalization', 'f8'],
  ['operators', 'operators', 'f8'],
  ['siteSymmetry', 'site_symmetry', 'i4', 'optional'],
  ['copyGroup', 'copy_group', 'i4', 'optional'],
];

type Columns = Readonly<Record<string, Float64Array | Int32Array | Uint8Array | undefined>>;

/** Restraints as a map of maps of raw arrays. */
export function restraintsToMap(restraints: Restraints): PackableMap {
  if (restraints.map !== undefined) throw mapStays();
  const map = new Map<string, Packable>([['atom_count', restraints.atomCount]]);
  if (restraints.fixed !== undefined) map.set('fixed', bytesOf(restraints.fixed));
  for (const [name, columns] of Object.entries(SECTIONS)) {
    const section = restraints[name as keyof typeof SECTIONS];
    if (section !== undefined) map.set(name, columnsToMap(columns, section as unknown as Columns));
  }
  const alternatives = restraints.dihedrals?.altAngleIdeals;
  if (alternatives !== undefined) {
    const dihedrals = map.get('dihedrals') as Map<string, Packable>;
    dihedrals.set('alt_angle_ideals', columnsToMap(ALT_ANGLE_IDEALS, alternatives));
  }
  if (restraints.nonbonded !== undefined) map.set('nonbonded', nonbondedToMap(restraints.nonbonded));
  const { atomLabel, atomCount } = restraints;
  if (atomLabel !== undefined) map.set('atom_labels', labelsToText(atomLabel, atomCount));
  return map;
}

/** Megabytes that every agent can read for itself. */
function mapStays(): GeominError {
  const remedy = 'Leave it out, and give it to an agent of its own.';
  return new GeominError('ARGUMENT', 'a density map does not go into a bundle of restraints', remedy);
}

function nonbondedToMap(nonbonded: NonNullable<Restraints['nonbonded']>): PackableMap {
  if ('pairs' in nonbonded) return new Map([['pairs', columnsToMap(PAIRS, nonbonded.pairs)]]);
  const map = columnsToMap(NONBONDED_ATOMS, nonbonded as unknown as Columns);
  if (nonbonded.buffer !== undefined) map.set('buffer', nonbonded.buffer);
  if (nonbonded.symmetry !== undefined) {
    map.set('symmetry', columnsToMap(SYMMETRY, nonbonded.symmetry as unknown as Columns));
  }
  return map;
}

function columnsToMap(fields: readonly ColumnField[], columns: Columns): Map<string, Packable> {
  const map = new Map<string, Packable>();
  for (const [name, wire] of fields) {
    const column = columns[name];
    if (column !== undefined) map.set(wire, bytesOf(column));
  }
  return map;
}

/** One text rather than a list of many: a label in a line. */
function labelsToText(atomLabel: (iSeq: number) => string, atomCount: number): string {
  return Array.from({ length: atomCount }, (_, iSeq) => atomLabel(iSeq).replaceAll('\n', ' ')).join('\n');
}

/**
 * The restraints that a map holds. Columns are of the right types; whether they fit each other is for the target to see.
 *
 * @throws GeominError `BUNDLE` naming the field that is missing or not what it should be
 */
export function restraintsFromFields(fields: BundleFields): Restraints {
  const restraints: Record<string, unknown> = {
    atomCount: fields.atomCount('atom_count') ?? fields.missing('atom_count'),
  };
  const fixed = fields.column('fixed', 'u1');
  if (fixed !== undefined) restraints.fixed = fixed;
  for (const [name, columns] of Object.entries(SECTIONS)) {
    const section = fields.fields(name);
    if (section !== undefined) restraints[name] = columnsFrom(section, columns);
  }
  const alternatives = fields.fields('dihedrals')?.fields('alt_angle_ideals');
  if (alternatives !== undefined) {
    const dihedrals = restraints.dihedrals as Record<string, unknown>;
    dihedrals.altAngleIdeals = columnsFrom(alternatives, ALT_ANGLE_IDEALS);
  }
  const nonbonded = fields.fields('nonbonded');
  if (nonbonded !== undefined) restraints.nonbonded = nonbondedFrom(nonbonded);
  const labels = fields.text('atom_labels');
  if (labels !== undefined) restraints.atomLabel = labelsFrom(labels);
  return restraints as unknown as Restraints;
}

function nonbondedFrom(fields: BundleFields): object {
  const pairs = fields.fields('pairs');
  if (pairs !== undefined) return { pairs: columnsFrom(pairs, PAIRS) };
  const buffer = fields.number('buffer');
  const symmetry = fields.fields('symmetry');
  return {
    ...columnsFrom(fields, NONBONDED_ATOMS),
    ...(buffer !== undefined && { buffer }),
    ...(symmetry !== undefined && { symmetry: columnsFrom(symmetry, SYMMETRY) }),
  };
}

function columnsFrom(fields: BundleFields, columns: readonly ColumnField[]): Record<string, unknown> {
  const section: Record<string, unknown> = {};
  for (const [name, wire, type, optional] of columns) {
    const column = fields.column(wire, type);
    if (column !== undefined) section[name] = column;
    else if (optional === undefined) fields.missing(wire);
  }
  return section;
}

/** Split when the first label is asked for: most never are. */
function labelsFrom(text: string): (iSeq: number) => string {
  let labels: string[] | undefined;
  return (iSeq) => (labels ??= text.split('\n'))[iSeq] ?? `atom ${iSeq}`;
}
