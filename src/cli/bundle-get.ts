import type { BundleStore } from '../bundles/bundle-store.js';
import { bundleFault } from '../bundles/faults.js';
import { modelOf } from '../bundles/macromolecule.js';
import { GeominError } from '../errors.js';
import { writeWhole } from '../model/whole-file.js';
import { formatModel } from '../model/write-model.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';

interface GetOptions extends RedisOptions {
  readonly output?: string;
  readonly pdb?: boolean;
  readonly coordinates?: string;
}

/** `geomin bundle get`. */
export async function getBundle(id: string, options: GetOptions): Promise<void> {
  const asText = options.pdb === true || options.coordinates !== undefined;
  if (!asText && options.output === undefined && process.stdout.isTTY) throw noTerminal();
  const content = await withBundles(options, (store) =>
    asText ? modelText(store, id, options.coordinates) : packedBytes(store, id),
  );
  if (options.output === undefined) process.stdout.write(content);
  else await writeWhole(options.output, content);
}

async function packedBytes(store: BundleStore, id: string): Promise<Buffer> {
  const bytes = await store.bytes(id);
  if (bytes === undefined) throw bundleFault(id, 'there is no such bundle');
  return bytes;
}

async function modelText(store: BundleStore, id: string, coordinatesId: string | undefined): Promise<Buffer> {
  const bundle = await store.get(id, 'macromolecule_data');
  if (bundle.model === undefined) throw bundleFault(id, 'it holds restraints, and no model');
  if (coordinatesId === undefined) return bundle.model.text;
  const model = modelOf(bundle, id)!;
  const { sitesCart } = await store.get(coordinatesId, 'coordinate_update');
  if (sitesCart.length !== model.sitesCart.length) {
    const fault = `it has ${sitesCart.length / 3} atoms, but the model of ${id} has ${model.atomCount}`;
    throw bundleFault(coordinatesId, fault);
  }
  return formatModel({ ...model, sitesCart });
}

function noTerminal(): GeominError {
  return new GeominError(
    'ARGUMENT',
    'a packed bundle is nothing for a terminal',
    'Give -o FILE, or --pdb for the text of its model.',
  );
}
