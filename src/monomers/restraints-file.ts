import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';
import type { DictionaryLayer } from './chem-comp.js';
import { cifDictionary } from './cif-dictionary.js';
import { parseCif, type CifBlock } from './cif.js';

/**
 * Reads a file of restraints in the format of the CCP4 monomer library, gzipped or not: what AceDRG, Grade2, eLBOW and
 * PRODRG write for a ligand. It may hold several components, and modifications and links of its own.
 *
 * @throws GeominError `FILE` where it cannot be read, `DICTIONARY` with its line where it is broken
 */
export function readRestraintsFile(path: string): DictionaryLayer {
  return parseRestraints(readRestraintsText(path), path);
}

/**
 * The same from its text.
 *
 * @param name what messages call it
 */
export function parseRestraints(text: string, name: string): DictionaryLayer {
  const blocks = parseCif(text, name);
  const dictionary = cifDictionary(blocks, name);
  if (blocks.some(holdsSomething)) return dictionary;
  throw new GeominError(
    'DICTIONARY',
    `${name}: holds no component, link or modification`,
    'Give a file of restraints as AceDRG, Grade2 or eLBOW write them; a model goes without an option.',
  );
}

function holdsSomething({ name }: CifBlock): boolean {
  return !name.endsWith('_list');
}

/**
 * The text of such a file, whatever it says. Bytes are UTF-8, or in old files Latin-1 in comments, which nobody reads.
 *
 * @throws GeominError `FILE` where it cannot be read
 */
export function readRestraintsText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    const remedy = 'Get a fresh copy of it.';
    throw new GeominError('DICTIONARY', `${path}: its gzip compression is damaged`, remedy, { cause });
  }
}
