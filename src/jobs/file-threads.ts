import { Piscina } from 'piscina';
import { GeominError } from '../errors.js';
import type { FileResult, FileTask, ThreadSettings } from './file-thread.js';
import { errorOf } from './job-fault.js';
import type { JobSettings } from './job-settings.js';
import type { ModelReport } from './model-report.js';
import { optimizeLate } from '../v8-settings.js';

// Tests run the sources, but a thread can only load what is compiled.
const thread = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/jobs/file-thread.js' : './file-thread.js',
  import.meta.url,
);

/** Minimizes files on threads of this process, a file to a thread. */
export class FileThreads {
  readonly #pool: Piscina<FileTask, FileResult>;
  readonly #stop = new SharedArrayBuffer(1);

  constructor(settings: JobSettings, threads: number) {
    optimizeLate();
    const workerData: ThreadSettings = { settings, stop: this.#stop };
    this.#pool = new Piscina({
      filename: thread.href,
      minThreads: threads,
      maxThreads: threads,
      // A thread that polls for its next task by Atomics would keep its core from all others.
      atomics: 'disabled',
      workerData,
    });
  }

  /**
   * Minimizes a file and writes the result.
   *
   * @throws GeominError what is wrong with the file, or `JOB` where its thread died of it
   */
  async run(task: FileTask): Promise<readonly ModelReport[]> {
    const result = await this.#pool.run(task).catch((cause: unknown) => {
      throw deadThread(task, cause);
    });
    if ('fault' in result) throw errorOf(result.fault);
    return result.models;
  }

  /** Has what is being minimized end at the next iteration, with the best sites so far. */
  stop(): void {
    Atomics.store(new Uint8Array(this.#stop), 0, 1);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function deadThread({ input }: FileTask, cause: unknown): GeominError {
  const what = `${input}: its thread died: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new GeominError('JOB', what, 'Minimize it alone; the others are done without it.', { cause });
}
