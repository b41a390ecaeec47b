import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentMetrics } from '../../src/agents/metrics.js';
import { parseModel } from '../../src/model/read-model.js';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import { Agents, evaluateHere } from '../agents/deployment.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';
import { projectFile, scratchFile } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const program = projectFile('examples/python/geomin_client.py');
const KEY = 'a key of the tests, long enough';

/** The first that has what is needed: the one on the PATH may be another than the system's. */
const interpreter = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import msgpack, numpy, redis']).status === 0,
);
if (interpreter === undefined && process.env.CI) throw new Error('no python3 with redis, msgpack and numpy');

describe.skipIf(interpreter === undefined)('a client in Python', () => {
  describeWithRedis('asks agents', () => {
    let redis: TestRedis;
    let stop = async () => {};
    beforeAll(async () => void (redis = await startRedis()));
    afterEach(() => stop());

    /** An agent, and how often it refused something, by fault. */
    async function startAgent(...keys: string[]) {
      const transport = await RedisTransport.connect({ url: redis.url });
      const refused: string[] = [];
      const nothing = () => undefined;
      const metrics: AgentMetrics = new Proxy({} as AgentMetrics, {
        get: (_, name) => (name === 'signatureRefused' ? (fault: string) => refused.push(fault) : nothing),
      });
      const agents = new Agents(transport);
      await agents.start({
        metrics,
        keys: keys.length > 0 ? keys.map((key) => Buffer.from(key)) : undefined,
      });
      stop = async () => {
        await agents.stop();
        await transport.close();
      };
      return { refused };
    }

    const run = async (...args: string[]) => (await promisify(execFile)(interpreter!, args)).stdout;

    /** Runs a script that has a client, a model's text and sites; `out` is JSON. */
    async function script(text: string, key?: string, timeout = 20): Promise<unknown> {
      const keyArgument = key === undefined ? 'None' : `b${JSON.stringify(key)}`;
      const source = `
import sys, json
sys.path.insert(0, ${JSON.stringify(projectFile('examples/python'))})
from geomin_client import *
client = Client(${JSON.stringify(redis.url)}, key=${keyArgument}, timeout=${timeout})
text = open(${JSON.stringify(ubiquitin)}, "rb").read()
sites, model = read_sites(text), client.put_model(text)
def request():
    new = {"macromolecule_bundle_id": model, "reply_to": client.inbox, "inline_response": True}
    return client.request_fields(new, coordinates=msgpack.packb(coordinate_bundle(sites, model, 0)))
def failure(call):
    try:
        return call()
    except Exception as error:
        return str(error)
${text}
client.close()
print(json.dumps(out))`;
      return JSON.parse(await run('-c', source));
    }

    it.each(['gradients', 'gradients_old_form'])(
      '%s gives what is computed here, to the last digit',
      async (call) => {
        await startAgent();
        const model = parseModel(readFileSync(ubiquitin));
        const sitesCart = model.sitesCart.map((x, i) => x + ((i % 7) - 3) / 100);
        const [first, moved] = [evaluateHere(model), evaluateHere(model, sitesCart)];
        const found = await script(`
shaken = sites + (np.arange(sites.size).reshape(-1, 3) % 7 - 3) / 100
out = [[energy, gradients.tobytes().hex()] for energy, gradients in (client.${call}(model, x) for x in (sites, shaken))]`);
        const expected = [first, moved].map(({ energy, gradients }) => [
          energy,
          Buffer.from(gradients.buffer).toString('hex'),
        ]);
        expect(found).toEqual(expected);
      },
    );

    it.each([[[]], [['--old-form']]])('goes downhill from the command line, signed, %j', async (args) => {
      await startAgent(KEY);
      const keyFile = scratchFile('client.key', `${KEY}\n`);
      const common = [program, '--redis', redis.url, '--key-file', keyFile, ...args];
      const { energy } = evaluateHere(parseModel(readFileSync(ubiquitin)));
      const line = /^(\S+): 660 atoms, energy (\S+), one step downhill (\S+)\n$/;
      const [, bundle, before, after] = line.exec(await run(...common, ubiquitin))!;
      expect(before).toBe(energy.toFixed(6));
      expect(Number(after)).toBeLessThan(energy);
      expect(await run(...common, bundle)).toBe(
        `${bundle}: 660 atoms, energy ${before}, one step downhill ${after}\n`,
      );
    });

    it('is refused with another key, and takes no answer without its signature', async () => {
      const { refused } = await startAgent(KEY);
      const out = await script('out = failure(lambda: client.gradients(model, sites))', `${KEY}, not`, 2);
      expect(out).toBe('no answer within 2 s, but some without our signature');
      expect(refused).toEqual(['altered']);
    });

    it('is refused without a key', async () => {
      const { refused } = await startAgent(KEY);
      const out = await script('out = failure(lambda: client.gradients(model, sites))');
      expect(out).toMatch(/^DENIED: the entry is refused: it is not signed/);
      expect(refused).toEqual(['unsigned']);
    });

    it('is refused where its message was altered', async () => {
      const { refused } = await startAgent(KEY);
      const alter = `
fields = request()
sites[0, 0] += 1
fields[b"coordinates"] = msgpack.packb(coordinate_bundle(sites, model, 0))
out = failure(lambda: client.ask(fields, client.inbox))`;
      expect(await script(alter, KEY, 2)).toMatch('some without our signature');
      expect(refused).toEqual(['altered']);
    });

    it('is refused where its message comes again', async () => {
      const { refused } = await startAgent(KEY);
      const repeat = `
fields = request()
first = client.ask(fields, client.inbox)[0]["success"]
client.timeout = 2
out = [first, failure(lambda: client.ask(fields, client.inbox))]`;
      expect(await script(repeat, KEY)).toEqual([true, 'no answer within 2 s']);
      expect(refused).toEqual(['repeated']);
    });
  });
});
