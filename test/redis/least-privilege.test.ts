import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GeometryAgent } from '../../src/agents/geometry-agent.js';
import { latestTraces } from '../../src/agents/read-trace.js';
import { RemoteTarget } from '../../src/agents/remote-target.js';
import { TracingTransport } from '../../src/agents/tracing-transport.js';
import { macromoleculeBundle } from '../../src/bundles/macromolecule.js';
import { GeometryMinimizer } from '../../src/minimize/geometry-minimizer.js';
import { readModel } from '../../src/model/read-model.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { documentedAccess, urlFor } from '../access-lists.js';
import { geomin, projectFile, scratchFolder } from '../e2e/run.js';
import { startWorker } from '../jobs/worker-process.js';
import { describeWithRedis, startRedis } from '../redis.js';
import { OldResponses, oldRequest } from '../agents/deployment.js';

const KEYS = [Buffer.from('a key that agents and clients share')];

describeWithRedis('with the rights of docs/security.md and no others', () => {
  test('agents answer, and clients minimize', { timeout: 60_000 }, async () => {
    const server = await startRedis({ acl: documentedAccess() });
    const failures: unknown[] = [];
    const fail = (fields: object | string, message?: string) => void failures.push([message, fields]);
    const logger = { debug() {}, info() {}, warn: fail, error: fail, child: () => logger };
    const connect = (user: 'geomin-agent' | 'geomin-client' | 'admin') =>
      RedisTransport.connect({ url: urlFor(server.url, user) });
    const forAgent = new TracingTransport(await connect('geomin-agent'));
    const agent = new GeometryAgent({ transport: forAgent, keys: KEYS, logger, claimAfter: 0.2 });
    await agent.start();

    const transport = new TracingTransport(await connect('geomin-client'));
    const model = await readModel('data/models/1ubq.pdb');
    const macromolecule = macromoleculeBundle(model);
    for (const inlineBytes of [1e6, 0]) {
      const target = await RemoteTarget.open({
        transport,
        macromolecule,
        keys: KEYS,
        inlineBytes,
        timeoutSeconds: 5,
      });
      const minimizer = new GeometryMinimizer({
        target,
        sitesCart: model.sitesCart,
        optimizer: 'lbfgs',
        maxIterations: 20,
      });
      const { storeError, finalBundleId, iterations } = await minimizer.minimize();
      expect({ storeError, iterations }).toEqual({ storeError: undefined, iterations: 20 });
      await transport.bundles.get(finalBundleId!, 'coordinate_update');
      target.close();
    }
    await transport.close();
    // Long enough for claims, touches and trimming.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await agent.drain();
    await agent.stop();
    await forAgent.close();
    expect(failures).toEqual([]);
    const admin = await connect('admin');
    const [way] = await latestTraces(admin, 1);
    expect(way.events.map(({ event }) => event).sort()).toEqual(['answered', 'received', 'settled', 'taken']);
    await admin.close();
  });

  test('old clients are answered', async () => {
    const server = await startRedis({ acl: documentedAccess() });
    const forAgent = await RedisTransport.connect({ url: urlFor(server.url, 'geomin-agent') });
    const agent = new GeometryAgent({ transport: forAgent });
    await agent.start();
    const admin = await RedisTransport.connect({ url: urlFor(server.url, 'admin') });
    const responses = await OldResponses.follow(admin);
    const id = await admin.bundles.put(macromoleculeBundle(await readModel('data/models/1ubq.pdb')));
    const client = await RedisTransport.connect({ url: urlFor(server.url, 'geomin-old-client') });
    await client.send('geometry_requests', oldRequest('old', id));
    expect(await responses.to('old')).toMatchObject({ success: true });
    await client.close();
    await agent.stop();
    await admin.close();
    await forAgent.close();
  });

  test('workers do what submitters ask, and make their tables', { timeout: 180_000 }, async () => {
    const server = await startRedis({ acl: documentedAccess() });
    const submitter = (...args: string[]) =>
      geomin([...args, '--redis', urlFor(server.url, 'geomin-submitter')]);
    const out = scratchFolder();
    const batch = ['batch', projectFile('data/models/1ubq.pdb'), '--output-dir', out, '--detach'];
    const short = ['--optimizer', 'lbfgs', '--max-iterations', '20', '--summary', 'table.tsv'];
    const endless = ['--optimizer', 'adam', '--convergence', '0', '--max-iterations', '100000000'];
    // It must not warn of jobs that are lost because the machine is busy.
    const worker = startWorker(urlFor(server.url, 'geomin-worker'), ['--claim-after', '30']);
    const [[done], [summary]] = lines(await submitter(...batch, ...short));
    await worker.said('a job is completed', ({ job_id }) => job_id === summary);
    const fetched = await submitter('jobs', 'fetch', done, summary, '--output-dir', out);
    expect([fetched.stderr, readdirSync(out).sort()]).toEqual(['', ['1ubq_minimized.pdb', 'table.tsv']]);

    const [[cancelled]] = lines(await submitter(...batch, ...endless));
    await worker.said('a job is begun', ({ job_id }) => job_id === cancelled);
    expect(await submitter('jobs', 'cancel', cancelled)).toMatchObject({ code: 0, stderr: '' });
    await worker.said('a job is abandoned');
    for (const command of [['retry', cancelled], ['cancel', cancelled], ['remove', done], ['list']]) {
      expect(await submitter('jobs', ...command)).toMatchObject({ code: 0, stderr: '' });
    }
    await worker.kill('SIGTERM');
    const warnings = worker.lines.filter(({ level }) => Number(level) > 30);
    expect(warnings).toEqual([]);
  });
});

/** Each line's words. */
function lines({ stdout }: { readonly stdout: string }): string[][] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('  '));
}
