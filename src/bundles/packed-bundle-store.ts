import { randomBytes } from 'node:crypto';
import { GeominError } from '../errors.js';
import { DEFAULT_BUNDLE_TTL, type BundleInfo, type BundleStore } from './bundle-store.js';
import type { Bundle, BundleType } from './bundle.js';
import { decodeBundle, encodeBundle, MOST_BUNDLE_BYTES, requireSize } from './codec.js';
import { bundleFault, isBundleId, requireBundleId } from './faults.js';

/** What ids of each type begin with. */
const SHORT_NAMES: Readonly<Record<BundleType, string>> = {
  macromolecule_data: 'macromolecule',
  geometry_gradient_data: 'gradients',
  coordinate_update: 'coordinates',
  document: 'document',
};

/** A new id, as `coordinates_5f0c2d9ab8e14376a1f2`: letters, digits and underscores. */
export function newBundleId(type: BundleType): string {
  return `${SHORT_NAMES[type]}_${randomBytes(10).toString('hex')}`;
}

/** A store of packed bundles: packs, unpacks and checks, wherever the bytes are kept. */
export abstract class PackedBundleStore implements BundleStore {
  /** @param maxBytes the largest packed bundle to take or to unpack */
  constructor(protected readonly maxBytes = MOST_BUNDLE_BYTES) {}

  async put(bundle: Bundle, options: { id?: string; ttlSeconds?: number } = {}): Promise<string> {
    const { id = newBundleId(bundle.bundleType), ttlSeconds = DEFAULT_BUNDLE_TTL } = options;
    this.requireFit(id, 0, ttlSeconds);
    const bytes = encodeBundle(bundle);
    this.requireFit(id, bytes.length, ttlSeconds);
    await this.keep(id, bytes, ttlSeconds);
    return id;
  }

  async get<T extends BundleType>(id: string, type: T): Promise<Extract<Bundle, { bundleType: T }>> {
    const bytes = isBundleId(id) ? await this.fetch(id) : undefined;
    if (bytes === undefined) {
      throw bundleFault(id, 'there is no such bundle', 'It may have expired: store it again.');
    }
    return decodeBundle(bytes, { type, id, maxBytes: this.maxBytes });
  }

  async bytes(id: string): Promise<Buffer | undefined> {
    const bytes = isBundleId(id) ? await this.fetch(id) : undefined;
    requireSize(bytes?.length ?? 0, this.maxBytes, id);
    return bytes;
  }

  async info(id: string): Promise<BundleInfo | undefined> {
    return isBundleId(id) ? this.look(id) : undefined;
  }

  async putBytes(id: string, bytes: Buffer, ttlSeconds: number): Promise<void> {
    this.requireFit(id, bytes.length, ttlSeconds);
    await this.keep(id, bytes, ttlSeconds);
  }

  async renew(ids: readonly string[], ttlSeconds: number): Promise<number> {
    requireTtl(ttlSeconds);
    return count(ids, (id) => this.extend(id, ttlSeconds));
  }

  async remove(ids: readonly string[]): Promise<number> {
    return count(ids, (id) => this.drop(id));
  }

  abstract list(): AsyncIterable<BundleInfo>;

  /** Keeps bytes for so long, in the place of what has that id. */
  protected abstract keep(id: string, bytes: Buffer, ttlSeconds: number): Promise<void>;
  protected abstract look(id: string): Promise<BundleInfo | undefined>;
  /** What is kept; of more than `maxBytes` one byte more will do. */
  protected abstract fetch(id: string): Promise<Buffer | undefined>;
  /** Gives whether there is such a bundle. */
  protected abstract extend(id: string, ttlSeconds: number): Promise<boolean>;
  /** Gives whether there was such a bundle. */
  protected abstract drop(id: string): Promise<boolean>;

  private requireFit(id: string, size: number, ttlSeconds: number): void {
    requireBundleId(id);
    requireTtl(ttlSeconds);
    requireSize(size, this.maxBytes, id);
  }
}

function requireTtl(ttlSeconds: number): void {
  if (ttlSeconds > 0) return;
  throw new GeominError('ARGUMENT', `a bundle cannot live for ${ttlSeconds} s`, 'Give seconds above 0.');
}

/** How many of some different ids something is true of. */
async function count(ids: readonly string[], isTrue: (id: string) => Promise<boolean>): Promise<number> {
  const answers = await Promise.all([...new Set(ids)].filter(isBundleId).map(isTrue));
  return answers.filter(Boolean).length;
}
