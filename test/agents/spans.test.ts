import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AgentClient } from '../../src/agents/agent-client.js';
import { Coordinator } from '../../src/agents/coordinator.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { SignatureGuard } from '../../src/agents/signature.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { readModel } from '../../src/model/read-model.js';
import { TERMS } from '../../src/restraints/restraints.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { Agents } from './deployment.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const KEYS = [Buffer.from('a key of the tests, long enough')];

describeWithRedis('spans', () => {
  let redis: TestRedis;
  let transport: RedisTransport;
  let agents: Agents;
  let coordinator: Coordinator;

  beforeAll(async () => {
    provider.register();
    redis = await startRedis();
    transport = await RedisTransport.connect({ url: redis.url });
    agents = new Agents(transport);
    const bonded = TERMS.filter((term) => term !== 'nonbonded');
    await agents.start({ agentId: 'b', requestStream: 'bonded_requests', terms: bonded, keys: KEYS });
    await agents.start({
      agentId: 'n',
      requestStream: 'nonbonded_requests',
      terms: ['nonbonded'],
      keys: KEYS,
    });
    coordinator = new Coordinator({
      transport,
      agentId: 'c',
      keys: KEYS,
      specialists: [
        { name: 'bonded', requestStream: 'bonded_requests' },
        { name: 'nonbonded', requestStream: 'nonbonded_requests', weight: 0.5 },
      ],
    });
    await coordinator.start();
  });
  afterEach(() => exporter.reset());
  afterAll(async () => {
    await coordinator.stop();
    await agents.stop();
    await transport.close();
    await provider.shutdown();
    // Other tests of this process are to have no SDK.
    for (const registered of [trace, context, propagation]) registered.disable();
  });

  it('make one trace of a minimization, over all agents that had a part in it', async () => {
    const model = await readModel('data/models/1ubq.pdb');
    const macromolecule = macromoleculeBundle(model);
    const target = await RemoteTarget.open({ transport, macromolecule, keys: KEYS, correlationId: 'mine' });
    const { sitesCart } = model;
    const minimizer = new GeometryMinimizer({ target, sitesCart, optimizer: 'lbfgs', maxIterations: 0 });
    const { energy } = await minimizer.minimize();
    target.close();
    await expect.poll(() => exporter.getFinishedSpans().length).toBe(9);
    const spans = exporter.getFinishedSpans();
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    const whole = 'minimize > ask geometry_requests > answer geometry_requests';
    const partsOf = (name: string) => {
      const asked = `${whole} > specialist ${name} > ask ${name}_requests`;
      return [`${whole} > specialist ${name}`, asked, `${asked} > answer ${name}_requests`];
    };
    const expected = ['minimize', 'minimize > ask geometry_requests', whole];
    expected.push(...partsOf('bonded'), ...partsOf('nonbonded'));
    expect(spans.map((span) => pathTo(span, spans)).sort()).toEqual(expected.sort());
    const atoms = { 'geomin.atoms': model.atomCount };
    expect(attributesOf(spans, 'minimize')).toMatchObject({ ...atoms, 'geomin.energy': energy });
    for (const stream of ['geometry_requests', 'bonded_requests', 'nonbonded_requests']) {
      const asked = attributesOf(spans, `ask ${stream}`);
      const answered = attributesOf(spans, `answer ${stream}`);
      expect(asked['geomin.correlation_id']).toBe('mine');
      expect(answered).toMatchObject({ ...asked, ...atoms });
    }
    expect(attributesOf(spans, 'answer nonbonded_requests')['geomin.agent_id']).toBe('n');
    expect(attributesOf(spans, 'specialist nonbonded')).toEqual({ 'geomin.weight': 0.5 });
    const kinds = ['ask bonded_requests', 'answer bonded_requests'].map((name) => named(spans, name).kind);
    expect(kinds).toEqual([SpanKind.CLIENT, SpanKind.SERVER]);
  });

  it('say what failed', async () => {
    const client = await AgentClient.open({ transport, keys: KEYS, requestStream: 'bonded_requests' });
    const asked = client.ask({ macromolecule_bundle_id: 'none' });
    await expect(asked).rejects.toMatchObject({ code: 'BUNDLE' });
    await client.close();
    await expect.poll(() => exporter.getFinishedSpans().length).toBe(2);
    for (const { status } of exporter.getFinishedSpans()) {
      expect(status).toMatchObject({
        code: SpanStatusCode.ERROR,
        message: expect.stringMatching(/^there is no bundle none/) as string,
      });
    }
  });

  it('are told of in a field that the signature covers', async () => {
    const stream = 'nobody_requests';
    const client = await AgentClient.open({
      transport,
      keys: KEYS,
      requestStream: stream,
      timeoutSeconds: 0.1,
      retries: 0,
    });
    await expect(client.ask({ macromolecule_bundle_id: 'none' })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await client.close();
    const [entry] = await transport.entries(stream);
    const [span] = exporter.getFinishedSpans();
    const { traceId, spanId } = span.spanContext();
    expect(entry.fields.get('traceparent')?.toString()).toBe(`00-${traceId}-${spanId}-01`);
    const guard = new SignatureGuard({ keys: KEYS });
    await guard.check(entry);
    const forged = Buffer.from(`00-${'1'.repeat(32)}-${spanId}-01`);
    const fields = new Map([...entry.fields, ['traceparent', forged]]);
    await expect(guard.check({ ...entry, fields })).rejects.toMatchObject({ fault: 'altered' });
  });
});

/** Names of what a span is part of, the outermost first, and its own. */
function pathTo(span: ReadableSpan, spans: readonly ReadableSpan[]): string {
  const parent = spans.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
  return parent ? `${pathTo(parent, spans)} > ${span.name}` : span.name;
}

function named(spans: readonly ReadableSpan[], name: string): ReadableSpan {
  return spans.find((span) => span.name === name)!;
}

function attributesOf(spans: readonly ReadableSpan[], name: string): Attributes {
  return named(spans, name).attributes;
}
