import { once } from 'node:events';
import { serveBoard } from '../jobs/board.js';
import { onInterrupt } from './interrupt.js';
import { printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import { withJobs } from './with-jobs.js';

/** The whole of `geomin jobs board`: serves the page until a signal comes. */
export async function runBoard(
  options: RedisOptions & { readonly port: number; readonly host: string },
): Promise<void> {
  await withJobs(options, async ({ queue }) => {
    const { signal, dispose } = onInterrupt();
    const { host } = options;
    const board = await serveBoard(queue, options.port, host);
    try {
      printLines([`http://${host.includes(':') ? `[${host}]` : host}:${board.port}/`]);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await board.close();
      dispose();
    }
  });
}
