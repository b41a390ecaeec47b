import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { streamNames } from '../../src/agents/stream-names.js';
import type { Model } from '../../src/model/model.js';
import { readModel } from '../../src/model/read-model.js';
import type { OutgoingFields } from '../../src/transport/entry.js';
import type { Transport } from '../../src/transport/transport.js';
import { Fixture, type MakeDeployment } from '../conformance/deployment.js';
import { inProcessDeployment } from '../conformance/in-process-deployment.js';
import { redisDeployment } from '../conformance/redis-deployment.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { Agents, OldResponses, oldRequest, storeModel } from './deployment.js';

/** Runs a suite within one process, and on a real Redis. */
export function describeOnTransports(name: string, suite: (makeDeployment: MakeDeployment) => void): void {
  describe(`${name}, in one process`, () => suite(inProcessDeployment));
  describeWithRedis(`${name}, on Redis`, () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    suite(() => redisDeployment(redis.url));
  });
}

/** For each test a deployment with a stored model, no agent yet, and somebody who reads the old response stream. */
export class AgentFixture {
  readonly #base: Fixture;
  model!: Model;
  agents!: Agents;
  responses!: OldResponses;
  /** Of the model's bundle. */
  id!: string;

  constructor(makeDeployment: MakeDeployment) {
    this.#base = new Fixture(makeDeployment);
    beforeEach(async () => {
      this.model = await readModel('data/models/1ubq.pdb');
      this.agents = new Agents(this.transport);
      this.responses = await OldResponses.follow(this.transport);
      this.id = await storeModel(this.transport, this.model);
    });
    afterEach(() => this.agents.stop());
  }

  get transport(): Transport {
    return this.#base.transport;
  }

  get deployment() {
    return this.#base.deployment;
  }

  get names() {
    return streamNames(this.transport.prefix);
  }

  /** Sends a request of the old form, in the normal lane. */
  send(requestId: string, others: object = {}): Promise<string> {
    return this.sendFields(oldRequest(requestId, this.id, others));
  }

  sendFields(fields: OutgoingFields, lane = this.names.lanes[1]): Promise<string> {
    return this.transport.send(lane, fields);
  }

  /** Sends a request of the old form, and gives what it is answered. */
  async ask(requestId: string, others: object = {}): Promise<Record<string, unknown>> {
    await this.send(requestId, others);
    return this.responses.to(requestId);
  }

  /** Stores sites and says that they are the macromolecule's; gives their bundle's id. */
  async update(sitesCart: Float64Array, step: number): Promise<string> {
    const bundle = { bundleType: 'coordinate_update', sitesCart, parentBundleId: this.id, step } as const;
    const bundleId = await this.transport.bundles.put(bundle);
    await this.announce(bundleId, step);
    return bundleId;
  }

  /** Says that a bundle holds the macromolecule's sites. */
  async announce(bundleId: string, step: number): Promise<void> {
    const update = { type: 'coordinate_update', bundle_id: bundleId, parent_bundle_id: this.id, step };
    await this.sendFields({
      coordinate_update: JSON.stringify({ ...update, timestamp: '1', dialect: 'numpy' }),
      timestamp: String(Date.now() / 1000),
      source: 'geometry_minimizer',
    });
  }

  /** Why entries of the normal lane are among the dead letters. */
  async deadReasons(): Promise<string[]> {
    const dead = await this.transport.entries(`${this.names.lanes[1]}_dead`);
    return dead.map(({ fields }) => fields.get('reason')!.toString());
  }

  /** Waits until every entry was handed out and settled. */
  async settled(): Promise<void> {
    for (const lane of this.names.lanes) {
      const open = async () => {
        const groups = (await this.transport.streamState(lane))?.groups ?? [];
        return groups.reduce((sum, { pending, lag }) => sum + pending + (lag ?? 0), 0);
      };
      await expect.poll(open, { timeout: 20_000 }).toBe(0);
    }
  }
}
