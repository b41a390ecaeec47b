import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { encodeBundle } from '../../src/bundles/codec.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { pause, timed, type MakeDeployment } from '../conformance/deployment.js';
import { evaluateHere, oldRequest } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';

const refusal = (code: string, message: string) => ({
  success: false,
  error_code: code,
  error_message: expect.stringContaining(message),
  geometry_bundle_id: null,
});

/** Minimizes over the agents, and here: the results have to be the same. */
async function minimizeTwice(fixture: AgentFixture, optimizer: 'adam' | 'lbfgs', seed: number) {
  const { model, transport } = fixture;
  const options = { optimizer, sitesCart: shakeSites(model.sitesCart, 0.3, seed), maxIterations: 25 };
  const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
  const remote = await new GeometryMinimizer({ target, ...options }).minimize();
  target.close();
  const here = new GeometryTarget(buildRestraints(model));
  const local = await new GeometryMinimizer({ target: here, ...options }).minimize();
  here.close();
  expect(remote.sitesCart).toEqual(local.sitesCart);
  expect(remote.energy).toBe(local.energy);
  expect(remote.energy).toBeLessThan(evaluateHere(model, options.sitesCart).energy);
}

function sharing(makeDeployment: MakeDeployment): void {
  const fixture = new AgentFixture(makeDeployment);

  it('one agent gives each of two minimizers its own answers', async () => {
    await fixture.agents.start();
    await Promise.all([1, 2].map((seed) => minimizeTwice(fixture, 'adam', seed)));
  });

  it('two agents give one minimizer answers for its latest sites, and the best ones are not the start', async () => {
    await fixture.agents.start();
    await fixture.agents.start();
    await minimizeTwice(fixture, 'adam', 1);
    await minimizeTwice(fixture, 'lbfgs', 2);
  });

  it('a request whose agent died is answered by another', async () => {
    const doomed = await fixture.deployment.open();
    const member = await doomed.join('geometry_agents', fixture.names.lanes, 'doomed');
    await fixture.send('a');
    expect(await member.read(1, 5000)).toHaveLength(1);
    await fixture.deployment.abandon(doomed);
    await fixture.agents.start();
    expect(await fixture.responses.to('a')).toMatchObject({ success: true });
    await fixture.settled();
  });

  it('an agent at rest stops within a second, one at work when it is done', async () => {
    const resting = await fixture.agents.start({ claimAfter: 5 });
    await fixture.ask('a');
    expect((await timed(resting.stop())).ms).toBeLessThan(1000);
    const busy = await fixture.agents.start({ claimAfter: 5 });
    await Promise.all(['b', 'c', 'd'].map((id) => fixture.send(id, { refresh_restraints: true })));
    await expect
      .poll(async () => (await fixture.transport.streamState(fixture.names.lanes[1]))!.groups[0].lag)
      .toBe(0);
    expect((await timed(busy.stop())).ms).toBeLessThan(5000);
    await fixture.settled();
    for (const id of ['b', 'c', 'd']) expect(await fixture.responses.to(id)).toMatchObject({ success: true });
  });

  it('bundles that live shorter than the run are kept alive', async () => {
    const { model, transport, agents } = fixture;
    const first = await agents.start();
    const macromolecule = macromoleculeBundle(model);
    const target = await RemoteTarget.open({ transport, macromolecule, bundleTtlSeconds: 1, inlineBytes: 0 });
    const { energy } = await target.evaluate(model.sitesCart);
    await pause(2500);
    // One that has nothing in its cache.
    await first.stop();
    await agents.start();
    expect(await transport.bundles.info(target.macromoleculeBundleId)).toBeDefined();
    expect((await target.evaluate(model.sitesCart)).energy).toBe(energy);
    target.close();
  });
}

