import { setTimeout as pause } from 'node:timers/promises';
import type { JobView } from './job-data.js';
import type { JobQueue } from './job-queue.js';

/** Milliseconds between two looks. */
const LOOK_EVERY = 200;
/** Jobs that are looked at: they are done in about the order of their submission, so that the first are enough. */
const WINDOW = 1000;

/**
 * Tells of jobs as they end, until all have.
 *
 * @param ids in the order of their submission
 * @param signal ends the waiting, not the jobs
 */
export async function* endedJobs(
  queue: JobQueue,
  ids: Iterable<string>,
  signal: AbortSignal,
): AsyncGenerator<JobView> {
  const waiting = new Set(ids);
  // While Redis is away an answer may be long in coming.
  const stop = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined)),
  );
  while (waiting.size > 0 && !signal.aborted) {
    const first: string[] = [];
    for (const id of waiting) if (first.push(id) === WINDOW) break;
    const ended = await Promise.race([queue.ended(first), stop]);
    if (ended === undefined) return;
    for (const [id, view] of ended) {
      waiting.delete(id);
      yield view;
    }
    if (ended.size === 0) await pause(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}
