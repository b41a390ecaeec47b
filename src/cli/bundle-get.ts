import type { BundleStore } from '../bundles/bundle-store.js';
import { bundleFault } from '../bundles/faults.js';
import { modelOf } from '../bundles/macromolecule.js';
import { GeominError } from '../errors.js';
import type { ModelFormat } from '../model/model.js';
import { writeWhole } from '../model/whole-file.js';
import { formatModel } from '../model/write-model.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';

interface GetOptions extends RedisOptions {
  readonly output?: string;
  readonly pdb?: boolean;
  readonly mmcif?: boolean;
  readonly coordinates?: string;
}

/** `geomin bundle get`. */
export async function getBundle(id: string, options: GetOptions): Promise<void> {
  const { pdb, mmcif, coordinates } = options;
  const format = pdb === true ? 'pdb' : mmcif === true ? 'mmcif' : undefined;
  const asText = format !== undefined || coordinates !== undefined;
  if (!asText && options.output === undefined && process.stdout.isTTY) throw noTerminal();
  const content = await withBundles(options, (store) =>
    asText ? modelText(store, id, format, coordinates) : packedBytes(store, id),
  );
  if (options.output === undefined) process.stdout.write(content);
  else await writeWhole(options.output, content);
}

async function packedBytes(store: BundleStore, id: string): Promise<Buffer> {
  const bytes = await store.bytes(id);
  if (bytes === undefined) throw bundleFault(id, 'there is no such bundle');
  return bytes;
}

/** @param format by default that of the bundle's text */
async function modelText(
  store: BundleStore,
  id: string,
  format: ModelFormat | undefined,
  coordinatesId: string | undefined,
): Promise<Buffer> {
  const bundle = await store.get(id, 'macromolecule_data');
  if (bundle.model === undefined) throw bundleFault(id, 'it holds restraints, and no model');
  const isSameFormat = format === undefined || format === bundle.model.format;
  if (coordinatesId === undefined && isSameFormat) return bundle.model.text;
  const model = modelOf(bundle, id)!;
  if (coordinatesId === undefined) return formatModel(model, format);
  const { sitesCart } = await store.get(coordinatesId, 'coordinate_update');
  if (sitesCart.length !== model.sitesCart.length) {
    const fault = `it has ${sitesCart.length / 3} atoms, but the model of ${id} has ${model.atomCount}`;
    throw bundleFault(coordinatesId, fault);
  }
  return formatModel({ ...model, sitesCart }, format);
}

function noTerminal(): GeominError {
  return new GeominError(
    'ARGUMENT',
    'a packed bundle is nothing for a terminal',
    'Give -o FILE, or --pdb or --mmcif for the text of its model.',
  );
}
