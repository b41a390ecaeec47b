import fc from 'fast-check';
import { damage, damaged, type Damage } from './damage.js';
import { place } from './place.js';

/** One thing that may have happened to an mmCIF file. `at`, `other` and `column` are places, from 0 to 1. */
export type CifDamage =
  | { readonly kind: 'value'; readonly at: number; readonly column: number; readonly text: string }
  | { readonly kind: 'copied-value'; readonly at: number; readonly other: number; readonly column: number }
  | { readonly kind: 'tag'; readonly at: number; readonly text: string }
  | { readonly kind: 'item'; readonly item: string; readonly text: string }
  | { readonly kind: 'part'; readonly at: number; readonly text: string }
  | { readonly kind: 'rows-dropped'; readonly at: number; readonly count: number }
  | { readonly kind: 'any'; readonly damage: Damage };

const VALUES = [
  ...[
    '.',
    '?',
    "'.'",
    '"?"',
    "''",
    'NaN',
    '1e308',
    '-1E+99',
    'inf',
    '0x1F',
    '1.2.3',
    '12,345',
    '-',
    '1.5(3)',
  ],
  ...[
    '0',
    '-0.000',
    '0.001',
    '90',
    '-9999',
    '99999999',
    '1e-308',
    '2147483648',
    '1 2',
    '_x',
    'data_',
    'loop_',
  ],
  ...[
    'ATOM',
    'HETATM',
    'ALA',
    'HOH',
    'HEM',
    'UNK',
    'LIG',
    'CA',
    'N',
    'SG',
    'ZN',
    'H',
    'D',
    'A',
    'B',
    'é',
    '#',
  ],
  ...["'a b'", '"it\'s"', "O5'", '\n;\ntext\n;\n', '\n;text', 'stop_', 'save_x', 'AVeryLongResidueName'],
];

const TAGS = [
  '',
  '_atom_site.unheard_of',
  '_atom_site.Cartn_x',
  '_atom_site.label_atom_id',
  '_atom_site.pdbx_PDB_model_num',
  '_other.category',
  '_no_point',
];

/** Values of items that stand alone. */
const ITEMS: readonly (readonly [item: string, texts: readonly string[]])[] = [
  ...['length_a', 'length_b', 'length_c'].map(
    (edge) => [`_cell.${edge}`, ['0', '0.001', '-5', '1', '?', '10', '1e300', 'x']] as const,
  ),
  ...['alpha', 'beta', 'gamma'].map(
    (angle) => [`_cell.angle_${angle}`, ['0', '180', '360', '30', '120', '-90', '.', 'x']] as const,
  ),
  ['_symmetry.space_group_name_H-M', ["'P 1'", "'Q 7'", "'F d -3 m'", "'H 3'", '?', "'P 1 21 1'", '19']],
  ['_symmetry.Int_Tables_number', ['0', '1', '19', '227', '231', '-1', 'x', '?']],
];

const PARTS = [
  ...[
    '',
    'data_',
    'data_other',
    'data_other\n_x.y 1',
    'loop_',
    'loop_\n_cell.length_a',
    'loop_\n_a.b\n_a.c\n1 2 3',
  ],
  ...[
    '_cell.length_a 5',
    '_new.item',
    '_new.item value',
    "_new.item 'open",
    '_new.item\n;\nopen',
    '# remark',
    'word',
  ],
  'loop_\n_struct_conn.id\n_struct_conn.conn_type_id\n1 covale',
  '_atom_sites.fract_transf_matrix[1][1] 0\n_atom_sites.fract_transf_vector[1] NaN',
];

/** The greater part leaves the syntax as it is, for more than the reader to be tried. */
export const cifDamage: fc.Arbitrary<CifDamage> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('value'),
      at: place,
      column: place,
      text: fc.constantFrom(...VALUES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('copied-value'), at: place, other: place, column: place }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('tag'), at: place, text: fc.constantFrom(...TAGS) }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...ITEMS)
      .chain(([item, texts]) =>
        fc.record({ kind: fc.constant('item'), item: fc.constant(item), text: fc.constantFrom(...texts) }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('part'), at: place, text: fc.constantFrom(...PARTS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rows-dropped'),
      at: place,
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('any'), damage }) },
) as fc.Arbitrary<CifDamage>;

/** A file's text (latin1) after some damage. */
export function cifDamaged(lines: readonly string[], damages: readonly CifDamage[]): string {
  return damages.reduce(damagedOnce, [...lines]).join('\n') + '\n';
}

function damagedOnce(lines: string[], what: CifDamage): string[] {
  switch (what.kind) {
    case 'value':
      return withValue(lines, rowAt(lines, what.at), what.column, () => what.text);
    case 'copied-value': {
      const [index, other] = [rowAt(lines, what.at), rowAt(lines, what.other)];
      return withValue(lines, index, what.column, (column) => lines[other].split(/ +/)[column] ?? '?');
    }
    case 'tag': {
      const tags = indicesOf(lines, (line) => line.startsWith('_'));
      return tags.length === 0 ? lines : lines.with(pick(tags, what.at), what.text);
    }
    case 'item':
      return lines.map((line) => (line.split(/\s/)[0] === what.item ? `${what.item} ${what.text}` : line));
    case 'part':
      return lines.toSpliced(Math.floor(what.at * lines.length), 0, what.text);
    case 'rows-dropped':
      return lines.toSpliced(rowAt(lines, what.at), what.count);
    case 'any':
      return damaged(lines, [what.damage]).split('\n');
  }
}

/** A line with values; mostly of an atom, there being more of these. */
function rowAt(lines: readonly string[], at: number): number {
  const rows = indicesOf(lines, (line) => line !== '' && !/^(_|#|loop_|data_)/.test(line));
  return rows.length === 0 ? 0 : pick(rows, at);
}

function withValue(lines: string[], index: number, at: number, value: (column: number) => string): string[] {
  const values = (lines[index] ?? '').split(/ +/);
  const column = Math.floor(at * values.length);
  return lines.with(index, values.with(column, value(column)).join(' '));
}

function indicesOf(lines: readonly string[], isWanted: (line: string) => boolean): number[] {
  return lines.flatMap((line, index) => (isWanted(line) ? [index] : []));
}

function pick(indices: readonly number[], at: number): number {
  return indices[Math.floor(at * indices.length)];
}
