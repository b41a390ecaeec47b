import type { BundleStore } from '../bundles/bundle-store.js';
import { decodeCheckpoint, encodeCheckpoint } from '../bundles/checkpoint-codec.js';
import { GeominError } from '../errors.js';
import type { Checkpoint } from '../minimize/checkpoint.js';
import type { JobCheckpoints } from './minimize-models.js';

/**
 * How far the minimizations of a job are, for whoever takes it over: a bundle for each of its models. Every checkpoint of a
 * job leads to the same sites, so that it does not matter if one who lost the job still writes an older one.
 */
export class StoredCheckpoints implements JobCheckpoints {
  readonly #written = new Set<string>();
  #writing: Promise<void> | undefined;

  constructor(
    private readonly bundles: BundleStore,
    private readonly jobId: string,
    private readonly ttlSeconds: number,
    readonly seconds: number,
  ) {}

  /** The latest of a model; undefined where there is none that can be used. */
  async load(model: number): Promise<Checkpoint | undefined> {
    const id = this.#id(model);
    if ((await this.bundles.info(id)) === undefined) return undefined;
    this.#written.add(id);
    try {
      return decodeCheckpoint((await this.bundles.get(id, 'document')).content);
    } catch (error) {
      if (isUnusable(error)) return undefined;
      throw error;
    }
  }

  /** Writes one, unless an earlier one is still being written. */
  save(model: number, checkpoint: Checkpoint): void {
    const id = this.#id(model);
    this.#written.add(id);
    this.#writing ??= this.#put(id, checkpoint).finally(() => (this.#writing = undefined));
  }

  /** Removes them all, once there is a result. */
  async clear(): Promise<void> {
    await this.#writing;
    await this.bundles.remove([...this.#written]);
  }

  /** A job without a checkpoint is as good, if it is not interrupted. */
  async #put(id: string, checkpoint: Checkpoint): Promise<void> {
    const content = encodeCheckpoint(checkpoint);
    const name = `job ${this.jobId}, iteration ${checkpoint.iterations}`;
    const mediaType = 'application/msgpack';
    await this.bundles
      .put({ bundleType: 'document', name, mediaType, content }, { id, ttlSeconds: this.ttlSeconds })
      .catch(() => undefined);
  }

  #id(model: number): string {
    return `checkpoint_${this.jobId}_${model}`;
  }
}

/** Whether an error says that a checkpoint is damaged, or of something else. */
function isUnusable(error: unknown): boolean {
  return error instanceof GeominError && (error.code === 'CHECKPOINT' || error.code === 'BUNDLE');
}
