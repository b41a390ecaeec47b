import { readFile } from 'node:fs/promises';
import { decodeBundle, encodeBundle, readHead } from '../bundles/codec.js';
import { macromoleculeBundle } from '../bundles/macromolecule.js';
import { newBundleId } from '../bundles/packed-bundle-store.js';
import { GeominError } from '../errors.js';
import { fileError } from '../model/file-errors.js';
import { parseModel } from '../model/read-model.js';
import type { Term } from '../restraints/restraints.js';
import type { RedisOptions } from './redis-options.js';
import { bundleOptions, restraintsFor, type RestraintOptions } from './restraint-options.js';
import { withBundles } from './with-bundles.js';
import { printLines } from './printable.js';

interface PutOptions extends RedisOptions, RestraintOptions {
  readonly terms?: readonly Term[];
  readonly model?: number;
  readonly ttl: number;
  readonly id?: string;
}

/** `geomin bundle put`: prints the id alone, for a shell to keep. */
export async function putBundle(file: string, options: PutOptions): Promise<void> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw fileError(file, 'read', cause);
  });
  const bytes = beginsLikeBundle(content) ? checked(content, file, options) : packed(content, file, options);
  const id = options.id ?? newBundleId(readHead(bytes).bundleType);
  await withBundles(options, (store) => store.putBytes(id, bytes, options.ttl));
  printLines([id]);
}

/** A msgpack map. No letter, blank or digit has such a code, nor gzip's first byte. */
function beginsLikeBundle([first]: Buffer): boolean {
  return (first >= 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf;
}

function checked(bytes: Buffer, file: string, options: PutOptions): Buffer {
  decodeBundle(bytes, { id: file });
  if (options.symmetry !== false && OF_MODELS.every((option) => options[option] === undefined)) return bytes;
  throw new GeominError(
    'ARGUMENT',
    `${file}: this is a packed bundle, which is stored as it is`,
    'Leave out --restraints, --monomer-library, --edits, --unknown, --link, --no-link, --no-symmetry, --select, --harmonic, --terms and --model.',
  );
}

/** Options that say what is made of a model. */
const OF_MODELS = [
  'restraints',
  'monomerLibrary',
  'edits',
  'unknown',
  'link',
  'noLink',
  'select',
  'harmonic',
  'terms',
  'model',
] as const;

function packed(content: Buffer, file: string, options: PutOptions): Buffer {
  const model = parseModel(content, undefined, { name: file, model: options.model });
  // What an agent would refuse is better told here.
  const restraints = restraintsFor(model, options);
  return encodeBundle(macromoleculeBundle(model, bundleOptions(options, restraints)));
}
