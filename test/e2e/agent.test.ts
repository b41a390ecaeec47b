import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { readModel } from '../../src/model/read-model.js';
import { describeWithRedis, freePort } from '../redis.js';
import { startAgents } from './agent-process.js';
import { OwnRedis } from './own-redis.js';
import { geomin, projectFile, scratchFolder } from './run.js';

describeWithRedis('geomin agent', () => {
  const redis = new OwnRedis();

  it('answers what it has in hand when it is told to end, and leaves', async () => {
    const agent = await startAgents(['--id', 'blue'], redis.env);
    const model = await readModel(projectFile('test/reference/models/2hhb.ent.gz'));
    const macromolecule = macromoleculeBundle(model, { unknown: 'free' });
    const target = await RemoteTarget.open({ transport: redis.transport, macromolecule, retries: 0 });
    const evaluation = target.evaluate(model.sitesCart);
    const inHand = async () => (await redis.transport.streamState('geometry_requests'))?.groups[0]?.pending;
    while ((await inHand()) !== 1) await pause(1);
    agent.kill('SIGTERM');
    expect((await evaluation).energy).toBeGreaterThan(0);
    expect(await agent.ended()).toEqual({ code: 0, signal: null });
    const draining = agent.lines.find(({ msg }) => msg === 'the agent is draining');
    expect(draining).toMatchObject({ agent_id: 'blue', in_hand: 1 });
    const state = await redis.transport.streamState('geometry_requests');
    expect(state!.groups).toMatchObject([{ name: 'geometry_agents', lag: 0, pending: 0, members: [] }]);
    expect(await redis.transport.registry.announced()).toEqual(new Map());
    target.close();
  });

  it('ends at once at the second signal', async () => {
    const agent = await startAgents([], redis.env);
    await redis.server.stop();
    agent.kill('SIGINT');
    await pause(300);
    agent.kill('SIGINT');
    expect(await agent.ended()).toEqual({ code: null, signal: 'SIGINT' });
    await redis.server.restart();
  });

  it('runs several, with all that the environment says', async () => {
    const keyFile = join(scratchFolder(), 'key');
    writeFileSync(keyFile, 'a key of sixteen bytes or more\n', { mode: 0o600 });
    const more = {
      GEOMIN_AGENT_ID: 'green',
      GEOMIN_AGENT_INSTANCES: '2',
      GEOMIN_AGENT_GROUP: 'others',
      GEOMIN_AGENT_CACHE_BYTES: '512M',
      GEOMIN_AGENT_METRICS_PORT: '0',
      GEOMIN_STREAM: 'questions',
      GEOMIN_KEY_FILE: keyFile,
    };
    const agents = await startAgents([], { ...redis.env, ...more }, 2);
    expect([...(await redis.transport.registry.announced()).keys()].sort()).toEqual(['green-1', 'green-2']);
    const state = await redis.transport.streamState('questions');
    expect(state!.groups.map(({ name }) => name)).toEqual(['others']);

    const { port } = agents.lines.find(({ msg }) => msg === 'metrics are served') as { port: number };
    const healthy = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([healthy.status, await healthy.text()]).toEqual([200, 'well\n']);
    await redis.transport.send('questions', {
      request: JSON.stringify({ request_id: 'unsigned' }),
      timestamp: '0',
    });
    const figures = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const refused = /^geomin_signatures_refused_total\{fault="unsigned",agent_id="green-[12]"\} 1$/m;
    while (!refused.test(await figures())) await pause(10);
    expect(await figures()).toMatch(/^geomin_stream_lag\{stream="questions"\} 0$/m);
    agents.kill('SIGTERM');
    expect(await agents.ended()).toEqual({ code: 0, signal: null });
  });

  it('says what keeps it from starting', async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    const unreachable = await geomin(['agent', '--redis', nowhere, '--connect-timeout', '0.5']);
    expect(unreachable).toMatchObject({ code: 1, stdout: '' });
    expect(unreachable.stderr).toContain(`geomin: ${nowhere}: no connection within 0.5 s`);
    const keyless = await geomin(['agent', '--key-file', 'no-such-key'], { env: redis.env });
    expect(keyless).toMatchObject({ code: 1, stderr: expect.stringContaining('no-such-key') as string });
    const short = await geomin(['agent'], { env: { ...redis.env, GEOMIN_KEY: 'short' } });
    expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('5 bytes') as string });
    for (const wrong of [
      ['--cache-bytes', 'much'],
      ['--permissions', 'geometry_calculation,all'],
      ['--instances', '0'],
      ['--metrics-port', '65536'],
    ]) {
      expect((await geomin(['agent', ...wrong], { env: redis.env })).code).toBe(2);
    }
  });
});
