import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { GeominError } from '../errors.js';
import { FORMAT_NAMES, requireFormat } from './format.js';
import { formatMmcif } from './mmcif-writer.js';
import type { Model, ModelFormat } from './model.js';
import { formatPdb } from './pdb-writer.js';
import { isSameFile, refuseUnwritable, writeWhole } from './whole-file.js';

const deflate = promisify(gzip);

/**
 * A model as the bytes of a file: its source with its coordinates patched in. Bytes, not a string, because files have
 * names and remarks in whatever encoding, and these come out as they went in.
 *
 * Of a file with several models the others are left out; to keep them see {@link formatModels}.
 *
 * @throws GeominError `SITES` for a coordinate that is not finite, `MODEL` for one that the format cannot hold
 */
export function formatModel(model: Model, format?: ModelFormat): Buffer {
  return formatModels([model], format);
}

/**
 * Models of one file as the bytes of a file; models of that file that are not given are left out.
 *
 * @throws GeominError `ARGUMENT` if there are no models or they are of several files, and as {@link formatModel}
 */
export function formatModels(models: readonly Model[], format?: ModelFormat): Buffer {
  if (format !== undefined) requireFormat(format);
  requireOneSource(models);
  models.forEach(requireSites);
  const { format: own, name } = models[0].source;
  if (format !== undefined && format !== own) {
    const what = `${name}: ${FORMAT_NAMES[own]} cannot be written as ${FORMAT_NAMES[format]}`;
    throw new GeominError('ARGUMENT', what, `Leave the format out, or give '${own}'.`);
  }
  return own === 'mmcif' ? formatMmcif(models) : formatPdb(models);
}

/**
 * Writes a model, gzipped if the path ends in `.gz`; of a file with several models the others are left out. The file
 * appears whole or not at all, and the file that the model came from is never overwritten.
 *
 * @throws GeominError `FILE` if the path cannot be written or is the model's source, and as {@link formatModel}
 */
export async function writeModel(model: Model, path: string): Promise<void> {
  await writeModels([model], path);
}

/**
 * Writes models of one file as {@link writeModel} does one.
 *
 * @throws GeominError `FILE` if the path cannot be written or is the models' source, and as {@link formatModels}
 */
export async function writeModels(models: readonly Model[], path: string): Promise<void> {
  const bytes = formatModels(models);
  await refuseSource(models, path);
  const content = path.toLowerCase().endsWith('.gz') ? await deflate(bytes) : bytes;
  await writeWhole(path, content);
}

/**
 * Makes sure, as far as that can be told beforehand, that models can be written to a path: better before the work than
 * after it.
 *
 * @throws GeominError `FILE` if the path cannot be written or is the models' source, `ARGUMENT` if they are of several files
 */
export async function assertWritable(models: readonly Model[], path: string): Promise<void> {
  requireOneSource(models);
  await refuseSource(models, path);
  await refuseUnwritable(path);
}

function requireOneSource(models: readonly Model[]): void {
  if (models.length === 0)
    throw new GeominError('ARGUMENT', 'no models to write', 'Give at least one model.');
  if (models.every(({ source }) => source.bytes === models[0].source.bytes)) return;
  throw new GeominError(
    'ARGUMENT',
    'models of several files cannot go into one',
    'Write each file on its own.',
  );
}

function requireSites({ sitesCart, atomCount, modelNumber, source }: Model): void {
  if (sitesCart.length === 3 * atomCount) return;
  const what = `model ${modelNumber} has ${sitesCart.length} coordinates for ${atomCount} atoms`;
  throw new GeominError('ARGUMENT', `${source.name}: ${what}`, 'Give x, y and z of each atom.');
}

async function refuseSource([{ source }]: readonly Model[], path: string): Promise<void> {
  if (source.path === undefined || !(await isSameFile(path, source.path))) return;
  const remedy = 'Choose another name for the output.';
  throw new GeominError(
    'FILE',
    `${path}: this is the file that the model was read from, which is kept`,
    remedy,
  );
}
