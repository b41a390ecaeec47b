import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { readModel } from '../../src/model/read-model.js';
import { TERMS } from '../../src/restraints/restraints.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { startAgents } from '../e2e/agent-process.js';
import { describeWithRedis, startRedis } from '../redis.js';
import { evaluateHere } from './deployment.js';

/** How many specialists are killed while sums are asked for. */
const KILLS = 4;
const BONDED = TERMS.filter((term) => term !== 'nonbonded');

/** Starts specialists, and kills them. */
class Specialists {
  readonly #children: ChildProcess[] = [];
  #count = 0;

  constructor(private readonly url: string) {}

  start(stream: string, terms: readonly string[]): ChildProcess {
    const args = [this.url, `${stream}-${++this.#count}`, stream, terms.join(',')];
    const child = fork('test/agents/agent-process.mjs', args, { stdio: 'inherit' });
    this.#children.push(child);
    return child;
  }

  async kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => this.kill(child)));
  }
}

describeWithRedis('a sum over specialists that come and are killed', () => {
  it('has the same digits every time', { timeout: 90_000 }, async () => {
    const redis = await startRedis();
    const specialists = new Specialists(redis.url);
    const bonded = () => specialists.start('bonded_requests', BONDED);
    const nonbonded = () => specialists.start('nonbonded_requests', ['nonbonded']);
    const transport = await RedisTransport.connect({ url: redis.url });
    const asks = ['--specialist', 'bonded=bonded_requests', '--specialist', 'nonbonded=nonbonded_requests'];
    const coordinator = await startAgents([...asks, '--specialist-timeout', '30'], {
      GEOMIN_REDIS_URL: redis.url,
    });
    const model = await readModel('data/models/1ubq.pdb');
    const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
    const evaluate = async () => {
      const gradients = new Float64Array(3 * target.atomCount);
      return { ...(await target.evaluate(model.sitesCart, gradients)), gradients };
    };
    let [oldBonded, oldNonbonded] = [bonded(), nonbonded()];
    const first = await evaluate();
    const whole = evaluateHere(model);
    expect(Math.abs(first.energy / whole.energy - 1)).toBeLessThan(1e-12);
    const largest = Math.max(...whole.gradients.map(Math.abs));
    const off = Math.max(...whole.gradients.map((g, i) => Math.abs(g - first.gradients[i])));
    expect(off / largest).toBeLessThan(1e-12);

    let isOver = false;
    const asking = (async () => {
      let count = 0;
      for (; !isOver; count++) expect(await evaluate()).toEqual(first);
      return count;
    })();
    for (let kills = 0; kills < KILLS; kills++) {
      await sleep(200 + 300 * Math.random());
      const [nextBonded, nextNonbonded] =
        kills % 2 === 0 ? [bonded(), oldNonbonded] : [oldBonded, nonbonded()];
      await specialists.kill(kills % 2 === 0 ? oldBonded : oldNonbonded);
      [oldBonded, oldNonbonded] = [nextBonded, nextNonbonded];
    }
    isOver = true;
    expect(await asking).toBeGreaterThan(0);
    expect(await evaluate()).toEqual(first);
    target.close();
    coordinator.kill('SIGTERM');
    expect(await coordinator.ended()).toEqual({ code: 0, signal: null });
    await transport.close();
    await specialists.end();
  });
});
