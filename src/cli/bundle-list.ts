import type { BundleInfo } from '../bundles/bundle-store.js';
import type { RedisOptions } from './redis-options.js';
import { withBundles } from './with-bundles.js';
import { alignColumns } from './columns.js';
import { printable, printJson, printLines } from './printable.js';

/** `geomin bundle list`. */
export async function listBundles(options: RedisOptions & { readonly json?: boolean }): Promise<void> {
  const found: BundleInfo[] = [];
  await withBundles(options, async (store) => {
    for await (const info of store.list()) found.push(info);
  });
  found.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (options.json === true) printJson(found.map(infoJson));
  else printLines(alignColumns([['id', 'bytes', 'ttl/s'], ...found.map(infoRow)]));
}

/** Snake case; null where a bundle lives for ever. */
export function infoJson({ id, bytes, ttlSeconds }: BundleInfo): object {
  return { id, bytes, ttl_seconds: ttlSeconds ?? null };
}

function infoRow({ id, bytes, ttlSeconds }: BundleInfo): string[] {
  return [printable(id), String(bytes), ttlSeconds === undefined ? 'never' : ttlSeconds.toFixed(0)];
}