function badMessages(makeDeployment: MakeDeployment): void {
  const fixture = new AgentFixture(makeDeployment);

  it.each([
    ['no JSON', Buffer.from('{"request_id": "a"'), 'not JSON'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'not JSON in UTF-8'],
    ['no id', Buffer.from('{}'), 'request_id'],
    ['no object', Buffer.from('null'), 'makes no sense'],
  ])('%s: among the dead letters, and nothing is pending', async (_, request, reason) => {
    await fixture.agents.start();
    await fixture.sendFields({ request, timestamp: '1', source: 'a' });
    await expect.poll(() => fixture.deadReasons()).toEqual([expect.stringContaining(reason)]);
    await fixture.settled();
  });

  it.each([
    ['a missing field', { macromolecule_bundle_id: undefined }, 'REQUEST', 'macromolecule_bundle_id'],
    ['an unknown bundle', { macromolecule_bundle_id: 'nowhere' }, 'BUNDLE', 'no bundle nowhere'],
    ['an unknown calculation type', { calculation_type: 'hessian' }, 'REQUEST', 'calculation_type'],
    ['a negative deadline', { timeout_seconds: -1 }, 'REQUEST', 'timeout_seconds'],
  ])('%s: an error under the id of the request', async (_, others, code, message) => {
    await fixture.agents.start();
    expect(await fixture.ask('a', others)).toMatchObject(refusal(code, message));
    expect(await fixture.ask('b')).toMatchObject({ success: true });
    await fixture.settled();
  });

  it('a message that is a request and an update at once is refused', async () => {
    await fixture.agents.start();
    await fixture.sendFields({ ...oldRequest('a', fixture.id), coordinate_update: '{}' });
    expect(await fixture.responses.to('a')).toMatchObject(refusal('REQUEST', 'both'));
  });

  it('a bundle that was made to run code is refused, and runs nothing', async () => {
    await fixture.agents.start();
    const trace = join(tmpdir(), `geomin-trace-${process.pid}`);
    const pickle = Buffer.from(`cos\nsystem\n(S'touch ${trace}'\ntR.`);
    const extension = Buffer.concat([Buffer.from([0x81, 0xa1, 0x61, 0xc7, pickle.length, 0x73]), pickle]);
    for (const [i, bytes] of [pickle, extension].entries()) {
      await fixture.transport.bundles.putBytes('crafted', bytes, 60);
      const response = await fixture.ask(`a${i}`, { macromolecule_bundle_id: 'crafted' });
      expect(response).toMatchObject(refusal('BUNDLE', 'crafted'));
    }
    expect(existsSync(trace)).toBe(false);
  });
}

function badSites(makeDeployment: MakeDeployment): void {
  const fixture = new AgentFixture(makeDeployment);

  it('sites of 5 atoms are an error, not an answer for the sites before', async () => {
    await fixture.agents.start();
    await fixture.update(fixture.model.sitesCart, 1);
    await fixture.update(new Float64Array(15), 2);
    expect(await fixture.ask('a')).toMatchObject(refusal('BUNDLE', '5 atoms'));
    await fixture.update(fixture.model.sitesCart, 3);
    expect(await fixture.ask('b')).toMatchObject({ success: true, step: 3 });
  });

  it.each([NaN, Infinity])('a site that is %d is an error', async (value) => {
    await fixture.agents.start();
    const sitesCart = fixture.model.sitesCart.slice();
    sitesCart[31] = value;
    const bundle = {
      bundleType: 'coordinate_update',
      sitesCart,
      parentBundleId: fixture.id,
      step: 1,
    } as const;
    await fixture.transport.bundles.putBytes('not-finite', encodeBundle(bundle), 60);
    await fixture.announce('not-finite', 1);
    const response = await fixture.ask('a');
    expect(response).toMatchObject({
      success: false,
      error_message: expect.stringMatching(/finite|NaN|Infinity/),
    });
    await fixture.settled();
  });

  it('sites too far out for any energy are an error', async () => {
    await fixture.agents.start();
    await fixture.update(
      fixture.model.sitesCart.map((x) => 1e200 * x),
      1,
    );
    expect(await fixture.ask('a')).toMatchObject(refusal('SITES', '10 cm from the origin'));
  });

  it('all atoms at one place are no minimum', async () => {
    const { model, transport } = fixture;
    await fixture.agents.start();
    const target = await RemoteTarget.open({ transport, macromolecule: macromoleculeBundle(model) });
    const sitesCart = new Float64Array(model.sitesCart.length);
    const result = await new GeometryMinimizer({ target, sitesCart, optimizer: 'lbfgs' }).minimize();
    expect(result.reason).toBe('stalled');
    target.close();
  });
}

