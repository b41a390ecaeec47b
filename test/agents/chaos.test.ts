import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { streamNames } from '../../src/agents/stream-names.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { readModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';

/** How long agents are killed at random, s: 10, or as the environment says. */
const SECONDS = Number(process.env.GEOMIN_CHAOS_SECONDS ?? 10);
const MINIMIZERS = 4;
const AGENTS = 3;

/** A place for an agent, whose process is killed again and again. */
class MortalAgent {
  kills = 0;
  #child: ChildProcess | undefined;

  constructor(
    private readonly url: string,
    private readonly id: string,
  ) {}

  start(): void {
    this.#child = fork('test/agents/agent-process.mjs', [this.url, `${this.id}-${this.kills}`], {
      stdio: 'inherit',
    });
  }

  async kill(): Promise<void> {
    const gone = once(this.#child!, 'exit');
    this.#child!.kill('SIGKILL');
    await gone;
    this.kills += 1;
  }
}

/** Minimizes one start after the other until the time is up; each result has to be the local one. */
async function minimizeUntil(end: number, url: string, seed: number): Promise<number> {
  const model = await readModel('data/models/1ubq.pdb');
  const transport = await RedisTransport.connect({ url });
  const local = new GeometryTarget(buildRestraints(model));
  const macromolecule = macromoleculeBundle(model);
  const target = await RemoteTarget.open({ transport, macromolecule, timeoutSeconds: 1, retries: 60 });
  let count = 0;
  do {
    const sitesCart = shakeSites(model.sitesCart, 0.1, seed + 100 * count);
    const options = { sitesCart, optimizer: 'lbfgs', maxIterations: 150 } as const;
    const remote = await new GeometryMinimizer({ target, ...options }).minimize();
    const expected = await new GeometryMinimizer({ target: local, ...options }).minimize();
    expect(remote.sitesCart).toEqual(expected.sitesCart);
    expect(remote.energy).toBe(expected.energy);
    count += 1;
  } while (Date.now() < end);
  target.close();
  await transport.close();
  return count;
}

async function killAtRandom(agents: readonly MortalAgent[], redis: TestRedis, end: number): Promise<void> {
  const middle = Date.now() + (end - Date.now()) / 2;
  let isRestarted = false;
  while (Date.now() < end) {
    await sleep(200 + 800 * Math.random());
    const agent = agents[Math.floor(Math.random() * agents.length)];
    await agent.kill();
    agent.start();
    if (isRestarted || Date.now() < middle) continue;
    isRestarted = true;
    await redis.kill();
    await sleep(300);
    await redis.restart();
  }
}

describeWithRedis('where agents are killed at random, and Redis once', () => {
  it(
    `every minimization ends with the local result (${SECONDS} s)`,
    { timeout: 1000 * (SECONDS + 90) },
    async () => {
      const redis = await startRedis({ appendOnly: true });
      const agents = Array.from({ length: AGENTS }, (_, i) => new MortalAgent(redis.url, `agent-${i}`));
      for (const agent of agents) agent.start();
      const end = Date.now() + 1000 * SECONDS;
      const killing = killAtRandom(agents, redis, end);
      const counts = await Promise.all(
        Array.from({ length: MINIMIZERS }, (_, seed) => minimizeUntil(end, redis.url, seed)),
      );
      await killing;
      expect(Math.min(...counts)).toBeGreaterThan(0);

      const transport = await RedisTransport.connect({ url: redis.url });
      const { lanes } = streamNames('');
      const unsettled = async () => {
        const state = await transport.streamState(lanes[1]);
        return state?.groups.map(({ pending, lag }) => [pending, lag]);
      };
      await expect.poll(unsettled, { timeout: 20_000 }).toEqual([[0, 0]]);
      expect(await transport.streamState(`${lanes[1]}_dead`)).toBeUndefined();
      await transport.close();
      const kills = agents.reduce((sum, agent) => sum + agent.kills, 0);
      console.log(`${counts.reduce((a, b) => a + b)} minimizations, ${kills} agents killed`);
      for (const agent of agents) await agent.kill();
    },
  );
});
