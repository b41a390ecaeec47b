import type { BundleStore } from '../bundles/bundle-store.js';
import { readSource } from '../model/read-model.js';
import { setTimeout as pause } from 'node:timers/promises';
import { keepList, keepModel, keepSettings, type ListedFile } from './job-bundles.js';
import { jobIdOf, summaryIdOf, type JobView } from './job-data.js';
import { faultOf, type JobFault } from './job-fault.js';
import type { JobQueue, NewJob, SubmitOptions } from './job-queue.js';
import type { JobSettings } from './job-settings.js';

/** What became of a file that was to be submitted. */
export type Submitted = { readonly id: string } | { readonly fault: JobFault };

/** Files that are read and stored at the same time: in one, most of it would be waiting, for the disk and for Redis. */
const FILES_AT_ONCE = 8;

/** Milliseconds between two looks whether a summary is being made. */
const LOOK_EVERY = 100;

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

  /**
   * Has a worker make the table of a batch once all its jobs have ended; anew where it was made before, since jobs may have
   * been begun anew.
   *
   * @param name of the table
   * @returns the id of the job that does it
   */
  async summarize(name: string, files: readonly ListedFile[]): Promise<string> {
    const { keep, priority, attempts } = this.options;
    const jobs = await keepList(this.bundles, files, keep);
    const id = summaryIdOf(name, jobs);
    // It is done in no time where its jobs have ended, and put off at once where they have not: so it need not wait its turn.
    await this.queue.submit([{ id, data: { name, jobs, keep } }], { priority: priority + 1, attempts });
    // One that is being made may have seen the jobs before.
    while ((await this.queue.get(id)).state === 'in progress') await pause(LOOK_EVERY);
    await this.queue.again(id);
    return id;
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
