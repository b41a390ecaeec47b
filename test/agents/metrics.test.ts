import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { serveMetrics, type MetricsServer } from '../../src/agents/metrics-server.js';
import { PrometheusMetrics } from '../../src/agents/prometheus-metrics.js';

const servers: MetricsServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(metrics: PrometheusMetrics, maxSilenceSeconds?: number) {
  const server = await serveMetrics({ port: 0, metrics, maxSilenceSeconds });
  servers.push(server);
  return server;
}

async function ask(port: number, path: string, init?: RequestInit) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** The value of a figure, whose labels are given in the order of their names. */
function figure(text: string, name: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`geomin_${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

test('what was counted is served as text, with the labels of all figures', async () => {
  const metrics = new PrometheusMetrics({ agent_id: 'a1' });
  metrics.request('success', 0.003);
  metrics.request('success', 0.2);
  metrics.request('SITES', 0.2);
  for (const code of ['DENIED', 'TIMEOUT', 'CANCELLED'] as const) metrics.request(code, 0.001);
  metrics.request('duplicate', 0.001);
  metrics.computed(660, 2e-5);
  metrics.computed(660, 3e-5);
  metrics.cache(false);
  metrics.cache(true);
  metrics.cache(true);
  metrics.cacheGrew(5000);
  metrics.cacheGrew(-2000);
  metrics.deadLetter();
  metrics.signatureRefused('stale');
  metrics.reconnected();
  const { port } = await serve(metrics);
  const { status, type, text } = await ask(port, '/metrics?name=all');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(figure(text, 'requests_total{outcome="success",error_code="",agent_id="a1"}')).toBe(2);
  expect(figure(text, 'requests_total{outcome="failed",error_code="SITES",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'requests_total{outcome="duplicate",error_code="",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'requests_total{outcome="refused",error_code="DENIED",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'requests_total{outcome="expired",error_code="TIMEOUT",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'requests_total{outcome="cancelled",error_code="CANCELLED",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'request_seconds_bucket{le="0.005",agent_id="a1"}')).toBe(5);
  expect(figure(text, 'request_seconds_count{agent_id="a1"}')).toBe(7);
  expect(figure(text, 'request_seconds_sum{agent_id="a1"}')).toBeCloseTo(0.407, 12);
  expect(figure(text, 'compute_seconds_count{agent_id="a1"}')).toBe(2);
  expect(figure(text, 'atoms_evaluated_total{agent_id="a1"}')).toBe(1320);
  expect(figure(text, 'restraint_cache_total{result="hit",agent_id="a1"}')).toBe(2);
  expect(figure(text, 'restraint_cache_total{result="miss",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'restraint_cache_bytes{agent_id="a1"}')).toBe(3000);
  expect(figure(text, 'dead_letters_total{agent_id="a1"}')).toBe(1);
  expect(figure(text, 'signatures_refused_total{fault="stale",agent_id="a1"}')).toBe(1);
  expect(figure(text, 'reconnects_total{agent_id="a1"}')).toBe(1);
  expect(figure(text, 'resident_memory_bytes{agent_id="a1"}')).toBeGreaterThan(1e7);
});

test('figures of one are not in the other, though both are of this process', async () => {
  const [one, other] = [new PrometheusMetrics(), new PrometheusMetrics()];
  one.deadLetter();
  expect(figure(await one.text(), 'dead_letters_total')).toBe(1);
  expect(figure(await other.text(), 'dead_letters_total')).toBe(0);
});

test('streams are looked at once for each scrape, and forgotten when they are gone', async () => {
  const metrics = new PrometheusMetrics();
  let looks = 0;
  metrics.watchBacklog(async () => {
    looks++;
    if (looks === 2) return [];
    if (looks === 3) throw new Error('no Redis');
    return [
      { stream: 'requests', lag: 7, pending: 3 },
      { stream: 'other', lag: undefined, pending: 0 },
    ];
  });
  const text = await metrics.text();
  expect(looks).toBe(1);
  expect(figure(text, 'stream_lag{stream="requests"}')).toBe(7);
  expect(figure(text, 'stream_pending{stream="requests"}')).toBe(3);
  expect(figure(text, 'stream_lag{stream="other"}')).toBeUndefined();
  expect(figure(text, 'stream_pending{stream="other"}')).toBe(0);
  expect(await metrics.text()).not.toContain('stream="requests"');
  expect(await metrics.text()).not.toContain('stream="requests"');
  expect(await metrics.text()).toContain('stream="requests"');
});

test('a Redis that does not answer holds up no other figure', async () => {
  const metrics = new PrometheusMetrics();
  let looks = 0;
  metrics.watchBacklog(() => {
    looks++;
    return new Promise(() => {});
  });
  metrics.deadLetter();
  const { port } = await serve(metrics);
  const before = performance.now();
  expect(figure((await ask(port, '/metrics')).text, 'dead_letters_total')).toBe(1);
  await ask(port, '/metrics');
  expect(performance.now() - before).toBeLessThan(5000);
  expect(looks).toBe(1);
});

test('health is that of the agent that was heard of least lately', async () => {
  const metrics = new PrometheusMetrics();
  const { port } = await serve(metrics, 0.3);
  expect(await ask(port, '/healthz')).toMatchObject({ status: 503, text: 'no agent\n' });
  metrics.beat('a1');
  metrics.beat('a2');
  expect(await ask(port, '/healthz')).toMatchObject({ status: 200, text: 'well\n' });
  await new Promise((resolve) => setTimeout(resolve, 400));
  metrics.beat('a1');
  expect((await ask(port, '/healthz')).status).toBe(503);
  metrics.ended('a2');
  expect((await ask(port, '/healthz')).status).toBe(200);
});

test('there is nothing else, and nothing to be written', async () => {
  const { port } = await serve(new PrometheusMetrics());
  expect((await ask(port, '/')).status).toBe(404);
  expect((await ask(port, '/metrics', { method: 'POST', body: 'x' })).status).toBe(405);
  expect(await ask(port, '/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
});

test('a port that is taken or none is named', async () => {
  const metrics = new PrometheusMetrics();
  const { port } = await serve(metrics);
  await expect(serveMetrics({ port, metrics })).rejects.toThrow(
    expect.objectContaining({
      code: 'ARGUMENT',
      message: `metrics cannot be served on 127.0.0.1:${port}: another program has it`,
    }),
  );
  await expect(serveMetrics({ port: 70000, metrics })).rejects.toThrow('ports go from 0 to 65535');
});

test('closing ends connections that are kept open, and frees the port', async () => {
  const metrics = new PrometheusMetrics();
  const first = await serveMetrics({ port: 0, metrics });
  const idle = new Promise((resolve) => {
    get(
      { port: first.port, host: '127.0.0.1', path: '/healthz', headers: { connection: 'keep-alive' } },
      resolve,
    );
  });
  await idle;
  await first.close();
  await first.close();
  servers.push(await serveMetrics({ port: first.port, metrics }));
});
