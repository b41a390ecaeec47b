import type { BundleStore } from '../bundles/bundle-store.js';
import type { BundleType } from '../bundles/bundle.js';
import { readHead, type BundleHead } from '../bundles/codec.js';
import { GeominError } from '../errors.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';
import { printable, printLines } from './printable.js';

interface CleanOptions extends RedisOptions {
  readonly olderThan?: number;
  readonly type?: BundleType;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

/** `geomin bundle clean`. */
export async function cleanBundles(options: CleanOptions): Promise<void> {
  const { olderThan, type, all, dryRun } = options;
  if (olderThan === undefined && type === undefined && all !== true) {
    const remedy = 'Give --older-than or --type; or --all for all of them.';
    throw new GeominError('ARGUMENT', 'which bundles are to go was not said', remedy);
  }
  const ids = await withBundles(options, async (store) => {
    const chosen = await choose(store, options);
    if (dryRun !== true) await store.remove(chosen);
    return chosen;
  });
  printLines(ids.map(printable));
}

async function choose(store: BundleStore, { olderThan, type }: CleanOptions): Promise<string[]> {
  const chosen: string[] = [];
  const newest = olderThan === undefined ? undefined : Date.now() - 1000 * olderThan;
  for await (const { id } of store.list()) {
    const wanted =
      newest === undefined && type === undefined ? true : matches(await headOf(store, id), newest, type);
    if (wanted) chosen.push(id);
  }
  return chosen.sort();
}

/** A bundle that does not say when it was made is of no age. */
function matches(
  head: BundleHead | undefined,
  newest: number | undefined,
  type: BundleType | undefined,
): boolean {
  if (head === undefined || (type !== undefined && head.bundleType !== type)) return false;
  return newest === undefined || (head.createdAt !== undefined && head.createdAt <= newest);
}

/** Undefined for what is gone meanwhile, and for what is no bundle: only --all removes that. */
async function headOf(store: BundleStore, id: string): Promise<BundleHead | undefined> {
  try {
    const bytes = await store.bytes(id);
    return bytes && readHead(bytes, { id });
  } catch (error) {
    if (error instanceof GeominError && error.code === 'BUNDLE') return undefined;
    throw error;
  }
}
