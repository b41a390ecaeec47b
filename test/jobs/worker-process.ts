import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEachFile } from '../after-file.js';
import { projectFile, scratchFolder } from '../e2e/run.js';

/** A `geomin worker` as a process of its own. */
export interface WorkerProcess {
  /** What it has logged. */
  readonly lines: readonly Record<string, unknown>[];
  /** Waits until it has logged a message. */
  said(message: string, about?: (line: Record<string, unknown>) => boolean): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Sends a signal that it outlives, to it alone or to the processes of its jobs too. */
  signal(signal: NodeJS.Signals, to: 'worker' | 'all'): void;
}

const running = new Set<ChildProcess>();

afterEachFile(() => {
  for (const child of running) process.kill(-child.pid!, 'SIGKILL');
});

/** Starts a worker; does not wait until it is ready. */
export function startWorker(
  url: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): WorkerProcess {
  const quick = ['--claim-after', '1', '--checkpoint-every', '0.2'];
  const child = spawn(
    process.execPath,
    [projectFile('dist/cli/main.js'), 'worker', '--redis', url, ...quick, ...args],
    {
      cwd: scratchFolder(),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'pipe'],
      // A group of its own, for signals to all of it.
      detached: true,
    },
  );
  running.add(child);
  const exit = once(child, 'exit').then(() => running.delete(child));
  const lines: Record<string, unknown>[] = [];
  let wake: () => void = () => undefined;
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const complete = (text + chunk).split('\n');
    text = complete.pop()!;
    // BullMQ has lines of its own for a Redis that is gone, which are no JSON.
    for (const line of complete)
      if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
    wake();
  });
  return {
    lines,
    said: async (message, about = () => true) => {
      while (!lines.some((line) => line.msg === message && about(line))) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    kill: async (signal) => {
      child.kill(signal);
      await exit;
    },
    signal: (signal, to) => void process.kill(to === 'all' ? -child.pid! : child.pid!, signal),
  };
}
