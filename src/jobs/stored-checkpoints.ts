import type { BundleStore } from '../bundles/bundle-store.js';
import { decodeCheckpoint, encodeCheckpoint } from '../bundles/checkpoint-codec.js';
import { GeominError } from '../errors.js';
import type { Checkpoint } from '../minimize/checkpoint.js';
import type { JobCheckpoints } from './minimize-models.js';

/** Of which job, and where. */
export interface CheckpointOptions {
  readonly bundles: BundleStore;
  readonly jobId: string;
  /** How long they are kept, s. */
  readonly ttlSeconds: number;
  /** Between two of them. */
  readonly seconds: number;
  /** Who has lost the job leaves its checkpoints to others. */
  readonly lease: { readonly isHeld: boolean };
}

/**
 * How far the minimizations of a job are, for whoever takes it over: a bundle for each of its models. Every checkpoint of a
 * job leads to the same sites, so that it does not matter if one is written just as the job is lost.
 */
export class StoredCheckpoints implements JobCheckpoints {
  readonly #written = new Set<string>();
  #writing: Promise<void> | undefined;

  constructor(private readonly options: CheckpointOptions) {}

  get seconds(): number {
    return this.options.seconds;
  }

  /** The latest of a model; undefined where there is none that can be used. */
  async load(model: number): Promise<Checkpoint | undefined> {
    const id = this.#id(model);
    const { bundles } = this.options;
    if ((await bundles.info(id)) === undefined) return undefined;
    this.#written.add(id);
    try {
      return decodeCheckpoint((await bundles.get(id, 'document')).content);
    } catch (error) {
      if (isUnusable(error)) return undefined;
      throw error;
    }
  }

  /** Writes one, unless an earlier one is still being written. */
  save(model: number, checkpoint: Checkpoint): void {
    if (!this.options.lease.isHeld) return;
    const id = this.#id(model);
    this.#written.add(id);
    this.#writing ??= this.#put(id, checkpoint).finally(() => (this.#writing = undefined));
  }

  /** Removes them all, once there is a result. */
  async clear(): Promise<void> {
    await this.#writing;
    await this.options.bundles.remove([...this.#written]);
  }

  /** A job without a checkpoint is as good, if it is not interrupted. */
  async #put(id: string, checkpoint: Checkpoint): Promise<void> {
    const { bundles, jobId, ttlSeconds } = this.options;
    const content = encodeCheckpoint(checkpoint);
    const name = `job ${jobId}, iteration ${checkpoint.iterations}`;
    const mediaType = 'application/msgpack';
    await bundles
      .put({ bundleType: 'document', name, mediaType, content }, { id, ttlSeconds })
      .catch(() => undefined);
  }

  #id(model: number): string {
    return `checkpoint_${this.options.jobId}_${model}`;
  }
}

/** Whether an error says that a checkpoint is damaged, or of something else. */
function isUnusable(error: unknown): boolean {
  return error instanceof GeominError && (error.code === 'CHECKPOINT' || error.code === 'BUNDLE');
}
