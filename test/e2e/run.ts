import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Path of a file of the project. */
export function projectFile(path: string): string {
  return join(root, path);
}

/** A new empty folder. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'geomin-'));
}

/** A file in a new folder of its own. */
export function scratchFile(name: string, content: string | Uint8Array): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** A copy of a reference model in a new folder. */
export function scratchModel(name: string): string {
  const path = join(scratchFolder(), basename(name));
  copyFileSync(projectFile(`test/reference/models/${name}`), path);
  return path;
}

/** `geomin …args` as a process of its own, with what it prints as bytes too. */
export function geomin(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome & { readonly bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
      cwd: scratchFolder(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const bytes = Buffer.concat(printed);
      resolve({ code, stdout: bytes.toString(), bytes, stderr });
    });
  });
}

/** `node minimize.js …args` as a process of its own. */
export function minimize(
  args: readonly string[],
  options: { cwd?: string; interruptAfter?: RegExp } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const cwd = options.cwd ?? scratchFolder();
    const child = spawn(process.execPath, [join(root, 'minimize.js'), ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (!interrupted && options.interruptAfter?.test(stderr) === true) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
