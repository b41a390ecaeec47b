import { setTimeout as pause } from 'node:timers/promises';
import { deploymentStatus, type Deployment } from './deployment-status.js';
import { onInterrupt } from './interrupt.js';
import { withTransport } from './open-transport.js';
import { printJson, printLines } from './printable.js';
import type { RedisOptions } from './redis-options.js';
import { statusJson, statusLines } from './status-report.js';
import type { StreamOption } from './stream-option.js';
import { Throughput } from './throughput.js';
import { withJobs } from './with-jobs.js';

/** What the command line asks about a deployment. */
export interface StatusOptions extends RedisOptions, StreamOption {
  /** Seconds between two looks; absent for one look. */
  readonly watch?: number;
  readonly json?: boolean;
}

/** Moves a terminal's cursor to its corner and clears what is below. */
const CLEAR = '\x1b[H\x1b[J';

/** The whole of `geomin status`: one look, or one after the other until Ctrl-C. */
export function runStatus(options: StatusOptions): Promise<void> {
  return withTransport(options, (transport) =>
    withJobs(
      options,
      ({ queue }) =>
        options.watch === undefined
          ? look({ transport, queue }, options, new Throughput())
          : watch({ transport, queue }, options, options.watch),
      'look',
    ),
  );
}

async function watch(deployment: Deployment, options: StatusOptions, seconds: number): Promise<void> {
  const throughput = new Throughput();
  const { signal, dispose } = onInterrupt();
  let isRead = true;
  // Whoever read it, such as `head`, has gone.
  process.stdout.once('error', () => (isRead = false));
  try {
    while (!signal.aborted && isRead) {
      await look(deployment, options, throughput);
      await pause(1000 * seconds, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    dispose();
  }
}

async function look(deployment: Deployment, options: StatusOptions, throughput: Throughput): Promise<void> {
  const status = await deploymentStatus(deployment, options.stream);
  const rate = throughput.look(status.agents);
  if (options.json === true) {
    const json = statusJson(status, rate);
    if (options.watch === undefined) printJson(json);
    else printLines([JSON.stringify(json)]);
    return;
  }
  if (options.watch !== undefined && process.stdout.isTTY) process.stdout.write(CLEAR);
  printLines([...statusLines(status, rate), ...(options.watch === undefined ? [] : [''])]);
}
