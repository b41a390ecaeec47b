import type { BundleStore } from '../bundles/bundle-store.js';
import { GeominError } from '../errors.js';

/** Gives packed bundles by their ids. */
export type BundleReader = (id: string) => Promise<Buffer>;

/**
 * Reads the bundles that requests name.
 *
 * @param maxBytes of a packed bundle, that the agent takes
 * @returns what fails with a GeominError: `BUNDLE` where there is no such bundle, `LIMIT` where it is larger
 */
export function bundleReader(bundles: BundleStore, maxBytes = Infinity): BundleReader {
  return async (id) => {
    const bytes = await bundles.bytes(id);
    if (bytes === undefined) {
      throw new GeominError(
        'BUNDLE',
        `there is no bundle ${id}`,
        'Store it first; it may also have expired.',
      );
    }
    if (bytes.length <= maxBytes) return bytes;
    const fault = `bundle ${id} has ${bytes.length} bytes, this agent takes ${maxBytes} at most`;
    throw new GeominError('LIMIT', fault);
  };
}
