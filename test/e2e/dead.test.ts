import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import { deadLetterFields } from '../../src/transport/dead-letter.js';
import type { OutgoingFields } from '../../src/transport/entry.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents } from './agent-process.js';
import { geomin } from './run.js';

describeWithRedis('geomin dead', () => {
  let redis: TestRedis;
  let client: Redis;
  let transport: RedisTransport;
  const dead = (...args: string[]) => geomin(['dead', ...args], { env: { GEOMIN_REDIS_URL: redis.url } });

  /** Puts a dead letter there as agents do; gives its id. */
  function bury(stream: string, fields: OutgoingFields): Promise<string> {
    const bytes = Object.entries(fields).map(
      ([name, value]) => [name, Buffer.from(value as string)] as const,
    );
    const delivery = { id: '1-0', stream, fields: new Map(bytes), deliveries: 5 };
    return transport.send(`${stream}_dead`, deadLetterFields(delivery, 'it is \x1b[1mbroken'));
  }

  beforeAll(async () => {
    redis = await startRedis();
    client = new Redis({ port: redis.port, protocol: 2, disableClientInfo: true });
    transport = await RedisTransport.connect({ url: redis.url });
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client.disconnect();
    await transport.close();
  });

  it('lists and shows what agents gave up', async () => {
    expect(await dead('list')).toMatchObject({ code: 0, stdout: 'no dead letters\n', stderr: '' });
    const agent = await startAgents([], { GEOMIN_REDIS_URL: redis.url });
    await transport.send('geometry_requests', { request: 'no JSON', raw: Buffer.of(0xff, 0xfe) });
    while ((await transport.streamState('geometry_requests_dead')) === undefined);
    agent.kill('SIGTERM');
    await agent.ended();
    const [letter] = JSON.parse((await dead('list', '--json')).stdout) as Record<string, string>[];
    expect(letter).toMatchObject({
      stream: 'geometry_requests',
      deliveries: '1',
      reason: expect.any(String) as string,
    });
    expect(new Date(letter.buried_at).getTime()).toBeGreaterThan(Date.now() - 60_000);
    const shown = await dead('show', letter.id);
    expect(shown.stdout).toMatch(/^request {2}no JSON$/m);
    expect(shown.stdout).toMatch(/^raw {2}\(2 bytes\)$/m);
    expect(shown.stdout).toMatch(/^original_stream {2}geometry_requests$/m);
    const { raw } = JSON.parse((await dead('show', letter.id, '--json')).stdout) as { raw: string };
    expect(raw).toBe('(2 bytes)');
  });

  it('lists all lanes, without what would command a terminal', async () => {
    for (let i = 0; i < 120; i++) await bury('geometry_requests:low', { request: String(i) });
    const high = await bury('geometry_requests:high', { request: 'urgent' });
    const { stdout } = await dead('list');
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(123);
    expect(lines[1]).toMatch(
      new RegExp(`^${high} +geometry_requests:high +20\\S+Z +5 +it is \ufffd\\[1mbroken$`),
    );
  });

  it('puts back what an entry was, and takes the letter away', async () => {
    const fields = { request: '{"request_id":"r"}', timestamp: '1', coordinates: Buffer.of(0xff, 0, 1) };
    const id = await bury('geometry_requests:low', fields);
    const { code, stdout, stderr } = await dead('replay', id);
    expect([code, stderr]).toEqual([0, '']);
    const [entry] = await transport.entries('geometry_requests:low');
    expect(stdout).toBe(`replayed ${id} as ${entry.id} of geometry_requests:low\n`);
    expect(Object.fromEntries(entry.fields)).toEqual({
      request: Buffer.from(fields.request),
      timestamp: Buffer.from('1'),
      coordinates: fields.coordinates,
    });
    expect((await dead('list')).stdout).toBe('no dead letters\n');
  });

  it('replays all but those that were cut, and says that signatures grow old', async () => {
    const cut = await bury('geometry_requests', { request: 'x'.repeat(70_000) });
    const signed = await bury('geometry_requests', { request: '{}', signature: 'abc' });
    const { code, stdout, stderr } = await dead('replay', '--all');
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^replayed ${signed} as [0-9-]+ of geometry_requests\n$`));
    expect(stderr).toContain(`geomin: ${cut}: fields of it were cut: ["request"]\n`);
    expect(stderr).toContain(`note: ${signed} is signed: agents with a key refuse it as stale`);
    expect(await transport.entries('geometry_requests')).toHaveLength(1);
    expect(await transport.entries('geometry_requests_dead')).toMatchObject([{ id: cut }]);
  });

  it('drops those named, or all', async () => {
    const ids = [await bury('geometry_requests', {}), await bury('geometry_requests:low', {})];
    const third = await bury('geometry_requests', {});
    const names = [`geometry_requests/${ids[0]}`, `geometry_requests:low/${ids[1]}`];
    expect(await dead('drop', ...names)).toMatchObject({
      code: 0,
      stdout: `dropped ${ids[0]}\ndropped ${ids[1]}\n`,
    });
    expect(await dead('drop', '--all')).toMatchObject({ code: 0, stdout: `dropped ${third}\n` });
    expect(await dead('drop', '--all')).toMatchObject({ code: 0, stdout: '' });
  });

  it('asks which one is meant where two lanes have the same id', async () => {
    // As entries have that two agents bury in the same millisecond.
    for (const lane of ['geometry_requests', 'geometry_requests:low']) {
      await client.xadd(`${lane}_dead`, '5-0', 'request', lane, 'original_stream', lane);
    }
    const vague = await dead('drop', '5-0');
    expect(vague).toMatchObject({ code: 1, stdout: '' });
    expect(vague.stderr).toContain('there are 2 dead letters 5-0');
    expect(vague.stderr).toContain('Say which: geometry_requests/5-0 or geometry_requests:low/5-0.');
    expect((await dead('show', 'geometry_requests:low/5-0')).stdout).toMatch(
      /^request {2}geometry_requests:low$/m,
    );
    expect(await dead('drop', 'geometry_requests:low/5-0')).toMatchObject({ code: 0 });
    expect(await dead('drop', '5-0', 'geometry_requests/5-0')).toMatchObject({
      code: 0,
      stdout: 'dropped 5-0\n',
    });
  });

  it('keeps to its prefix and stream', async () => {
    const id = await bury('mine:questions', { request: 'q' });
    expect((await dead('list')).stdout).toBe('no dead letters\n');
    const own = ['--redis-prefix', 'mine:', '--stream', 'questions'];
    expect((await dead('list', ...own)).stdout).toContain(id);
    expect(await dead('replay', '--all', ...own)).toMatchObject({ code: 0 });
    expect(await transport.entries('mine:questions')).toHaveLength(1);
  });

  it('says what is in the way, and does nothing then', async () => {
    const id = await bury('geometry_requests', {});
    const missing = await dead('drop', id, '5-5');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('there is no dead letter 5-5');
    for (const args of [['drop'], ['replay'], ['drop', id, '--all'], ['show', '5-5']]) {
      expect(await dead(...args)).toMatchObject({ code: 1, stdout: '' });
    }
    expect((await dead('show')).code).toBe(2);
    expect(await transport.entries('geometry_requests_dead')).toHaveLength(1);
  });
});
