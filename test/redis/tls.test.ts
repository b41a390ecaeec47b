import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openRedis } from '../../src/redis/connection.js';
import type { RedisSettings } from '../../src/redis/settings.js';
import { waitUntilReady } from '../../src/redis/ready.js';
import { documentedAccess, urlFor } from '../access-lists.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';

/** Makes an authority, and a certificate that it signed, as PEM files. */
function makeAuthority(dir: string, name: string, altName: string) {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'pipe' });
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  const files = { ca: `${name}-ca.pem`, cert: `${name}.pem`, key: `${name}-key.pem` };
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${name}-ca-key.pem`,
    '-out',
    files.ca,
    '-subj',
    `/CN=${name} CA`,
  );
  openssl('req', ...newKey, '-keyout', files.key, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  writeFileSync(join(dir, 'ext'), `subjectAltName=${altName}`);
  const signer = ['-CA', files.ca, '-CAkey', `${name}-ca-key.pem`, '-CAcreateserial', '-extfile', 'ext'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-out', files.cert);
  const pem = (file: string) => readFileSync(join(dir, file), 'utf8');
  return { ca: pem(files.ca), cert: pem(files.cert), key: pem(files.key), caFile: join(dir, files.ca) };
}

describeWithRedis('a Redis that speaks TLS, with a certificate of an authority of its own', () => {
  const dir = mkdtempSync(join(tmpdir(), 'geomin-ca-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  let authority: ReturnType<typeof makeAuthority>;
  let server: TestRedis;
  beforeAll(async () => {
    authority = makeAuthority(dir, 'ours', 'IP:127.0.0.1');
    server = await startRedis({ tls: authority, acl: documentedAccess() });
  });

  const connect = async (settings: RedisSettings, timeoutMs = 5000) => {
    const client = openRedis(settings);
    onTestFinished(() => client.disconnect());
    await waitUntilReady(client, timeoutMs);
    return client;
  };

  test('lets a user with a password in, who can do what that user may', async () => {
    const client = await connect({ url: urlFor(server.url, 'geomin-client'), tls: { ca: authority.ca } });
    await client.xadd('geometry_requests', '*', 'request', '{}');
    await expect(client.flushall()).rejects.toThrow(/NOPERM/);
  });

  test('lets nobody in without the password', async () => {
    await expect(connect({ url: server.url, tls: { ca: authority.ca } })).rejects.toThrow(/NOAUTH/);
  });

  test('is not trusted by those who know another authority, or none', async () => {
    const { ca } = makeAuthority(dir, 'theirs', 'IP:127.0.0.1');
    const url = urlFor(server.url, 'geomin-client');
    await expect(connect({ url, tls: { ca } })).rejects.toMatchObject({ remedy: /authority/ });
    await expect(connect({ url })).rejects.toMatchObject({ remedy: /authority/ });
  });

  test('is not trusted under a name that is not in its certificate', async () => {
    const url = urlFor(server.url, 'geomin-client').replace('127.0.0.1', 'localhost');
    await expect(connect({ url, tls: { ca: authority.ca } })).rejects.toThrow(
      /does not match certificate's altnames/,
    );
  });

  test('is trusted by a process that NODE_EXTRA_CA_CERTS tells of the authority', async () => {
    const program = `
      import { Redis } from 'ioredis';
      const client = new Redis(process.argv[1], { retryStrategy: null });
      client.on('error', (error) => console.log(error.message));
      console.log(await client.ping().catch(() => 'no answer'));
      client.disconnect();`;
    const run = promisify(execFile);
    const ask = async (env: Record<string, string>) => {
      const words = ['--input-type=module', '-e', program, urlFor(server.url, 'geomin-client')];
      return (await run(process.execPath, words, { env: { ...process.env, ...env } })).stdout.trim();
    };
    expect(await ask({ NODE_EXTRA_CA_CERTS: authority.caFile })).toBe('PONG');
    expect(await ask({ NODE_EXTRA_CA_CERTS: '' })).toContain('certificate');
  });

  test('does not speak without TLS', async () => {
    const attempt = connect({ url: urlFor(server.url, 'geomin-client').replace('rediss', 'redis') }, 500);
    await expect(attempt).rejects.toMatchObject({ code: 'TRANSPORT' });
  });
});
