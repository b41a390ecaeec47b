import fc from 'fast-check';
import { place } from './place.js';

/** One thing that may have happened to a PDB file. `at` and `other` are places in it, from 0 to 1. */
export type Damage = TextDamage | LineDamage | ColumnDamage;

type TextDamage =
  | { readonly kind: 'bytes' | 'inserted'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncated'; readonly at: number }
  | { readonly kind: 'carriage-returns' | 'lower-case' };

type LineDamage =
  | { readonly kind: 'dropped' | 'repeated'; readonly at: number; readonly count: number }
  | { readonly kind: 'swapped'; readonly at: number; readonly other: number }
  | { readonly kind: 'record'; readonly at: number; readonly text: string }
  | { readonly kind: 'linked'; readonly at: number; readonly other: number; readonly record: string };

type ColumnDamage =
  | { readonly kind: 'cut' | 'column' | 'blank'; readonly at: number; readonly column: number }
  | { readonly kind: 'field'; readonly at: number; readonly columns: Columns; readonly text: string }
  | { readonly kind: 'copied'; readonly at: number; readonly other: number; readonly columns: Columns };

type Columns = readonly [start: number, end: number];

/** Fields of atom records, then of CRYST1, as offsets. */
const FIELDS: readonly Columns[] = [
  ...([
    [0, 6],
    [6, 11],
    [12, 16],
    [16, 17],
    [17, 20],
    [20, 22],
    [22, 26],
    [26, 27],
    [30, 38],
    [38, 46],
    [46, 54],
    [30, 54],
    [54, 60],
    [60, 66],
    [76, 78],
    [78, 80],
  ] as const),
  ...([
    [6, 15],
    [15, 24],
    [33, 40],
    [47, 54],
    [55, 66],
  ] as const),
];

const JUNK = [
  ...[
    '',
    'NaN',
    'nan',
    '********',
    '1e308',
    '-1E+99',
    'inf',
    '-Infinity',
    '0x1F',
    '1.2.3',
    '12,345',
    '.',
    '-',
    '+',
  ],
  ...['0', '0.000', '-0.000', '0.001', '1', '90', '180', '-1', '-9999.999', '9999.999', '99999999', '1e-308'],
  ...[
    '\0',
    '\t',
    'é',
    '\xff',
    '?',
    "'",
    '"',
    'A',
    'B',
    'X',
    'ALA',
    'HOH',
    'HEM',
    'UNK',
    'CA',
    'N',
    'SG',
    'ZN',
    'H',
    'D',
  ],
  ...['P 1', 'P 21 21 21', 'F d -3 m', 'Q 7', 'P 1 21 1', 'H 3', 'R 3 2'],
];

const RECORDS = [
  ...[
    'MODEL        1',
    'MODEL',
    'MODEL        x',
    'ENDMDL',
    'TER',
    'END',
    'ANISOU',
    'ATOM',
    'HETATM',
    '',
    ' ',
    'data_x',
  ],
  'CRYST1    0.000    0.000    0.000  90.00  90.00  90.00 P 1           1',
  'CRYST1   10.000   10.000   10.000  30.00  30.00  90.00 P 1           1',
  'CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 F d -3 m    192',
  'CRYST1    0.001    0.001    0.001  90.00  90.00  90.00 P 21 21 21    8',
  'CRYST1   50.840   42.770   28.950  90.00  90.00  90.00 Q 7           8',
  'SCALE1      0.000000  0.000000  0.000000        0.00000',
  'SCALE1      1.000000  0.000000  0.000000        0.00000',
  'SCALE2      0.000000        NaN  0.000000        0.00000',
  'LINK         NE2 HIS A  87                FE   HEM A 142     1555   1555  2.00',
  'LINK         C   GLY A  76                 N   MET A   1     1555   2655  1.33',
  'LINK         ZZ  ABC Z 999                 QQ  DEF Y-999     1555   1555  0.00',
  'LINK',
  'SSBOND   1 CYS A    3    CYS A   40                          1555   1555  2.03',
  'SSBOND   1 MET A    1    MET A    1                          1555   4555  0.00',
  'CISPEP   1 MET A    1    GLN A    2          0         0.00',
  'CONECT    1    1    1    1    1',
  'CONECT99999*****    2-9999',
  'CONECT    1    9   17   25   33',
  'MODRES 133D C34 A    3    C',
];

const LINKED = ['LINK', 'SSBOND', 'CONECT', 'CISPEP'];

const column = fc.integer({ min: 0, max: 80 });
const count = fc.integer({ min: 1, max: 12 });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 });
const columns = fc.constantFrom(...FIELDS);