function settings(makeDeployment: MakeDeployment): void {
  const fixture = new AgentFixture(makeDeployment);

  it('refresh_restraints builds the restraints again', async () => {
    await fixture.agents.start();
    const all = await fixture.ask('a');
    const bonds = encodeBundle(macromoleculeBundle(fixture.model, { terms: ['bond'] }));
    await fixture.transport.bundles.putBytes(fixture.id, bonds, 60);
    expect((await fixture.ask('b')).total_geometry_energy).toBe(all.total_geometry_energy);
    const fresh = await fixture.ask('c', { refresh_restraints: true });
    const { terms } = evaluateHere(fixture.model);
    expect(fresh.total_geometry_energy).toBe(terms.bond);
  });

  it('what has a higher priority is answered first', async () => {
    const order: string[] = [];
    await fixture.transport.follow(fixture.names.responses, ({ fields }) => {
      order.push((JSON.parse(fields.get('response')!.toString()) as { request_id: string }).request_id);
    });
    const [high, normal, low] = fixture.names.lanes;
    await fixture.sendFields(oldRequest('low', fixture.id), low);
    await fixture.sendFields(oldRequest('normal', fixture.id), normal);
    await fixture.sendFields(oldRequest('high', fixture.id), high);
    await fixture.agents.start({ concurrency: 1 });
    await expect.poll(() => order).toEqual(['high', 'normal', 'low']);
  });

  it('a request past its time-out is not computed', async () => {
    await fixture.send('a', { timeout_seconds: 0.05 });
    await pause(100);
    const agent = await fixture.agents.start();
    expect(await fixture.responses.to('a')).toMatchObject(refusal('TIMEOUT', 'past its deadline'));
    expect(agent.getStats()).toMatchObject({ requestsProcessed: 1, requestsFailed: 1 });
  });

  it('a calculation that takes too long is given up', async () => {
    await fixture.agents.start({ maxProcessingTime: 0.001 });
    expect(await fixture.ask('a')).toMatchObject(refusal('TIMEOUT', 'more than 0.001 s'));
  });

  it('any time may be allowed', async () => {
    await fixture.agents.start({ maxProcessingTime: 1e9 });
    expect(await fixture.ask('a', { timeout_seconds: 1e9 })).toMatchObject({ success: true });
  });

  it.each([
    [{ maxAtoms: 659 }, '660 atoms'],
    [{ maxRestraints: 100 }, 'restraints'],
    [{ maxBundleBytes: 1000 }, 'bytes'],
    [{ maxMessageBytes: 100 }, 'bytes'],
  ])('the limit %j holds', async (resourceLimits, message) => {
    await fixture.agents.start({ resourceLimits });
    expect(await fixture.ask('a')).toMatchObject(refusal('LIMIT', message));
  });

  it('sites larger than the limit of bundles are refused too', async () => {
    const { bytes } = (await fixture.transport.bundles.info(fixture.id))!;
    await fixture.agents.start({ resourceLimits: { maxBundleBytes: bytes } });
    await fixture.update(new Float64Array(bytes), 1);
    expect(await fixture.ask('a')).toMatchObject(refusal('LIMIT', 'bytes'));
  });

  it.each(['geometry_calculation', 'bundle_read', 'bundle_write'] as const)(
    'without the permission %s nothing is computed',
    async (missing) => {
      const all = ['geometry_calculation', 'bundle_read', 'bundle_write'] as const;
      await fixture.agents.start({ permissions: all.filter((permission) => permission !== missing) });
      expect(await fixture.ask('a')).toMatchObject(refusal('DENIED', missing));
    },
  );
}

describeOnTransports('agents that share work', sharing);
describeOnTransports('messages that are no good', badMessages);
describeOnTransports('sites that are no good', badSites);
describeOnTransports('what is asked for and set', settings);
