import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

/** A server that can be started. */
export interface RedisBinary {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

const CACHE = join(dirname(fileURLToPath(import.meta.url)), '../node_modules/.cache/geomin-redis');
/** On Debian and Ubuntu: redis-tools holds the server itself, the others what it may be linked to. */
const PACKAGES = ['redis-server', 'redis-tools'];
const LIBRARIES = [
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
  'libssl3',
  'libssl3t64',
  'libatomic1',
];

let found: RedisBinary | string | undefined;

/** The server to test with. Looked for once: GEOMIN_REDIS_SERVER, the PATH, then a package unpacked beside this one. */
export function findRedis(): RedisBinary {
  const binary = lookUp();
  if (typeof binary === 'string') throw new Error(binary);
  return binary;
}

/**
 * A suite that needs a Redis. Where there is none it is not run, and its name says why; on CI it fails.
 */
export function describeWithRedis(name: string, suite: () => void): void {
  const binary = lookUp();
  const isThere = typeof binary !== 'string';
  if (!isThere && process.env.CI) test(`${name} needs a Redis`, () => expectRedis(binary));
  else describe.runIf(isThere)(isThere ? name : `${name} (not run: ${binary})`, suite);
}

function expectRedis(reason: string): never {
  throw new Error(reason);
}

function lookUp(): RedisBinary | string {
  return (found ??= named() ?? onPath() ?? fromDebian());
}

function named(): RedisBinary | string | undefined {
  const path = process.env.GEOMIN_REDIS_SERVER;
  if (!path) return undefined;
  return runs(path, process.env)
    ? { path, env: process.env }
    : `GEOMIN_REDIS_SERVER names ${path}, which does not run`;
}

function onPath(): RedisBinary | undefined {
  const path = ['redis-server', 'valkey-server'].find((name) => runs(name, process.env));
  return path ? { path, env: process.env } : undefined;
}

function runs(path: string, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(path, ['--version'], { env, stdio: 'ignore' }).status === 0;
}

/** Fetches Debian's packages, which needs no root, and unpacks them into a folder that the next run finds. */
function fromDebian(): RedisBinary | string {
  const nowhere = 'no redis-server or valkey-server on the PATH, and GEOMIN_REDIS_SERVER names none';
  const cached = unpacked(CACHE);
  if (cached) return cached;
  const folder = `${CACHE}-${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    PACKAGES.forEach((name) => unpack(name, folder));
    // Each only as far as the distribution has it, and only where something is missing.
    LIBRARIES.forEach((name) => unpacked(folder) ?? unpackIfKnown(name, folder));
    if (!unpacked(folder)) return `${nowhere}; Debian's package does not run here`;
    // Another process may have been faster.
    if (!existsSync(CACHE)) execFileSync('mv', ['-T', folder, CACHE], { stdio: 'ignore' });
  } catch {
    return unpacked(CACHE) ? findRedis() : `${nowhere}; Debian's packages can't be had`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return unpacked(CACHE) ?? nowhere;
}

function unpackIfKnown(name: string, folder: string): void {
  try {
    unpack(name, folder);
  } catch {
    // Not of this release: what it would hold is elsewhere, or the server does not run and that is said.
  }
}

function unpack(name: string, folder: string): void {
  execFileSync('apt-get', ['download', name], { cwd: folder, stdio: 'ignore', timeout: 60_000 });
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    execFileSync('dpkg', ['-x', file, '.'], { cwd: folder, stdio: 'ignore' });
    rmSync(join(folder, file));
  }
}

function unpacked(folder: string): RedisBinary | undefined {
  const path = resolve(folder, 'usr/bin/redis-server');
  if (!existsSync(path)) return undefined;
  const env = { ...process.env, LD_LIBRARY_PATH: libraryFolders(resolve(folder, 'usr/lib')).join(':') };
  return runs(path, env) ? { path, env } : undefined;
}

function libraryFolders(lib: string): string[] {
  if (!existsSync(lib)) return [];
  const entries = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [lib, ...entries.map((entry) => join(lib, entry.name))];
}