const textDamage = fc.oneof(
  fc.record({ kind: fc.constantFrom('bytes', 'inserted'), at: place, bytes }),
  fc.record({ kind: fc.constant('truncated'), at: place }),
  fc.record({ kind: fc.constantFrom('carriage-returns', 'lower-case') }),
) as fc.Arbitrary<TextDamage>;

const lineDamage = fc.oneof(
  fc.record({ kind: fc.constantFrom('dropped', 'repeated'), at: place, count }),
  fc.record({ kind: fc.constant('swapped'), at: place, other: place }),
  fc.record({ kind: fc.constant('record'), at: place, text: fc.constantFrom(...RECORDS) }),
  fc.record({ kind: fc.constant('linked'), at: place, other: place, record: fc.constantFrom(...LINKED) }),
) as fc.Arbitrary<LineDamage>;

const columnDamage = fc.oneof(
  fc.record({ kind: fc.constantFrom('cut', 'column', 'blank'), at: place, column }),
  fc.record({ kind: fc.constant('field'), at: place, columns, text: fc.constantFrom(...JUNK) }),
  fc.record({ kind: fc.constant('copied'), at: place, other: place, columns }),
) as fc.Arbitrary<ColumnDamage>;

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 1, arbitrary: textDamage },
  { weight: 2, arbitrary: lineDamage },
  { weight: 2, arbitrary: columnDamage },
);

/** A file's text (latin1) after some damage. */
export function damaged(lines: readonly string[], damages: readonly Damage[]): string {
  return damages.reduce(damagedOnce, lines.join('\n') + '\n');
}

function damagedOnce(text: string, what: Damage): string {
  switch (what.kind) {
    case 'bytes':
      return replaced(text, what.at, what.bytes.length, what.bytes);
    case 'inserted':
      return replaced(text, what.at, 0, what.bytes);
    case 'truncated':
      return text.slice(0, Math.floor(what.at * text.length));
    case 'carriage-returns':
      return text.replaceAll('\n', '\r\n');
    case 'lower-case':
      return text.toLowerCase();
    case 'dropped':
    case 'repeated':
    case 'swapped':
    case 'record':
    case 'linked':
      return damagedLines(text.split('\n'), what).join('\n');
    case 'cut':
    case 'column':
    case 'blank':
    case 'field':
    case 'copied':
      return damagedColumns(text.split('\n'), what).join('\n');
  }
}

function replaced(text: string, at: number, length: number, bytes: Uint8Array): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + Buffer.from(bytes).toString('latin1') + text.slice(start + length);
}

function damagedLines(lines: string[], what: LineDamage): string[] {
  const index = indexOf(lines, what.at);
  switch (what.kind) {
    case 'dropped':
      return lines.toSpliced(index, what.count);
    case 'repeated':
      return lines.toSpliced(index, 0, ...lines.slice(index, index + what.count));
    case 'swapped': {
      const other = indexOf(lines, what.other);
      return lines.with(index, lines[other]).with(other, lines[index]);
    }
    case 'record':
      return lines.toSpliced(index, 0, what.text);
    case 'linked':
      return [linkRecord(what.record, lines[index], lines[indexOf(lines, what.other)]), ...lines];
  }
}

function damagedColumns(lines: string[], what: ColumnDamage): string[] {
  const index = indexOf(lines, what.at);
  const line = lines[index];
  switch (what.kind) {
    case 'cut':
      return lines.with(index, line.slice(0, what.column));
    case 'column':
      return lines.with(index, line.slice(0, what.column) + line.slice(what.column + 1));
    case 'blank':
      return lines.with(index, line.slice(0, what.column) + ' ' + line.slice(what.column));
    case 'field':
      return lines.with(index, withField(line, what.columns, what.text));
    case 'copied': {
      const other = lines[indexOf(lines, what.other)];
      return lines.with(index, withField(line, what.columns, other.slice(...what.columns)));
    }
  }
}

function indexOf(lines: readonly string[], at: number): number {
  return Math.floor(at * lines.length);
}

function withField(line: string, [start, end]: Columns, text: string): string {
  const field = text.slice(0, end - start).padStart(end - start);
  return line.padEnd(start).slice(0, start) + field + line.slice(end);
}

/** A record that joins the atoms of two lines, whatever they are. */
function linkRecord(record: string, from: string, to: string): string {
  const [a, b] = [from.padEnd(80), to.padEnd(80)];
  switch (record) {
    case 'LINK':
      return `LINK        ${a.slice(12, 27).padEnd(30)}${b.slice(12, 27)}`;
    case 'CONECT':
      return `CONECT${a.slice(6, 11)}${b.slice(6, 11)}`;
    default:
      return `${record.padEnd(10)}1 ${a.slice(17, 20)} ${a[21]} ${a.slice(22, 27)}   ${b.slice(17, 20)} ${b[21]} ${b.slice(22, 27)}`;
  }
}
