import { GeominError } from '../errors.js';
import { CifKind, CifScanner } from './cif-scanner.js';
import { afterByteOrderMark } from './cif-tables.js';
import type { ModelFormat } from './model.js';

/** What people call the formats. */
export const FORMAT_NAMES: Readonly<Record<ModelFormat, string>> = {
  pdb: 'a PDB file',
  mmcif: 'an mmCIF file',
};

const EXTENSIONS: readonly (readonly [RegExp, ModelFormat])[] = [
  [/\.(pdb|ent|brk)$/i, 'pdb'],
  [/\.(cif|mmcif|pdbx)$/i, 'mmcif'],
];

/** mmCIF begins with `data_NAME`, perhaps behind comments; PDB has no such record. */
export function detectFormat(bytes: Buffer): ModelFormat {
  try {
    const scanner = new CifScanner(bytes, '', afterByteOrderMark(bytes));
    return scanner.next() === CifKind.block ? 'mmcif' : 'pdb';
  } catch {
    // A quote without its end, which PDB takes for what it is.
    return 'pdb';
  }
}

/** The format that a file's name asks for, its `.gz` left out; undefined where it asks for none. */
export function formatOfPath(path: string): ModelFormat | undefined {
  const name = path.replace(/\.gz$/i, '');
  return EXTENSIONS.find(([extension]) => extension.test(name))?.[1];
}

/** @throws GeominError `ARGUMENT` for a format that is not known */
export function requireFormat(format: ModelFormat): void {
  if (Object.hasOwn(FORMAT_NAMES, format)) return;
  throw new GeominError('ARGUMENT', `'${String(format)}' is no known model format`, "Give 'pdb' or 'mmcif'.");
}
