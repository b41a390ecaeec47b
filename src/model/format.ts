import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
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

/** Bytes within which an mmCIF file shows what it is. */
const BEGINNING = 65_536;
/** No PDB file has lines that begin like these. */
const CIF_LINES = /^(loop_\s*$|_[a-z]\w*\.\S)/im;

/**
 * mmCIF begins with `data_NAME`, perhaps behind comments, where PDB has no such record. A file with something else in front
 * is mmCIF still where loops and tags follow, so that what is wrong is told in the terms of its format.
 */
export function detectFormat(bytes: Buffer): ModelFormat {
  return beginsWithBlock(bytes) || CIF_LINES.test(bytes.toString('latin1', 0, BEGINNING)) ? 'mmcif' : 'pdb';
}

function beginsWithBlock(bytes: Buffer): boolean {
  try {
    return new CifScanner(bytes, '', afterByteOrderMark(bytes)).next() === CifKind.block;
  } catch {
    // A quote without its end, which PDB takes for what it is.
    return false;
  }
}

/**
 * The format that a file has by its name, or by its beginning where that tells none.
 *
 * @returns undefined for what is no file that can be read twice, such as a pipe, or cannot be read
 */
export async function formatOfFile(path: string): Promise<ModelFormat | undefined> {
  return formatOfPath(path) ?? beginningOf(path).then(detectFormat, () => undefined);
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    if (!(await file.stat()).isFile()) throw new Error('no file');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return isGzip ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
  } finally {
    await file.close();
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
