import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEachFile } from './after-file.js';
import { findRedis } from './find-redis.js';

export { describeWithRedis } from './find-redis.js';

/** What a server of a test is to be like; by default one without a password that keeps nothing on disk. */
export interface ServerOptions {
  /** Keeps every command in a file, so that a killed server has it all when it is back. */
  readonly appendOnly?: boolean;
  readonly password?: string;
  /** Lines of an ACL file. */
  readonly acl?: readonly string[];
  /** PEM texts of the server; then it speaks nothing but TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Further settings, as in redis.conf. */
  readonly config?: Readonly<Record<string, string>>;
}

/** A Redis of a test's own on a port of the loopback interface. */
export interface TestRedis {
  /** Without a password. */
  readonly url: string;
  readonly port: number;
  /** Where its data are. */
  readonly dir: string;
  /** Ends it in good order; its data stay until the test ends. */
  stop(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on its data, after `stop` or `kill`. */
  restart(): Promise<void>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** Ends all servers and removes their data; also done when the tests of a file are over, and when their process ends. */
function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
  folders.clear();
}
process.on('exit', endAll);

/** Starts a server and waits until it answers. Call it in `beforeAll` or in a test; it ends with the file's tests. */
export async function startRedis(options: ServerOptions = {}): Promise<TestRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'geomin-redis-'));
  folders.add(dir);
  const port = await freePort();
  const config = join(dir, 'redis.conf');
  writeFileSync(config, configuration(options, port, dir), { mode: 0o600 });
  let child = await launch(config, port, options);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url: `${options.tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    port,
    dir,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      child = await launch(config, port, options);
    },
  };
}

afterEachFile(async () => {
  const ended = [...running].map((child) => once(child, 'exit'));
  endAll();
  await Promise.all(ended);
});

function configuration(options: ServerOptions, port: number, dir: string): string {
  const lines: Record<string, string> = {
    bind: '127.0.0.1',
    port: options.tls ? '0' : String(port),
    dir,
    save: '""',
    daemonize: 'no',
    ...(options.appendOnly && { appendonly: 'yes', appendfsync: 'always' }),
    ...(options.password && { requirepass: options.password }),
    ...(options.acl && { aclfile: written(dir, 'users.acl', options.acl.join('\n') + '\n') }),
    ...(options.tls && {
      'tls-port': String(port),
      'tls-auth-clients': 'no',
      'tls-ca-cert-file': written(dir, 'ca.pem', options.tls.ca),
      'tls-cert-file': written(dir, 'cert.pem', options.tls.cert),
      'tls-key-file': written(dir, 'key.pem', options.tls.key),
    }),
    ...options.config,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

function written(dir: string, name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function launch(config: string, port: number, options: ServerOptions): Promise<ChildProcess> {
  const binary = findRedis();
  const child = spawn(binary.path, [config], { env: binary.env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  }
  try {
    await answering(child, port, options);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the Redis of a test does not start:\n${said}`, { cause: error });
  }
  return child;
}

/** Waits until the server has its data; that it wants a password is an answer too. */
async function answering(child: ChildProcess, port: number, { tls }: ServerOptions): Promise<void> {
  const probe = new Redis({
    host: '127.0.0.1',
    port,
    protocol: 2,
    ...(tls && { tls: { ca: tls.ca } }),
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 10,
  });
  probe.on('error', () => undefined);
  try {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const answer = await Promise.race([
        probe.ping().catch((error: Error) => error.message),
        new Promise<string>((resolve) => setTimeout(resolve, 500, 'silent')),
      ]);
      if (answer === 'PONG' || /^NO(AUTH|PERM)/.test(answer)) return;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('no answer within 20 s');
  } finally {
    probe.disconnect();
  }
}

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
