import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { GeominError } from '../errors.js';
import { formatOfPath, requireFormat } from './format.js';
import { mmcifFromModels } from './mmcif-from-model.js';
import { formatMmcif } from './mmcif-writer.js';
import type { Model, ModelFormat } from './model.js';
import { pdbFromModels } from './pdb-from-model.js';
import { formatPdb } from './pdb-writer.js';
import { requireRoom } from './pdb-room.js';
import { isSameFile, refuseUnwritable, writeWhole } from './whole-file.js';

const deflate = promisify(gzip);

/**
 * A model as the bytes of a file. In its own format that is its source with its coordinates patched in: bytes, not a
 * string, because files have names and remarks in whatever encoding, and these come out as they went in. In another
 * format it is what the model holds: atoms, crystal, links and cis peptides.
 *
 * Of a file with several models the others are left out; to keep them see {@link formatModels}.
 *
 * @param format by default that of the model's source
 * @throws GeominError `SITES` for a coordinate that is not finite, `MODEL` for what the format cannot hold
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
  const { format: own } = models[0].source;
  if ((format ?? own) === 'mmcif') return own === 'mmcif' ? formatMmcif(models) : mmcifFromModels(models);
  return own === 'pdb' ? formatPdb(models) : pdbFromModels(models);
}

/**
 * Writes a model, gzipped if the path ends in `.gz`, in the format that the path asks for (`.pdb`, `.ent`, `.brk`; `.cif`,
 * `.mmcif`, `.pdbx`), else in that of the model's source. Of a file with several models the others are left out. The file
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
  const bytes = formatModels(models, formatOfPath(path));
  await refuseSource(models, path);
  const content = path.toLowerCase().endsWith('.gz') ? await deflate(bytes) : bytes;
  await writeWhole(path, content);
}

/**
 * Makes sure, as far as that can be told beforehand, that models can be written to a path: better before the work than
 * after it.
 *
 * @throws GeominError `FILE` if the path cannot be written or is the models' source, `ARGUMENT` if they are of several
 *   files, `MODEL` for ids that the path's format cannot hold
 */
export async function assertWritable(models: readonly Model[], path: string): Promise<void> {
  requireOneSource(models);
  await refuseSource(models, path);
  await refuseUnwritable(path);
  const format = formatOfPath(path);
  if (format === 'pdb' && models[0].source.format !== format) models.forEach(requireRoom);
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
