import { printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';

/** `geomin bundle remove`. */
export async function removeBundles(ids: readonly string[], options: RedisOptions): Promise<void> {
  const removed = await withBundles(options, (store) => store.remove(ids));
  printLines([`removed ${removed} of ${ids.length}`]);
}
