import { readFile, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { GeominError } from '../errors.js';
import { fileError } from './file-errors.js';
import type { Model, ModelFormat, ModelSource } from './model.js';
import { readPdbModel, readPdbModels } from './pdb-reader.js';

/** How a text is read. */
export interface ParseOptions {
  /** What messages call the text; `model` by default. */
  readonly name?: string;
  /** Number in the MODEL record of the one to read; the first model of the text by default. */
  readonly model?: number;
}

/**
 * Reads one model of a file, gzipped or not.
 *
 * @param options.model number in the MODEL record; the first model of the file by default
 * @throws GeominError `FILE` if it cannot be read, `MODEL` if it makes no sense, `ARGUMENT` if it lacks the model
 */
export async function readModel(path: string, options: { readonly model?: number } = {}): Promise<Model> {
  return readPdbModel(await readSource(path), options.model);
}

/**
 * Reads every model of a file, gzipped or not: one for each MODEL record, or one if there are none.
 *
 * @throws GeominError `FILE` if it cannot be read, `MODEL` if it makes no sense
 */
export async function readModels(path: string): Promise<Model[]> {
  return readPdbModels(await readSource(path));
}

/**
 * Reads one model from text or bytes, gzipped or not.
 *
 * @throws GeominError `MODEL` if the text makes no sense, `ARGUMENT` if it lacks the model or the format is unknown
 */
export function parseModel(
  text: string | Uint8Array,
  format: ModelFormat = 'pdb',
  options: ParseOptions = {},
): Model {
  return readPdbModel(sourceOf(text, format, options.name), options.model);
}

/**
 * Reads every model from text or bytes, gzipped or not.
 *
 * @throws GeominError `MODEL` if the text makes no sense, `ARGUMENT` if the format is unknown
 */
export function parseModels(
  text: string | Uint8Array,
  format: ModelFormat = 'pdb',
  options: Pick<ParseOptions, 'name'> = {},
): Model[] {
  return readPdbModels(sourceOf(text, format, options.name));
}

/** Line offsets are 32-bit integers; there is room for 26 million atoms. */
const MOST_BYTES = 2 ** 31 - 1;
const inflate = promisify(gunzip);

async function readSource(path: string): Promise<ModelSource> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw fileError(path, 'read', cause);
  });
  // A pipe, such as /dev/stdin can be, has no place of its own.
  const realPath = await realpath(path).catch(() => path);
  const bytes = isGzip(content)
    ? await inflate(content).catch((cause: unknown) => brokenGzip(path, cause))
    : content;
  return pdbSource({ name: path, path: realPath, format: 'pdb', bytes });
}

function sourceOf(text: string | Uint8Array, format: ModelFormat, name = 'model'): ModelSource {
  if (format !== 'pdb') {
    throw new GeominError('ARGUMENT', `'${String(format)}' is no known model format`, "Give 'pdb'.");
  }
  // A copy: the caller may use the bytes for something else, while the model keeps its source.
  const content = Buffer.from(text);
  return pdbSource({ name, format, bytes: isGzip(content) ? inflateNow(content, name) : content });
}

/** The source itself, unless it can be told at a glance to be something else than a PDB file. */
function pdbSource(source: ModelSource): ModelSource {
  const { bytes, name } = source;
  if (bytes.length === 0) {
    throw new GeominError('MODEL', `${name}: the file is empty`, 'Give a PDB file with coordinates.');
  }
  if (bytes.length > MOST_BYTES) {
    throw new GeominError('MODEL', `${name}: the file is larger than 2 GiB`, 'Split it into several files.');
  }
  if (looksLikeMmcif(bytes)) {
    const remedy = 'Give the model in PDB format.';
    throw new GeominError(
      'MODEL',
      `${name}: this looks like an mmCIF file, where a PDB file is expected`,
      remedy,
    );
  }
  return source;
}

/** mmCIF begins with `data_NAME`, perhaps behind comments; PDB has no such record. */
function looksLikeMmcif(bytes: Buffer): boolean {
  const beginning = bytes.toString('latin1', 0, 4096);
  return /^(?:\u00ef\u00bb\u00bf)?(?:\s|#[^\n]*\n)*data_/i.test(beginning);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function inflateNow(bytes: Uint8Array, name: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    return brokenGzip(name, cause);
  }
}

function brokenGzip(name: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new GeominError(
    'FILE',
    `${name}: the gzip data is broken: ${reason}`,
    'Was the file copied whole? Get it anew.',
    {
      cause,
    },
  );
}
