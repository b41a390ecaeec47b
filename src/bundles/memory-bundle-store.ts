import type { BundleInfo } from './bundle-store.js';
import { PackedBundleStore } from './packed-bundle-store.js';

/** How often expired bundles are looked for, ms. */
const SWEEP_EVERY = 5000;

/** Bundles in this process. They are packed here too, so that nobody can change what another holds. */
export class MemoryBundleStore extends PackedBundleStore {
  /** `expiresAt`: milliseconds, Infinity for never. */
  private readonly kept = new Map<string, { readonly bytes: Buffer; expiresAt: number }>();
  private nextSweep = 0;

  /** @param options.maxBytes the largest packed bundle to take */
  constructor(options: { readonly maxBytes?: number } = {}) {
    super(options.maxBytes);
  }

  async *list(): AsyncIterable<BundleInfo> {
    for (const id of [...this.kept.keys()]) {
      const info = await this.look(id);
      if (info !== undefined) yield info;
    }
  }

  override async bytes(id: string): Promise<Buffer | undefined> {
    const bytes = await super.bytes(id);
    return bytes && Buffer.from(bytes);
  }

  override async putBytes(id: string, bytes: Buffer, ttlSeconds: number): Promise<void> {
    await super.putBytes(id, Buffer.from(bytes), ttlSeconds);
  }

  protected async keep(id: string, bytes: Buffer, ttlSeconds: number): Promise<void> {
    this.sweep();
    this.kept.set(id, { bytes, expiresAt: performance.now() + 1000 * ttlSeconds });
  }

  protected async look(id: string): Promise<BundleInfo | undefined> {
    const entry = this.living(id);
    if (entry === undefined) return undefined;
    const ttlSeconds = (entry.expiresAt - performance.now()) / 1000;
    return { id, bytes: entry.bytes.length, ttlSeconds: ttlSeconds === Infinity ? undefined : ttlSeconds };
  }

  protected async fetch(id: string): Promise<Buffer | undefined> {
    return this.living(id)?.bytes;
  }

  protected async extend(id: string, ttlSeconds: number): Promise<boolean> {
    const entry = this.living(id);
    if (entry !== undefined) entry.expiresAt = performance.now() + 1000 * ttlSeconds;
    return entry !== undefined;
  }

  protected async drop(id: string): Promise<boolean> {
    const wasThere = this.living(id) !== undefined;
    this.kept.delete(id);
    return wasThere;
  }

  private living(id: string): { readonly bytes: Buffer; expiresAt: number } | undefined {
    const entry = this.kept.get(id);
    if (entry === undefined || entry.expiresAt > performance.now()) return entry;
    this.kept.delete(id);
    return undefined;
  }

  /** Bundles that nobody asks for again go too. */
  private sweep(): void {
    const now = performance.now();
    if (now < this.nextSweep) return;
    this.nextSweep = now + SWEEP_EVERY;
    for (const id of [...this.kept.keys()]) this.living(id);
  }
}
