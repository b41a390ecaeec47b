import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Agent, type AgentOptions } from '../../src/agents/agent.js';
import { AgentClient } from '../../src/agents/agent-client.js';
import { messageOf, type Message } from '../../src/agents/message.js';
import { GeominError } from '../../src/errors.js';
import { Fixture, type MakeDeployment } from '../conformance/deployment.js';
import { describeOnTransports } from './fixture.js';

const key = Buffer.from('0123456789abcdef');

describeOnTransports('an agent of any kind', (makeDeployment: MakeDeployment) => {
  const fixture = new Fixture(makeDeployment);
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const start = async (process: AgentOptions['process'], options: Partial<AgentOptions> = {}) => {
    const { transport } = fixture;
    const agent = new Agent({
      transport,
      kind: 'weigher',
      inputStream: 'weights',
      claimAfter: 0.3,
      process,
      ...options,
    });
    await agent.start();
    closing.push(() => agent.stop());
    return agent;
  };
  const openClient = async (options: object = {}) => {
    const { transport } = fixture;
    const client = await AgentClient.open({ transport, requestStream: 'weights', ...options });
    closing.unshift(() => client.close());
    return client;
  };

  it('answers with what its function gives', async () => {
    const agent = await start(({ body }) => ({ kilograms: Number(body.grams) / 1000 }));
    const client = await openClient();
    const { result, success } = await client.ask({ grams: 500 });
    expect([success, result]).toEqual([true, { kilograms: 0.5 }]);
    expect(agent.getStats()).toMatchObject({ requestsProcessed: 1, requestsFailed: 0 });
  });

  it('sees all that a message carries, and can change nothing of it', async () => {
    const messages: Message[] = [];
    await start((message) => void messages.push(message), { keys: [key] });
    const client = await openClient({ keys: [key], timeoutSeconds: 7 });
    const context = { correlationId: 'whole', parentId: 'cause' };
    await client.ask({ of: ['a'], priority: 2 }, Buffer.from('bytes'), context);
    const [message] = messages;
    expect(message).toMatchObject({
      id: `${client.id}.1.1`,
      type: 'request',
      sender: client.id,
      correlationId: 'whole',
      parentId: 'cause',
      sequence: 1,
      priority: 2,
      timeoutSeconds: 7,
      replyTo: `${fixture.transport.prefix}weights_responses:${client.id}`,
      body: { of: ['a'] },
    });
    expect(message.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(message.payload('coordinates')?.toString()).toBe('bytes');
    expect(() => (message.body.of as string[]).push('b')).toThrow(TypeError);
    expect(() => Object.assign(message, { id: 'other' })).toThrow(TypeError);
  });

  it('tells its caller what is wrong, and does again what failed for another reason', async () => {
    let calls = 0;
    await start(({ body }) => {
      if (body.grams === undefined) throw new GeominError('REQUEST', 'grams are missing', 'Give them.');
      if (++calls === 1) throw new TypeError('a slip');
      return calls;
    });
    const client = await openClient();
    await expect(client.ask({})).rejects.toMatchObject({
      code: 'REQUEST',
      message: 'grams are missing Give them.',
    });
    expect((await client.ask({ grams: 1 })).result).toBe(2);
  });

  it('stops at what is called off, and at what takes too long', async () => {
    const reasons: unknown[] = [];
    const process: AgentOptions['process'] = async (_, { signal }) => {
      await sleep(20_000, undefined, { signal }).catch(() => reasons.push(signal.reason));
    };
    await start(process, { maxProcessingTime: 0.4 });
    const client = await openClient();
    const controller = new AbortController();
    const asked = client.ask({}, undefined, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(client.ask({})).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(reasons).toMatchObject([{ code: 'CANCELLED' }, { code: 'TIMEOUT' }]);
  });

  it('drains: waits until all messages of its group are done', async () => {
    const bodies: unknown[] = [];
    const process: AgentOptions['process'] = async ({ body }) => {
      await sleep(20);
      bodies.push(body.n);
    };
    const { transport } = fixture;
    for (let n = 0; n < 20; n++) {
      await transport.send(`${transport.prefix}weights`, { type: 'status', status: JSON.stringify({ n }) });
    }
    const agents = [await start(process, { batchSize: 1 }), await start(process)];
    await agents[0].drain();
    expect(bodies).toHaveLength(20);
    await Promise.all(agents.map((agent) => agent.drain()));
  });

  it('answers on its output stream where nobody says where', async () => {
    await start(() => 'done', { outputStream: 'results' });
    const { transport } = fixture;
    const request = JSON.stringify({ request_id: 'r' });
    await transport.send(`${transport.prefix}weights`, { request, sender: 'me', message_id: 'm' });
    const results = () => transport.entries(`${transport.prefix}results`);
    await expect.poll(async () => (await results()).length).toBe(1);
    const [answer] = (await results()).map(messageOf);
    expect(answer).toMatchObject({
      type: 'response',
      recipient: 'me',
      parentId: 'm',
      correlationId: 'm',
      sequence: 1,
    });
    expect(answer.body).toMatchObject({ request_id: 'r', result: 'done' });
  });

  it('puts what is no message with the dead letters', async () => {
    await start(() => 'done');
    const { transport } = fixture;
    await transport.send(`${transport.prefix}weights`, { type: 'gossip', gossip: '{}' });
    const dead = () => transport.entries(`${transport.prefix}weights_dead`);
    await expect.poll(async () => (await dead()).length).toBe(1);
    expect((await dead())[0].fields.get('reason')!.toString()).toMatch(/no message of type "gossip"/);
  });
});

describe('a message of the old form', () => {
  const message = (fields: Record<string, string>) =>
    messageOf({
      id: '5-0',
      stream: 's',
      fields: new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)])),
    });

  it('is what it holds, from who says so', () => {
    const old = message({ request: '{"request_id":"r","priority":0}', source: 'minimizer' });
    expect(old).toMatchObject({ id: '5-0', type: 'request', sender: 'minimizer', priority: 0, time: 5 });
    expect(message({ response: '{}', agent_id: 'a' })).toMatchObject({ type: 'response', sender: 'a' });
  });

  it('is refused where it is none', () => {
    expect(() => message({ note: '{}' })).toThrow('the entry holds no message');
    expect(() => message({ request: '[]' })).toThrow('not a JSON object');
    expect(() => message({ request: '{' })).toThrow(GeominError);
  });
});
