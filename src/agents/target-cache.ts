import { contentOf } from '../bundles/content.js';
import { GeominError } from '../errors.js';
import { GeometryTarget } from '../geometry/geometry-target.js';
import type { Restraints } from '../restraints/restraints.js';
import type { BundleReader } from './bundle-reader.js';
import type { Built, RestraintBuilder } from './restraint-builder.js';

/** What the core holds of a target beside its restraints, bytes per atom: sites, pair lists, room to work in. */
const BYTES_PER_ATOM = 600;

/** Most bundle ids whose content is known: a model that is stored ever again has ever new ones. */
const MOST_IDS = 1000;

/** A macromolecule that can be evaluated. */
export interface CachedTarget {
  readonly target: GeometryTarget;
  /** The model's own, 3n, Å; undefined where its bundle has none. */
  readonly sitesCart: Float64Array | undefined;
  readonly bytes: number;
}

/** A target that is there, or on its way; then its bytes do not count yet. */
interface Place {
  readonly made: Promise<CachedTarget>;
  bytes: number;
}

/** Most that an agent takes on. */
export interface ResourceLimits {
  /** Of a macromolecule. */
  readonly maxAtoms?: number;
  /** Of a macromolecule, all terms together but nonbonded pairs. */
  readonly maxRestraints?: number;
  /** Of a packed bundle. Default 256 MiB. */
  readonly maxBundleBytes?: number;
  /** Of all fields of a message together. Default 64 MiB. */
  readonly maxMessageBytes?: number;
}

/** How much a cache holds, and where it gets what it lacks. */
export interface TargetCacheOptions {
  /** Bytes; the target in use is kept whatever its size. */
  readonly capacity: number;
  readonly limits: ResourceLimits;
  /** Most for one evaluation. */
  readonly threads: number | undefined;
  readonly builder: RestraintBuilder;
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
    const made = this.options.builder.build(id, bytes).then((built) => this.#toTarget(id, built));
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

  #toTarget(id: string, { restraints, terms, sitesCart }: Built): CachedTarget {
    const { maxAtoms = Infinity, maxRestraints = Infinity } = this.options.limits;
    const count = countRestraints(restraints);
    if (restraints.atomCount > maxAtoms) throw overLimit(id, restraints.atomCount, 'atoms', maxAtoms);
    if (count > maxRestraints) throw overLimit(id, count, 'restraints', maxRestraints);
    const bytes = byteLength([restraints, sitesCart]) + BYTES_PER_ATOM * restraints.atomCount;
    return {
      target: new GeometryTarget(restraints, { terms, threads: this.options.threads }),
      sitesCart,
      bytes,
    };
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

function overLimit(id: string, count: number, of: string, limit: number): GeominError {
  return new GeominError('LIMIT', `bundle ${id} has ${count} ${of}, this agent takes ${limit} at most`);
}

function countRestraints({
  bonds,
  angles,
  dihedrals,
  chiralities,
  planes,
  parallelities,
}: Restraints): number {
  const rows = [bonds?.ideal, angles?.ideal, dihedrals?.ideal, chiralities?.ideal, parallelities?.ideal];
  const planeCount = Math.max(0, (planes?.offsets.length ?? 1) - 1);
  return rows.reduce((sum, column) => sum + (column?.length ?? 0), planeCount);
}

function byteLength(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + byteLength(part), 0);
}
