import { afterEach, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors.js';
import { RemoteTarget, type RemoteTargetOptions } from '../../src/agents/remote-target.js';
import { responseFields } from '../../src/agents/response.js';
import { sign } from '../../src/agents/signature.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { shakeSites } from '../../src/minimize/shake.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import type { Entry, OutgoingFields } from '../../src/transport/entry.js';
import { type MakeDeployment } from '../conformance/deployment.js';
import { evaluateHere } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';
import { KEY } from './signed-entries.js';

describeOnTransports('a target that asks agents', (makeDeployment: MakeDeployment) => {
  const fixture = new AgentFixture(makeDeployment);
  const targets: RemoteTarget[] = [];
  afterEach(() => targets.splice(0).forEach((target) => target.close()));

  const open = async (options: Partial<RemoteTargetOptions> = {}): Promise<RemoteTarget> => {
    const { transport, model } = fixture;
    const macromolecule = macromoleculeBundle(model);
    targets.push(await RemoteTarget.open({ transport, macromolecule, ...options }));
    return targets.at(-1)!;
  };
  const energy = () => evaluateHere(fixture.model).energy;
  /** The requests that were sent so far, the oldest first; no agent may have settled them. */
  const requests = async (count: number): Promise<{ entry: Entry; requestId: string; replyTo: string }[]> => {
    const entries = () => fixture.transport.entries(fixture.names.lanes[1]);
    await expect.poll(async () => (await entries()).length).toBeGreaterThanOrEqual(count);
    return (await entries()).map((entry) => {
      const json = JSON.parse(entry.fields.get('request')!.toString()) as Record<string, string>;
      return { entry, requestId: json.request_id, replyTo: json.reply_to };
    });
  };
  const refusalOf = (requestId: string, entry: Entry, code: ErrorCode = 'REQUEST'): OutgoingFields =>
    responseFields(
      { requestId, success: false, error: { code, message: 'forged' }, processingTime: 0 },
      { agentId: 'nobody', sequence: 1 },
      entry,
    );

  it('asks again what was lost', async () => {
    const target = await open({ timeoutSeconds: 0.3, retries: 60 });
    const evaluating = target.evaluate(fixture.model.sitesCart);
    const [first] = await requests(1);
    await fixture.transport.remove(fixture.names.lanes[1], [first.entry.id]);
    await requests(1);
    await fixture.agents.start();
    expect((await evaluating).energy).toBe(energy());
  });

  it('waits for another answer where one says that a request was late which was sent again since', async () => {
    const target = await open({ timeoutSeconds: 0.3, retries: 60 });
    const evaluating = target.evaluate(fixture.model.sitesCart);
    const [, { entry, requestId, replyTo }] = await requests(2);
    await fixture.transport.send(replyTo, refusalOf(requestId, entry, 'TIMEOUT'));
    await requests(3);
    await fixture.agents.start();
    expect((await evaluating).energy).toBe(energy());
  });

  it('drops answers that come late, twice, or to nobody', async () => {
    const target = await open();
    const evaluating = target.evaluate(fixture.model.sitesCart);
    const [{ entry, requestId, replyTo }] = await requests(1);
    await fixture.transport.send(replyTo, refusalOf('somebody-else', entry));
    await fixture.agents.start();
    expect((await evaluating).energy).toBe(energy());
    await fixture.transport.send(replyTo, refusalOf(requestId, entry));
    await fixture.transport.send(replyTo, { response: 'no JSON' });
    expect((await target.evaluate(fixture.model.sitesCart)).energy).toBe(energy());
  });

  it('can be called off, and no agent computes it then', async () => {
    const abort = new AbortController();
    const target = await open({ signal: abort.signal });
    const evaluating = target.evaluate(fixture.model.sitesCart);
    await requests(1);
    abort.abort();
    await expect(evaluating).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(target.evaluate(fixture.model.sitesCart)).rejects.toMatchObject({ code: 'CANCELLED' });
    // The agent reads both streams at its own pace; what matters is that it ends up refusing.
    await expect.poll(() => fixture.transport.entries(fixture.names.control)).toHaveLength(1);
    const agent = await fixture.agents.start();
    await fixture.settled();
    expect(agent.getStats()).toMatchObject({ requestsProcessed: 1, requestsFailed: 1 });
  });

  it('says what to do where there is no agent', async () => {
    const target = await open({ timeoutSeconds: 0.1, retries: 2 });
    await expect(target.evaluate(fixture.model.sitesCart)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('within 0.1 s, 3 times'),
      remedy: expect.stringContaining('geomin agent'),
    });
    expect(await requests(3)).toHaveLength(3);
  });

  it('fails what it waits for when it is closed', async () => {
    const target = await open();
    const evaluating = target.evaluate(fixture.model.sitesCart);
    await requests(1);
    target.close();
    await expect(evaluating).rejects.toMatchObject({ code: 'TRANSPORT' });
  });

  it('four minimizers share three agents, and each has its own results', async () => {
    const { model, agents } = fixture;
    for (let i = 0; i < 3; i++) await agents.start();
    const minimize = async (seed: number) => {
      const sitesCart = shakeSites(model.sitesCart, 0.2, seed);
      const options = { sitesCart, optimizer: 'lbfgs', maxIterations: 30 } as const;
      const remote = await new GeometryMinimizer({ target: await open(), ...options }).minimize();
      const here = new GeometryTarget(buildRestraints(model));
      const local = await new GeometryMinimizer({ target: here, ...options }).minimize();
      here.close();
      expect(remote.sitesCart).toEqual(local.sitesCart);
      expect(remote.energy).toBe(local.energy);
    };
    await Promise.all([1, 2, 3, 4].map(minimize));
    await fixture.settled();
  });

  it('hands over large models as bundles, and leaves none of them behind', async () => {
    await fixture.agents.start();
    const target = await open({ inlineBytes: 100 });
    const stored = async () => {
      const ids: string[] = [];
      for await (const { id } of fixture.transport.bundles.list()) ids.push(id);
      return ids.sort();
    };
    const before = await stored();
    const gradients = new Float64Array(fixture.model.sitesCart.length);
    const answer = await target.evaluate(fixture.model.sitesCart, gradients);
    expect({ ...answer, gradients }).toEqual(evaluateHere(fixture.model));
    expect(await stored()).toEqual(before);
  });

  it('vouches for bundles by their checksums where messages are signed', async () => {
    const keys = [KEY];
    await fixture.agents.start({ keys });
    const target = await open({ keys, inlineBytes: 100 });
    const answers: OutgoingFields[] = [];
    const evaluating = target.evaluate(
      fixture.model.sitesCart,
      new Float64Array(fixture.model.sitesCart.length),
    );
    const [{ entry, replyTo }] = await requests(1);
    await fixture.transport.follow(replyTo, ({ fields }) => void answers.push(Object.fromEntries(fields)), 0);
    expect((await evaluating).energy).toBe(energy());
    const jsonOf = (text: unknown) => JSON.parse(String(text)) as Record<string, unknown>;
    const isHash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(jsonOf(entry.fields.get('request'))).toMatchObject({
      coordinates_checksum: isHash,
      with_checksum: true,
    });
    await expect.poll(() => answers.length).toBe(1);
    expect(jsonOf(answers[0].response)).toMatchObject({ geometry_checksum: isHash });
  });

  it('stores a bundle that was lost once more', async () => {
    const target = await open();
    await fixture.transport.bundles.remove([target.macromoleculeBundleId]);
    await fixture.agents.start();
    expect((await target.evaluate(fixture.model.sitesCart)).energy).toBe(energy());
    expect(await fixture.transport.bundles.info(target.macromoleculeBundleId)).toBeDefined();
  });

  it('is told of a bundle that it cannot store again', async () => {
    const target = await open({ macromolecule: fixture.id });
    await fixture.transport.bundles.remove([fixture.id]);
    await fixture.agents.start();
    const evaluating = target.evaluate(fixture.model.sitesCart);
    await expect(evaluating).rejects.toMatchObject({ code: 'BUNDLE' });
  });

  it('takes no answer that is unsigned, altered, or of an earlier question', async () => {
    const keys = [KEY];
    const target = await open({ keys });
    const stolen: OutgoingFields[] = [];
    const evaluating = target.evaluate(fixture.model.sitesCart);
    const [{ entry, requestId, replyTo }] = await requests(1);
    await fixture.transport.follow(replyTo, ({ fields }) => void stolen.push(Object.fromEntries(fields)));
    const forged = refusalOf(requestId, entry);
    await fixture.transport.send(replyTo, forged);
    await fixture.transport.send(replyTo, { ...sign(forged, KEY), agent_id: 'another' });
    await fixture.transport.send(replyTo, sign(forged, Buffer.from('a key of somebody else entirely')));
    await fixture.agents.start({ keys });
    expect((await evaluating).energy).toBe(energy());
    await expect.poll(() => stolen.length).toBe(4);

    const moved = shakeSites(fixture.model.sitesCart, 0.1, 1);
    const next = target.evaluate(moved);
    await fixture.transport.send(replyTo, stolen[3]);
    expect((await next).energy).toBe(evaluateHere(fixture.model, moved).energy);
  });

  it('without the key of the agents gets no answer to its requests but a refusal', async () => {
    await fixture.agents.start({ keys: [KEY] });
    const target = await open({ timeoutSeconds: 5, retries: 0 });
    await expect(target.evaluate(fixture.model.sitesCart)).rejects.toMatchObject({ code: 'DENIED' });
  });
});
