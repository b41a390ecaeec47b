import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEachFile } from '../after-file.js';
import { projectFile, scratchFolder } from './run.js';

/** `geomin agent …args` as a process of its own. */
export interface AgentProcess {
  /** What it logged so far, a JSON object for each line. */
  readonly lines: readonly Record<string, unknown>[];
  /** What it wrote to standard output so far: by itself, nothing. */
  printed(): string;
  kill(signal: NodeJS.Signals): void;
  /** Waits until it has ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const running = new Set<ChildProcess>();
afterEachFile(() => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts agents in one process and waits until they have started. What is left of it ends with the tests of the file.
 *
 * @param count of agents, as args say
 */
export async function startAgents(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  count = 1,
): Promise<AgentProcess> {
  const child = spawn(process.execPath, [projectFile('dist/cli/main.js'), 'agent', ...args], {
    cwd: scratchFolder(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exit = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const lines: Record<string, unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      const complete = (text + chunk).split('\n');
      text = complete.pop()!;
      for (const line of complete) lines.push(JSON.parse(line) as Record<string, unknown>);
      if (lines.filter(({ msg }) => msg === 'the agent has started').length === count) resolve();
    });
    void exit.then(({ code }) => reject(new Error(`the agent ended with ${code}: ${JSON.stringify(lines)}`)));
  });
  return { lines, printed: () => printed, kill: (signal) => child.kill(signal), ended: () => exit };
}
