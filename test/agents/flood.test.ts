import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { encodeBundle } from '../../src/bundles/codec.js';
import type { OutgoingFields } from '../../src/transport/entry.js';
import { timed, type MakeDeployment } from '../conformance/deployment.js';
import { oldRequest } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';

const ROUNDS = 20;

/** Faults of requests that have an id. */
const FAULTS: readonly object[] = [
  { calculation_type: 7 },
  { calculation_type: 'hessian' },
  { priority: 'high' },
  { priority: 1.5 },
  { timeout_seconds: -1 },
  { timeout_seconds: '300' },
  { refresh_restraints: 'no' },
  { unknown_field: 1 },
  { macromolecule_bundle_id: undefined },
  { macromolecule_bundle_id: '' },
  { macromolecule_bundle_id: 'nowhere' },
  { macromolecule_bundle_id: ['a'] },
  { coordinates_bundle_id: 'nowhere' },
  { coordinates_bundle_id: 'five-atoms' },
  { coordinates_bundle_id: 'not-finite' },
  { coordinates_checksum: 1 },
  { step: -1 },
  { step: 0.5 },
  { inline_response: null },
];

/** Entries that nobody can be told about. */
const NAMELESS: readonly Record<string, string | Buffer>[] = [
  { request: '' },
  { request: '{' },
  { request: 'null' },
  { request: '[]' },
  { request: '{"request_id": 5}' },
  { request: Buffer.from([0xc3, 0x28]) },
  { request: '['.repeat(100_000) },
  { coordinate_update: '{}' },
  { coordinate_update: '{"bundle_id": "a", "parent_bundle_id": "b", "step": "c"}' },
  { something: 'else' },
];

describeOnTransports('a flood of messages that are no good', (makeDeployment: MakeDeployment) => {
  const fixture = new AgentFixture(makeDeployment);

  const prepare = async () => {
    const bad = { bundleType: 'coordinate_update', parentBundleId: fixture.id } as const;
    const sitesCart = fixture.model.sitesCart.slice();
    sitesCart[5] = NaN;
    const { bundles } = fixture.transport;
    await bundles.putBytes('five-atoms', encodeBundle({ ...bad, sitesCart: new Float64Array(15) }), 600);
    await bundles.putBytes('not-finite', encodeBundle({ ...bad, sitesCart }), 600);
    // Agents that a busy machine keeps from touching what they have in hand are not to have it taken from them.
    await fixture.agents.start({ claimAfter: 5 });
    await fixture.agents.start({ claimAfter: 5 });
    await fixture.ask('first');
  };
  const refused = async (requestId: string) => {
    const response = await fixture.responses.to(requestId);
    expect({ requestId, ...response }).toMatchObject({ requestId, success: false });
    expect(response.error_message).toEqual(expect.stringMatching(/./));
  };
  const expectGood = async (requestId: string, withinMs: number) => {
    const { value, ms } = await timed(fixture.ask(requestId));
    expect(value).toMatchObject({ success: true });
    expect(ms).toBeLessThan(withinMs);
  };

  it('keeps no agent from good requests; each is told its sender, or is a dead letter', async () => {
    await prepare();
    for (let round = 0; round < ROUNDS; round++) {
      const sent = [
        ...FAULTS.map((fault, i) => fixture.send(`bad-${round}-${i}`, fault)),
        ...NAMELESS.map((fields) => fixture.sendFields({ ...fields, timestamp: '1', source: 'flood' })),
      ];
      await Promise.all(sent);
      await expectGood(`good-${round}`, 3000);
    }
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(FAULTS.map((_, i) => refused(`bad-${round}-${i}`)));
    }
    await fixture.settled();
    expect(await fixture.deadReasons()).toHaveLength(ROUNDS * NAMELESS.length);
  });

  it('may be 64 MiB of noise', async () => {
    await prepare();
    const noise = randomBytes(64 * 1024 ** 2);
    await fixture.sendFields({ request: noise, timestamp: '1', source: 'flood' });
    await fixture.sendFields({ ...oldRequest('large', fixture.id), coordinates: noise });
    await expectGood('good', 10_000);
    await refused('large');
    await fixture.settled();
    expect(await fixture.deadReasons()).toHaveLength(1);
  });

  it('may say anything at all', async () => {
    await prepare();
    let count = 0;
    const name = fc.constantFrom('request', 'coordinate_update', 'coordinates', 'type', 'message_id', 'x');
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    const fieldSets: fc.Arbitrary<OutgoingFields> = fc
      .dictionary(name, anything, { minKeys: 1 })
      .map((fields) => ({ ...fields, timestamp: '1' }));
    const mutations = fc.dictionary(
      fc.constantFrom('macromolecule_bundle_id', 'coordinates_bundle_id', 'priority', 'step'),
      fc.jsonValue(),
      { minKeys: 1 },
    );
    const property = fc.asyncProperty(fieldSets, mutations, async (fields, mutation) => {
      const n = ++count;
      await fixture.sendFields(fields);
      await fixture.send(`odd-${n}`, { ...mutation, timeout_seconds: 0, reply_to: null });
      await refused(`odd-${n}`);
    });
    await fc.assert(property, { numRuns: 60 });
    await expectGood('good', 3000);
    await fixture.settled();
  });
});
