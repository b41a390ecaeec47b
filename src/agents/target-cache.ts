import { contentOf } from '../bundles/content.js';
import type { Target } from '../geometry/target.js';
import type { BundleReader } from './bundle-reader.js';

/** Most bundle ids whose content is known: a model that is stored ever again has ever new ones. */
const MOST_IDS = 1000;

/** A macromolecule that can be evaluated. */
export interface CachedTarget {
  readonly target: Target;
  /** The model's own, 3n, Å; undefined where its bundle has none. */
  readonly sitesCart: () => Promise<Float64Array | undefined>;
  readonly bytes: number;
}

/** Makes the target of a packed macromolecule bundle. */
export type MakeCachedTarget = (id: string, bytes: Buffer) => Promise<CachedTarget>;

/** A target that is there, or on its way; then its bytes do not count yet. */
interface Place {
  readonly made: Promise<CachedTarget>;
  bytes: number;
}

/** How much a cache holds, and where it gets what it lacks. */
export interface TargetCacheOptions {
  /** Bytes; the target in use is kept whatever its size. */
  readonly capacity: number;
  readonly make: MakeCachedTarget;
  /** Gives a packed bundle. */
  readonly read: BundleReader;
  readonly onLookUp: (isHit: boolean) => void;
  /** Told how many bytes more are in use, or less. */
  readonly onGrowth: (bytes: number) => void;
}

/**
 * Targets by the content of their bundles: whoever stores the same model again shares them. Those used least recently go
 * first where there is no room.
 */
export class TargetCache {
  /** By content; the one used last stands last. */
  readonly #places = new Map<string, Place>();
  /** Contents by bundle id. Bundles never change, so a known one need not be read again. */
  readonly #contents = new Map<string, string>();
  #bytes = 0;

  constructor(private readonly options: TargetCacheOptions) {}

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#places.size;
  }

  /**
   * The target of a macromolecule bundle.
   *
   * @param refresh reads the bundle and builds the restraints again
   * @throws GeominError where the bundle or its model is no good, or larger than the limits
   */
  async get(id: string, refresh: boolean): Promise<CachedTarget> {
    const known = refresh ? undefined : this.#contents.get(id);
    const cached = known === undefined ? undefined : this.#use(known);
    if (cached) {
      this.options.onLookUp(true);
      return cached;
    }
    const bytes = await this.options.read(id);
    const content = contentOf(bytes);
    if (refresh) this.#forget(content);
    this.#remember(id, content);
    const same = this.#use(content);
    this.options.onLookUp(same !== undefined);
    return same ?? this.#make(id, content, bytes);
  }

  close(): void {
    for (const content of [...this.#places.keys()]) this.#forget(content);
  }

  #remember(id: string, content: string): void {
    this.#contents.delete(id);
    this.#contents.set(id, content);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > MOST_IDS) this.#contents.delete(oldest);
  }

  #use(content: string): Promise<CachedTarget> | undefined {
    const place = this.#places.get(content);
    if (place === undefined) return undefined;
    this.#places.delete(content);
    this.#places.set(content, place);
    return place.made;
  }

  async #make(id: string, content: string, bytes: Buffer): Promise<CachedTarget> {
    const made = this.options.make(id, bytes);
    const place: Place = { made, bytes: 0 };
    this.#places.set(content, place);
    try {
      const cached = await made;
      this.#account(content, place, cached.bytes);
      return cached;
    } catch (error) {
      if (this.#places.get(content) === place) this.#forget(content);
      throw error;
    }
  }

  #account(content: string, place: Place, bytes: number): void {
    if (this.#places.get(content) !== place) return;
    place.bytes = bytes;
    this.#grow(bytes);
    for (const oldest of [...this.#places.keys()]) {
      if (this.#bytes <= this.options.capacity) break;
      if (oldest !== content) this.#forget(oldest);
    }
  }

  /** The target itself is collected, not closed: somebody may be evaluating it. */
  #forget(content: string): void {
    this.#grow(-(this.#places.get(content)?.bytes ?? 0));
    this.#places.delete(content);
    for (const [id, of] of this.#contents) if (of === content) this.#contents.delete(id);
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    this.options.onGrowth(bytes);
  }
}
