// Compiles src/ into an empty dist/, and joins the files of the command. Without a TypeScript compiler an existing dist/ is
// kept, and a missing one is an error that says what to do.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle-command.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const compiler = findCompiler();

if (compiler !== undefined) {
  rmSync(dist, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) await bundleCommand(dist);
  process.exitCode = status ?? 1;
} else if (!existsSync(dist)) {
  console.error(
    'geomin: building it needs TypeScript. Run `npm ci` with development packages; `npm prune --omit=dev` drops them.',
  );
  process.exitCode = 1;
}

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
}
