import type { Bundle, BundleType } from './bundle.js';

/** What a store says about a bundle without unpacking it. */
export interface BundleInfo {
  readonly id: string;
  /** Of the packed bundle. */
  readonly bytes: number;
  /** Seconds to live; undefined: for ever. */
  readonly ttlSeconds: number | undefined;
}

/** How long a bundle is kept by default, s. */
export const DEFAULT_BUNDLE_TTL = 3600;

/** Where bundles are kept, under `bundle:<id>`, each for so long. */
export interface BundleStore {
  /**
   * Packs and keeps a bundle.
   *
   * @param options.id default: a new one
   * @param options.ttlSeconds default {@link DEFAULT_BUNDLE_TTL}; Infinity keeps it
   * @returns its id
   * @throws GeominError `BUNDLE` where it is larger than the store takes
   */
  put(bundle: Bundle, options?: { readonly id?: string; readonly ttlSeconds?: number }): Promise<string>;
  /**
   * Fetches and unpacks a bundle of a type.
   *
   * @throws GeominError `BUNDLE` naming the bundle and its fault: unknown, of another type or version, cut, altered
   */
  get<T extends BundleType>(id: string, type: T): Promise<Extract<Bundle, { bundleType: T }>>;
  /** Undefined where there is no such bundle. */
  info(id: string): Promise<BundleInfo | undefined>;
  /** The packed bytes; undefined where there is no such bundle. */
  bytes(id: string): Promise<Buffer | undefined>;
  /** Keeps packed bytes as they are, in the place of what has that id. */
  putBytes(id: string, bytes: Buffer, ttlSeconds: number): Promise<void>;
  /** Lets bundles live for so long from now; gives how many there were. */
  renew(ids: readonly string[], ttlSeconds: number): Promise<number>;
  remove(ids: readonly string[]): Promise<number>;
  list(): AsyncIterable<BundleInfo>;
}
