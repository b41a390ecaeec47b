import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mapOfModel } from '../../src/maps/model-map.js';
import { writeMap } from '../../src/maps/write-map.js';
import { readModel } from '../../src/model/read-model.js';
import { TERMS } from '../../src/restraints/restraints.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents } from './agent-process.js';
import { geomin, projectFile, scratchFolder } from './run.js';

interface Minimized {
  readonly terms: Record<string, number>;
  readonly iteration_history: { energy: number }[];
}

const ubiquitin = projectFile('data/models/1ubq.pdb');
const BONDED = TERMS.filter((term) => term !== 'nonbonded' && term !== 'map').join(',');
/** Streams of two specialists, as coordinators and minimizations name them. */
const BOTH = ['--specialist', 'bonded=bonded_requests', '--specialist', 'nonbonded=nonbonded_requests'];

describeWithRedis('specialists', () => {
  let redis: TestRedis;
  let env: NodeJS.ProcessEnv;
  const ending: (() => Promise<unknown>)[] = [];

  const start = async (...args: string[]) => {
    const agent = await startAgents(args, env);
    ending.push(async () => {
      agent.kill('SIGTERM');
      expect(await agent.ended()).toEqual({ code: 0, signal: null });
    });
  };
  const minimize = async (variables: NodeJS.ProcessEnv, ...args: string[]) => {
    const output = join(scratchFolder(), 'out.pdb');
    const method = ['--optimizer', 'lbfgs', '--max-iterations', '20', '--shake', '0.1', '--json', '--quiet'];
    const { code, stdout, stderr } = await geomin(['minimize', ubiquitin, '-o', output, ...method, ...args], {
      env: variables,
    });
    expect([code, stderr]).toEqual([0, '']);
    const { models } = JSON.parse(stdout) as { models: Minimized[] };
    return { ...models[0], written: readFileSync(output) };
  };
  const remotely = (...args: string[]) => minimize(env, ...args);
  const locally = (...args: string[]) => minimize({}, ...args);

  beforeAll(async () => {
    redis = await startRedis();
    env = { GEOMIN_REDIS_URL: redis.url };
    await Promise.all([
      start('--stream', 'bonded_requests', '--terms', BONDED),
      start('--stream', 'nonbonded_requests', '--terms', 'nonbonded'),
      start('--id', 'coordinator', ...BOTH),
    ]);
  });
  afterAll(async () => {
    for (const end of ending.splice(0)) await end();
  });

  it('give a minimization the energies that one agent gives, summed by a coordinator or by itself', async () => {
    const [alone, coordinated, summed] = [await locally(), await remotely(), await remotely(...BOTH)];
    expect(ratioOfStarts(coordinated, alone)).toBeCloseTo(1, 12);
    expect(summed.iteration_history).toEqual(coordinated.iteration_history);
    expect(summed.written).toEqual(coordinated.written);
  });

  it('count as much as their weights say', async () => {
    const once = await remotely('--max-iterations', '0');
    const weight = ['--weight', 'nonbonded=0.25'];
    await start('--stream', 'weighed_requests', ...BOTH, ...weight);
    for (const args of [
      ['--stream', 'weighed_requests'],
      [...BOTH, ...weight],
    ]) {
      const { terms } = await remotely('--max-iterations', '0', ...args);
      expect(terms).toEqual({ ...once.terms, nonbonded: 0.25 * once.terms.nonbonded });
    }
  });

  it('may be of somebody’s own, such as the example with a density map', async () => {
    const map = join(scratchFolder(), '1ubq.map');
    await writeMap(mapOfModel(await readModel(ubiquitin), { spacing: 0.7 }), map);
    const program = projectFile('examples/map-agent/map-agent.mjs');
    const agent = spawn(process.execPath, [program, map], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ending.push(async () => {
      const ended = once(agent, 'exit');
      agent.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });
    expect(String(await once(agent.stdout, 'data'))).toMatch(/^map_agent_\S+ reads map_requests\n$/);
    const weighed = [...BOTH, '--specialist', 'map=map_requests', '--weight', 'map=0.5'];
    await start('--stream', 'fitting_requests', ...weighed);
    const alone = await locally('--map', map, '--map-weight', '0.5');
    const coordinated = await remotely('--stream', 'fitting_requests');
    expect(alone.terms.map).toBeLessThan(-100);
    expect(ratioOfStarts(coordinated, alone)).toBeCloseTo(1, 12);
    expect((await remotely(...weighed)).written).toEqual(coordinated.written);
  });

  it.each([
    [['minimize', ubiquitin, ...BOTH], 1, '--specialist asks agents'],
    [['agent', '--weight', 'bonded=2'], 1, '--weight bonded: no specialist is called so'],
    [['agent', ...BOTH, '--weight', 'bonded=much'], 1, '--weight bonded: much is not a number'],
    [['agent', '--specialist', 'bonded'], 2, 'It must be NAME=VALUE.'],
    [['agent', ...BOTH, ...BOTH], 2, 'bonded was given before.'],
    [['agent', '--specialist', 'me=geometry_requests'], 1, 'which the coordinator itself answers'],
  ])('%j is refused', async (args, code, message) => {
    const variables = args[0] === 'agent' ? env : { GEOMIN_REDIS_URL: '' };
    expect(await geomin(args, { env: variables })).toMatchObject({
      code,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

function ratioOfStarts(a: Minimized, b: Minimized): number {
  return a.iteration_history[0].energy / b.iteration_history[0].energy;
}
