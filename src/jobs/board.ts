import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import express from 'express';
import { GeominError } from '../errors.js';
import type { JobQueue } from './job-queue.js';

/** A page that shows jobs to people. */
export interface Board {
  /** Where it is served. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a page about the jobs of a queue. Whoever reaches it can remove and retry jobs: it has no password.
 *
 * @param port 0 takes any that is free
 * @throws GeominError `ARGUMENT` where the port cannot be had
 */
export async function serveBoard(queue: JobQueue, port: number, host: string): Promise<Board> {
  const pages = new ExpressAdapter();
  createBullBoard({ queues: [new BullMQAdapter(queue.queue)], serverAdapter: pages });
  const server = express()
    .use('/', pages.getRouter() as express.Router)
    .listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const what = `the page cannot be served on ${host}, port ${port}: ${(cause as Error).message}`;
    throw new GeominError('ARGUMENT', what, 'Give another --port.', { cause });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
