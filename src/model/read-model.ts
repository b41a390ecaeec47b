import { realpath } from 'node:fs/promises';
import { GeominError } from '../errors.js';
import { detectFormat, FORMAT_NAMES, requireFormat } from './format.js';
import { readMmcifModel, readMmcifModels } from './mmcif-reader.js';
import type { Model, ModelFormat, ModelSource } from './model.js';
import { inflated, readBytes } from './file-bytes.js';
import { readPdbModel, readPdbModels } from './pdb-reader.js';

/** How a text is read. */
export interface ParseOptions {
  /** What messages call the text; `model` by default. */
  readonly name?: string;
  /** Number (MODEL record, `pdbx_PDB_model_num`) of the one to read; the first model of the text by default. */
  readonly model?: number;
}

/**
 * Reads one model of a PDB or mmCIF file, gzipped or not. What the file holds tells its format, whatever its name.
 *
 * @param options.model number (MODEL record, `pdbx_PDB_model_num`); the first model of the file by default
 * @throws GeominError `FILE` if it cannot be read, `MODEL` if it makes no sense, `ARGUMENT` if it lacks the model
 */
export async function readModel(path: string, options: { readonly model?: number } = {}): Promise<Model> {
  return readOne(await readSource(path), options.model);
}

/**
 * Reads every model of a PDB or mmCIF file, gzipped or not: one for each MODEL record or `pdbx_PDB_model_num`, or one if
 * there are none.
 *
 * @throws GeominError `FILE` if it cannot be read, `MODEL` if it makes no sense
 */
export async function readModels(path: string): Promise<Model[]> {
  return readAll(await readSource(path));
}

/**
 * Reads one model from text or bytes, gzipped or not.
 *
 * @param format by default what the text looks like
 * @throws GeominError `MODEL` if the text makes no sense, `ARGUMENT` if it lacks the model or the format is unknown
 */
export function parseModel(
  text: string | Uint8Array,
  format?: ModelFormat,
  options: ParseOptions = {},
): Model {
  return readOne(sourceOf(text, format, options.name), options.model);
}

/**
 * Reads every model from text or bytes, gzipped or not.
 *
 * @param format by default what the text looks like
 * @throws GeominError `MODEL` if the text makes no sense, `ARGUMENT` if the format is unknown
 */
export function parseModels(
  text: string | Uint8Array,
  format?: ModelFormat,
  options: Pick<ParseOptions, 'name'> = {},
): Model[] {
  return readAll(sourceOf(text, format, options.name));
}

function readOne(source: ModelSource, number?: number): Model {
  return source.format === 'mmcif' ? readMmcifModel(source, number) : readPdbModel(source, number);
}

function readAll(source: ModelSource): Model[] {
  return source.format === 'mmcif' ? readMmcifModels(source) : readPdbModels(source);
}

/** Line offsets are 32-bit integers; there is room for 26 million atoms. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The text of a model file, gzipped or not, and its format; what else it says is not looked at.
 *
 * @throws GeominError `FILE` if it cannot be read, `MODEL` if it is no text of a model
 */
export async function readSource(path: string): Promise<ModelSource> {
  const bytes = await readBytes(path);
  // A pipe, such as /dev/stdin can be, has no place of its own.
  const realPath = await realpath(path).catch(() => path);
  requireText(bytes, path);
  return { name: path, path: realPath, format: detectFormat(bytes), bytes };
}

function sourceOf(text: string | Uint8Array, format: ModelFormat | undefined, name = 'model'): ModelSource {
  if (format !== undefined) requireFormat(format);
  // A copy: the caller may use the bytes for something else, while the model keeps its source.
  const content = Buffer.from(text);
  const bytes = inflated(content, name);
  requireText(bytes, name);
  const found = detectFormat(bytes);
  if (format !== undefined && format !== found) throw otherFormat(name, found, format);
  return { name, format: found, bytes };
}

function requireText(bytes: Buffer, name: string): void {
  if (bytes.length === 0) {
    throw new GeominError(
      'MODEL',
      `${name}: the file is empty`,
      'Give a PDB or mmCIF file with coordinates.',
    );
  }
  if (bytes.length > MOST_BYTES) {
    throw new GeominError('MODEL', `${name}: the file is larger than 2 GiB`, 'Split it into several files.');
  }
}

function otherFormat(name: string, found: ModelFormat, expected: ModelFormat): GeominError {
  const what = `this looks like ${FORMAT_NAMES[found]}, where ${FORMAT_NAMES[expected]} is expected`;
  const remedy = `Give '${found}' for the format, or leave it out.`;
  return new GeominError('MODEL', `${name}: ${what}`, remedy);
}
