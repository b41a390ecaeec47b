import type { BundleStore } from '../bundles/bundle-store.js';
import { readSource } from '../model/read-model.js';
import { keepModel, keepSettings } from './job-bundles.js';
import { jobIdOf, type JobView } from './job-data.js';
import { faultOf, type JobFault } from './job-fault.js';
import type { JobQueue, NewJob, SubmitOptions } from './job-queue.js';
import type { JobSettings } from './job-settings.js';

/** What became of a file that was to be submitted. */
export type Submitted = { readonly id: string } | { readonly fault: JobFault };

/** Files that are read and stored at the same time: in one, most of it would be waiting, for the disk and for Redis. */
const FILES_AT_ONCE = 8;

/** Submits files as jobs. Whatever was submitted before is found again: the same file and settings are the same job. */
export class Submitter {
  #settingsBundle: Promise<string> | undefined;

  /** @param keep how long what is stored for jobs and by them is kept, s */
  constructor(
    private readonly queue: JobQueue,
    private readonly bundles: BundleStore,
    private readonly settings: JobSettings,
    private readonly options: SubmitOptions & { readonly keep: number },
  ) {}

  /**
   * Stores files, a few at the same time, and submits them together. What had failed, was abandoned, or has lost its result
   * is done anew.
   *
   * @returns for each path in turn
   */
  async submit(paths: readonly string[]): Promise<Submitted[]> {
    const submitted: Submitted[] = [];
    const jobs = new Map<string, NewJob>();
    for (let begin = 0; begin < paths.length; begin += FILES_AT_ONCE) {
      const some = paths.slice(begin, begin + FILES_AT_ONCE);
      for (const stored of await Promise.all(some.map((path) => this.#stored(path)))) {
        if ('id' in stored && !jobs.has(stored.id)) jobs.set(stored.id, stored);
        submitted.push('id' in stored ? { id: stored.id } : stored);
      }
    }
    await this.#renew([...jobs.keys()]);
    await this.queue.submit([...jobs.values()], this.options);
    return submitted;
  }

  async #stored(path: string): Promise<NewJob | { readonly fault: JobFault }> {
    const { keep } = this.options;
    try {
      const source = await readSource(path);
      this.#settingsBundle ??= keepSettings(this.bundles, this.settings, keep);
      const settings = await this.#settingsBundle;
      const model = await keepModel(this.bundles, source, keep);
      const data = { name: path, model, settings, model_number: this.settings.model, keep };
      return { id: jobIdOf(model, settings), data };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }

  async #renew(ids: readonly string[]): Promise<void> {
    for (const view of (await this.queue.ended(ids)).values()) {
      if (await this.#isGood(view)) continue;
      await this.queue.again(view.id);
    }
  }

  async #isGood({ state, result }: JobView): Promise<boolean> {
    if (state !== 'completed' || result === undefined) return false;
    return (await this.bundles.renew([result.result], this.options.keep)) > 0;
  }
}
