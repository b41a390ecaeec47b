import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { startAgents, type AgentProcess } from './agent-process.js';
import { geomin, projectFile, scratchFile } from './run.js';

const page = readFileSync(projectFile('docs/agents.md'), 'utf8');
const ubiquitin = projectFile('data/models/1ubq.pdb');

/** What makes Node.js run the file that the page shows. */
function pageOptions(): string {
  const [, code] = /`spans\.mjs`.*?```js\n(.*?)```/s.exec(page)!;
  const sdk = createRequire(import.meta.url).resolve('@opentelemetry/sdk-trace-node');
  return `--import ${scratchFile('spans.mjs', code.replace('@opentelemetry/sdk-trace-node', sdk))}`;
}

/** Trace of the span of a name, as the console's exporter prints it. */
function traceOf(name: string, printed: string): string | undefined {
  const span = printed.split(/^\{$/m).find((text) => text.includes(`name: '${name}'`));
  return /traceId: '([0-9a-f]{32})'/.exec(span ?? '')?.[1];
}

describeWithRedis('the SDK of the page about agents', () => {
  let redis: TestRedis;
  const agents: AgentProcess[] = [];
  const spans = { NODE_OPTIONS: pageOptions() };
  const start = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
    agents.push(await startAgents(args, { GEOMIN_REDIS_URL: redis.url, ...env }));
    return agents.at(-1)!;
  };
  const minimize = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const method = ['--optimizer', 'lbfgs', '--max-iterations', '0', '--redis', redis.url];
    const { code, stdout } = await geomin(['minimize', ubiquitin, ...method, ...args], { env });
    expect(code).toBe(0);
    return stdout;
  };

  beforeAll(async () => void (redis = await startRedis()));
  afterAll(async () => {
    for (const agent of agents) agent.kill('SIGTERM');
    for (const agent of agents) await agent.ended();
  });

  it('has one trace of what two processes do', async () => {
    const agent = await start(spans);
    const trace = traceOf('minimize', await minimize(spans));
    expect(trace).toBeDefined();
    await expect.poll(() => traceOf('answer geometry_requests', agent.printed())).toBe(trace);
  });

  it('is nothing to processes without one, on either side', async () => {
    const silent = await start({}, '--stream', 'silent_requests');
    expect(
      traceOf('ask silent_requests', await minimize(spans, '--stream', 'silent_requests')),
    ).toBeDefined();
    expect(silent.printed()).toBe('');
    expect(await minimize({})).not.toContain('traceId');
  });
});
