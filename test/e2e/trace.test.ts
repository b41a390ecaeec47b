import { beforeAll, expect, it } from 'vitest';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents } from './agent-process.js';
import { geomin, projectFile } from './run.js';

interface Node {
  readonly stream: string;
  readonly events: { event: string; at: number; by: string }[];
  readonly follow_ups: Node[];
}

describeWithRedis('geomin trace', () => {
  let redis: TestRedis;
  let env: NodeJS.ProcessEnv;
  const trace = (...args: string[]) => geomin(['trace', ...args], { env });

  beforeAll(async () => {
    redis = await startRedis();
    env = { GEOMIN_REDIS_URL: redis.url };
  });

  it('says how to have anything recorded', async () => {
    const none = await trace();
    expect([none.code, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toContain('no message was recorded\n');
    expect(none.stderr).toContain('--trace or with GEOMIN_TRACE=1');
    expect((await trace('client_1.1')).stderr).toContain('no message of the id client_1.1 was recorded');
  });

  it(
    'shows which way a request went through coordinator and specialists, and when',
    { timeout: 180_000 },
    async () => {
      const specialist = (name: string, terms: string) =>
        startAgents(['--id', name, '--stream', `${name}_requests`, '--terms', terms], {
          ...env,
          GEOMIN_TRACE: '1',
        });
      const asks = ['bonded', 'nonbonded'].flatMap((name) => ['--specialist', `${name}=${name}_requests`]);
      const agents = await Promise.all([
        specialist('bonded', 'bond,angle,dihedral,chirality,planarity,parallelity,position'),
        specialist('nonbonded', 'nonbonded'),
        startAgents(['--id', 'coordinator', ...asks, '--trace', '--specialist-timeout', '60'], env),
      ]);
      const model = projectFile('data/models/1ubq.pdb');
      const run = [
        'minimize',
        model,
        '--trace',
        '--max-iterations',
        '2',
        '--optimizer',
        'lbfgs',
        '--timeout',
        '120',
      ];
      expect((await geomin(run, { env })).code).toBe(0);
      for (const agent of agents) agent.kill('SIGTERM');
      for (const agent of agents) expect(await agent.ended()).toEqual({ code: 0, signal: null });

      const list = (await trace()).stdout.trimEnd().split('\n');
      expect(list[0]).toMatch(/^sent +id +stream +took +outcome$/);
      const rows = list.slice(1).map((row) => row.split(/ {2,}/));
      expect(rows.map(([, , stream, , outcome]) => `${stream} ${outcome}`)).toEqual(
        rows.map(() => 'geometry_requests answered'),
      );
      const [, id] = rows[0];
      const tree = (await trace(id)).stdout.replace(/client_[\w-]+/g, 'client');
      expect(tree).toMatch(/^ +0\.00 {2}request client\.1\.1 to geometry_requests, \d+\.\d\d ms$/m);
      expect(tree).toMatch(/^ +\d+\.\d\d {2}├─ taken by coordinator$/m);
      expect(tree).toMatch(/^ +\d+\.\d\d {2}│ {2}├─ taken by nonbonded$/m);
      expect(tree.trimEnd().split('\n')).toHaveLength(15);
      const [node] = JSON.parse((await trace(id, '--json')).stdout) as Node[];
      expect(node.follow_ups.map(({ stream }) => stream).sort()).toEqual([
        'bonded_requests',
        'nonbonded_requests',
      ]);
      expect(node.events.map(({ event }) => event).sort()).toEqual([
        'answered',
        'received',
        'settled',
        'taken',
      ]);
    },
  );
});
