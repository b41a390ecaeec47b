import { expect, it } from 'vitest';
import type { AgentState } from '../../src/agents/heartbeat.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { readModel } from '../../src/model/read-model.js';
import { describeWithRedis, freePort } from '../redis.js';
import { startAgents } from './agent-process.js';
import { OwnRedis } from './own-redis.js';
import { geomin, projectFile } from './run.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
/** Each test starts three processes or more, which takes long on a busy machine. */
const UNHURRIED = { timeout: 180_000 };

describeWithRedis('geomin agent --instances', () => {
  const redis = new OwnRedis();

  const startPool = (...args: string[]) =>
    startAgents(
      ['--instances', '2', '--id', 'blue', '--claim-after', '0.5', '--health-check-interval', '0.2', ...args],
      redis.env,
      2,
    );
  const states = async () => {
    const announced = [...(await redis.transport.registry.announced()).values()];
    return announced.map((text) => JSON.parse(text) as AgentState);
  };
  const pids = async () => (await states()).map(({ pid }) => pid);
  const openTarget = async (path: string) => {
    const model = await readModel(projectFile(path));
    const macromolecule = macromoleculeBundle(model, { unknown: 'free' });
    return {
      model,
      target: await RemoteTarget.open({ transport: redis.transport, macromolecule, timeoutSeconds: 60 }),
    };
  };
  const pending = async () => (await redis.transport.streamState('geometry_requests'))?.groups[0]?.pending;

  it(
    'answers everything though an agent is killed, and starts another in its place',
    { timeout: 180_000 },
    async () => {
      const pool = await startPool('--metrics-port', '0');
      const before = new Map((await states()).map(({ agent_id, pid }) => [agent_id, pid]));
      const { model, target } = await openTarget('data/models/1ubq.pdb');
      const { energy } = await target.evaluate(model.sitesCart);
      const evaluations = Array.from({ length: 8 }, async () => {
        const energies = new Set<number>();
        for (let i = 0; i < 30; i++) energies.add((await target.evaluate(model.sitesCart)).energy);
        return [...energies];
      });
      await expect.poll(pending, PATIENCE).toBeGreaterThan(0);
      process.kill(before.get('blue-1')!, 'SIGKILL');
      expect(await Promise.all(evaluations)).toEqual(evaluations.map(() => [energy]));
      const back = async () => (await states()).find(({ agent_id }) => agent_id === 'blue-1');
      await expect.poll(async () => (await back())?.restarts, PATIENCE).toBe(1);
      expect((await back())!.pid).not.toBe(before.get('blue-1'));

      const status = (...args: string[]) => geomin(['status', ...args], { env: redis.env });
      expect((await status()).stdout).toMatch(
        /^pool {2,}agents .*restarts\nblue {2,}2 {2,}0 {2,}\d+ {2,}0 {2,}1$/m,
      );
      const { pools } = JSON.parse((await status('--json')).stdout) as { pools: object[] };
      expect(pools).toMatchObject([{ pool: 'blue', agents: 2, in_hand: 0, requests_failed: 0, restarts: 1 }]);

      const { port } = pool.lines.find(({ msg }) => msg === 'metrics are served') as { port: number };
      const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(figures).toMatch(/^geomin_restarts_total\{agent_id="blue-1"\} 1$/m);
      expect(figures).toMatch(/^geomin_request_seconds_count\{agent_id="blue-2"\} \d+$/m);
      expect(figures).toMatch(/^geomin_resident_memory_bytes\{agent_id="blue-1"\} \d+$/m);
      expect(figures).toMatch(/^geomin_stream_lag\{stream="geometry_requests"\} 0$/m);
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
      target.close();
      pool.kill('SIGTERM');
      expect(await pool.ended()).toEqual({ code: 0, signal: null });
    },
  );

  it(
    'answers what it has in hand when it is told to end, as are all processes of a terminal',
    UNHURRIED,
    async () => {
      const pool = await startPool();
      const { model, target } = await openTarget('test/reference/models/2hhb.ent.gz');
      const evaluation = target.evaluate(model.sitesCart);
      await expect.poll(pending, { ...PATIENCE, interval: 1 }).toBe(1);
      for (const pid of await pids()) process.kill(pid, 'SIGINT');
      pool.kill('SIGINT');
      expect((await evaluation).energy).toBeGreaterThan(0);
      expect(await pool.ended()).toEqual({ code: 0, signal: null });
      const state = await redis.transport.streamState('geometry_requests');
      expect(state!.groups).toMatchObject([{ lag: 0, pending: 0, members: [] }]);
      expect(await states()).toEqual([]);
      expect(pool.lines.filter(({ msg }) => msg === 'the agent has stopped')).toHaveLength(2);
      target.close();
    },
  );

  it('ends at once at the second signal, with all its processes', UNHURRIED, async () => {
    const pool = await startPool();
    const living = await pids();
    await redis.server.stop();
    pool.kill('SIGTERM');
    const draining = () => pool.lines.filter(({ msg }) => msg === 'the agent is draining').length;
    await expect.poll(draining, PATIENCE).toBe(2);
    pool.kill('SIGTERM');
    expect(await pool.ended()).toEqual({ code: null, signal: 'SIGTERM' });
    await expect.poll(() => living.filter(isAlive), PATIENCE).toEqual([]);
    await redis.server.restart();
  });

  it('leaves no process behind where it is killed', UNHURRIED, async () => {
    const pool = await startPool();
    const living = await pids();
    pool.kill('SIGKILL');
    await expect.poll(() => living.filter(isAlive), PATIENCE).toEqual([]);
    expect(await states()).toEqual([]);
  });

  it('says what keeps it from starting', UNHURRIED, async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    const twice = ['agent', '--instances', '2'];
    const unreachable = await geomin([...twice, '--redis', nowhere, '--connect-timeout', '0.5']);
    expect(unreachable).toMatchObject({ code: 1, stdout: '' });
    expect(unreachable.stderr).toContain(`geomin: ${nowhere}: no connection within 0.5 s`);
    const weighty = await geomin([...twice, '--weight', 'nobody=2'], { env: redis.env });
    expect(weighty.code).toBe(1);
    expect(weighty.stderr).toMatch(/^geomin: --weight nobody: no specialist is called so$/m);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
