import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { Agent, type AgentOptions } from '../../src/agents/agent.js';
import { AgentClient } from '../../src/agents/agent-client.js';
import { Coordinator } from '../../src/agents/coordinator.js';
import { latestTraces, readTrace, type TraceNode } from '../../src/agents/read-trace.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { traceLines } from '../../src/agents/trace-lines.js';
import { traceStream } from '../../src/agents/trace-record.js';
import { TracingTransport } from '../../src/agents/tracing-transport.js';
import { GeominError } from '../../src/errors.js';
import { KEPT_TRACES } from '../../src/transport/retention.js';
import type { MakeDeployment } from '../conformance/deployment.js';
import { Agents } from './deployment.js';
import { AgentFixture, describeOnTransports } from './fixture.js';

const PATIENCE = { timeout: 20_000 };

describeOnTransports('a trace', (makeDeployment: MakeDeployment) => {
  const fixture = new AgentFixture(makeDeployment);
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const startAgent = async (process: AgentOptions['process'], options: Partial<AgentOptions> = {}) => {
    const transport = new TracingTransport(fixture.transport);
    const about = { transport, kind: 'weigher', agentId: 'weigher', inputStream: 'weights', claimAfter: 0.3 };
    const agent = new Agent({ ...about, process, ...options });
    await agent.start();
    closing.push(() => agent.stop());
  };
  const openClient = async () => {
    const transport = new TracingTransport(fixture.transport);
    const client = await AgentClient.open({ transport, requestStream: 'weights' });
    closing.unshift(() => client.close());
    return client;
  };
  const eventsOf = (node: TraceNode | undefined) =>
    node?.events.map(({ event, by, note }) => [event, by, ...(note === undefined ? [] : [note])]);
  const events = async (id: string) => eventsOf((await readTrace(fixture.transport, id))[0]);

  it('has the way of a message, by its id, its request’s and its correlation id', async () => {
    await startAgent(() => 1);
    const client = await openClient();
    await client.ask({}, undefined, { correlationId: 'whole' });
    const way = [
      ['taken', 'weigher'],
      ['answered', 'weigher'],
      ['settled', 'weigher'],
      ['received', client.id],
    ];
    for (const id of [`${client.id}.1`, `${client.id}.1.1`, 'whole']) {
      await expect.poll(async () => (await events(id))?.sort(), PATIENCE).toEqual([...way].sort());
    }
    const [node] = await readTrace(fixture.transport, 'whole');
    expect(node).toMatchObject({
      id: `${client.id}.1.1`,
      request: `${client.id}.1`,
      type: 'request',
      stream: `${fixture.transport.prefix}weights`,
      sender: client.id,
      followUps: [],
    });
    const times = [node.sentAt, ...node.events.map(({ at }) => at)];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(await readTrace(fixture.transport, 'nobody’s')).toEqual([]);
  });

  it('is a tree where one message follows from another: coordinator and specialists', async () => {
    const transport = new TracingTransport(fixture.transport);
    const agents = new Agents(transport);
    closing.push(() => agents.stop());
    const bonded = { agentId: 'bonded', requestStream: 'bonded_requests', terms: ['bond'] } as const;
    const others = {
      agentId: 'nonbonded',
      requestStream: 'nonbonded_requests',
      terms: ['nonbonded'],
    } as const;
    await Promise.all([agents.start(bonded), agents.start(others)]);
    const specialists = [bonded, others].map(({ agentId: name, requestStream }) => ({ name, requestStream }));
    const coordinator = new Coordinator({ transport, specialists, agentId: 'coordinator' });
    await coordinator.start();
    closing.unshift(() => coordinator.stop());
    const target = await RemoteTarget.open({ transport, macromolecule: fixture.id, correlationId: 'whole' });
    closing.unshift(() => target.close());
    await target.evaluate(fixture.model.sitesCart);

    const count = async () => traceLines(await readTrace(transport, 'whole')).length;
    await expect.poll(count, PATIENCE).toBe(15);
    const roots = await readTrace(transport, 'whole');
    expect(roots.map(({ stream }) => stream)).toEqual([fixture.names.lanes[1]]);
    expect(roots[0].followUps.map(({ stream }) => stream).sort()).toEqual(
      ['bonded_requests', 'nonbonded_requests'].map((stream) => `${transport.prefix}${stream}`),
    );
    const shape = traceLines(roots).map((line) => line.replace(/client_[\w-]+/g, 'client').trim());
    expect(shape[0]).toMatch(/^0\.00 {2}request client\.1\.1 to \S*geometry_requests, \d+\.\d\d ms$/);
    expect(shape[1]).toMatch(/^\d+\.\d\d {2}├─ taken by coordinator$/);
    const asking = /^\d+\.\d\d {2}├─ request client\.1\.1 to \S*bonded_requests, \d+\.\d\d ms$/;
    expect(shape.filter((line) => asking.test(line))).toHaveLength(2);
    expect(shape.filter((line) => /^\S+ {2}│ {2}(├|└)─ answered by bonded$/.test(line))).toHaveLength(1);
    expect(shape.filter((line) => /^\S+ {2}(├|└)─ answer received$/.test(line))).toHaveLength(1);
    expect(await latestTraces(transport, 5)).toEqual(roots);
  });

  it('tells what was tried again, was given up, and why', async () => {
    await startAgent(() => Promise.reject(new TypeError('a slip')), { maxDeliveries: 2 });
    const client = await openClient();
    await expect(client.ask({})).rejects.toMatchObject({ code: 'REQUEST' });
    const dead = expect.stringContaining('failed 2 times, last with: TypeError: a slip') as string;
    const way = [
      ['taken', 'weigher'],
      ['claimed', 'weigher', 'delivery 2'],
      ['answered', 'weigher', 'REQUEST'],
      ['dead', 'weigher', dead],
      ['received', client.id],
    ];
    await expect.poll(async () => (await events(`${client.id}.1`))?.length, PATIENCE).toBe(way.length);
    expect(await events(`${client.id}.1`)).toEqual(expect.arrayContaining(way));
  });

  it('tells what was refused, and what was called off', async () => {
    await startAgent(async ({ body }, { signal }) => {
      if (body.wrong === true) throw new GeominError('LIMIT', 'too much');
      await sleep(20_000, undefined, { signal });
    });
    const client = await openClient();
    await expect(client.ask({ wrong: true })).rejects.toMatchObject({ code: 'LIMIT' });
    await expect
      .poll(() => events(`${client.id}.1`), PATIENCE)
      .toContainEqual(['answered', 'weigher', 'LIMIT']);
    await expect(client.ask({}, undefined, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    await expect.poll(() => events(`${client.id}.2`), PATIENCE).toContainEqual(['cancelled', client.id]);
  });

  it('says of a message without ids what there is to say', async () => {
    await startAgent(() => 1);
    const { transport } = fixture;
    const fields = { request: JSON.stringify({ request_id: 'old' }), source: 'minimizer' };
    const id = await transport.send(`${transport.prefix}weights`, fields);
    await expect.poll(async () => (await events('old'))?.at(-1)?.[0], PATIENCE).toBe('settled');
    const [node] = await readTrace(transport, 'old');
    expect(node).toMatchObject({ id, type: 'request', sender: 'minimizer', sentAt: Number.parseInt(id) });
  });

  it('is not kept for ever, and not led astray by what others write', async () => {
    const { transport } = fixture;
    const stream = traceStream(transport.prefix);
    const about = { type: 'request', stream: 's', sender: 'x', sentAt: 1 };
    const circle = ['a', 'b'].map((message, i, ids) => {
      const parent = ids[1 - i];
      return { event: 'taken', at: 2, by: 'x', message, correlation: 'c', about: { ...about, parent } };
    });
    const texts = ['no JSON', '{}', '[null, 1, {"at": 1}]', JSON.stringify(circle)];
    for (let i = 0; i < KEPT_TRACES + 500; i++) await transport.send(stream, { records: texts[i % 4] });
    const { length } = (await transport.streamState(stream))!;
    expect(length).toBeGreaterThanOrEqual(KEPT_TRACES);
    expect(length).toBeLessThan(KEPT_TRACES + 200);
    expect(traceLines(await readTrace(transport, 'c')).length).toBeLessThan(10_000);
    expect(traceLines(await readTrace(transport, 'a')).length).toBeGreaterThan(0);
  });
});
