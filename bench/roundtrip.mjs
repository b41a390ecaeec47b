// Gradients through an agent in a process of its own, beside the same bytes through the same commands of Redis and beside
// the computation alone; and how many requests a second go through.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { GeometryTarget, RedisTransport, RemoteTarget } from '../dist/index.js';
import { problemOf, SIZES } from './evaluation.mjs';
import { CONNECTION, countCommands, startRedis } from './redis-server.mjs';
import { Floor } from './roundtrip-floor.mjs';

/** s per race. */
const BUDGET = 6;
const MOST_ROUNDS = 1500;
/** s for each count of requests. */
const THROUGHPUT_TIME = 2;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** @returns { sizes, throughput, load }; times in s, the load of the minute before */
export async function measureRoundTrips() {
  const [load] = loadavg();
  const redis = await startRedis();
  const peers = await Promise.all([startPeer('agent', redis.url, 'a:'), startPeer('echo', redis.url, '')]);
  try {
    const sizes = [];
    for (const size of SIZES) {
      sizes.push(await race(redis.url, size));
      console.dir(sizes.at(-1), { depth: 4 });
    }
    const throughput = await measureThroughput(redis.url, peers);
    console.log(throughput);
    return { sizes, throughput, load };
  } finally {
    for (const peer of peers) peer.kill();
    await redis.stop();
  }
}

/** A process of bench/roundtrip-peer.mjs that is ready. */
export async function startPeer(...args) {
  const program = fileURLToPath(new URL('./roundtrip-peer.mjs', import.meta.url));
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [program, ...args], { stdio });
  process.once('exit', () => child.kill());
  await once(child.stdout, 'data');
  return child;
}

/** One size. */
async function race(url, size) {
  const { restraints, sites } = problemOf(size);
  const local = new GeometryTarget(restraints);
  const recorder = new Recorder(await RedisTransport.connect({ url, prefix: 'a:' }));
  const remote = await RemoteTarget.open({
    transport: recorder.transport,
    macromolecule: { bundleType: 'macromolecule_data', restraints, atomCount: size.atoms },
    timeoutSeconds: 120,
  });
  const gradients = new Float64Array(sites.length);
  await remote.evaluate(sites, gradients);
  const floor = new Floor(url);
  await floor.prepare(...recorder.recorded());
  const rivals = {
    real: () => remote.evaluate(sites, gradients),
    floor: () => floor.roundTrip(),
    compute: async () => local.evaluateSync(sites, gradients),
  };
  const times = await raceOf(rivals);
  const redis = new Redis(url, CONNECTION);
  const counts = {};
  for (const name of ['real', 'floor']) counts[name] = await countCommands(redis, 64, rivals[name]);
  redis.disconnect();
  floor.close();
  remote.close();
  await recorder.close();
  local.close();
  return { atoms: size.atoms, ...times, counts };
}

/** Medians, s: all rivals have their turn in each round, so that what else the machine does hits all alike. */
export async function raceOf(rivals) {
  const times = Object.fromEntries(Object.keys(rivals).map((name) => [name, []]));
  const end = performance.now() + 1e3 * BUDGET;
  for (let round = 0; round < MOST_ROUNDS && performance.now() < end; round++) {
    for (const [name, work] of Object.entries(rivals)) {
      const start = performance.now();
      await work();
      if (round >= 5) times[name].push((performance.now() - start) / 1e3);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** Remembers the last request and answer, and what was stored, for the floor to send again. */
class Recorder {
  #inner;
  #request;
  #answer;
  #stored;

  constructor(inner) {
    this.#inner = inner;
  }

  get transport() {
    const send = (stream, fields) => this.#inner.send(stream, (this.#request = fields));
    const openInbox = (stream, onEntry) =>
      this.#inner.openInbox(stream, (entry) => onEntry((this.#answer = entry)));
    const putBytes = (id, bytes, ttl) =>
      this.#inner.bundles.putBytes(id, (this.#stored = { id, bytes }).bytes, ttl);
    const bundles = wrapped(this.#inner.bundles, { putBytes });
    return wrapped(this.#inner, { send, openInbox, bundles });
  }

  /** @returns what {@link Floor.prepare} takes */
  recorded() {
    const isStored = this.#stored.id.startsWith('coordinates_');
    const request = Object.entries(this.#request).flat();
    return [request, [...this.#answer.fields].flat(), isStored ? this.#stored.bytes : undefined];
  }

  close() {
    return this.#inner.close();
  }
}

function wrapped(object, replaced) {
  const get = (target, name) => {
    if (name in replaced) return replaced[name];
    const value = target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return new Proxy(object, { get });
}

/** Requests a second of 660 atoms: 1, 2 and 4 callers, which share a process, and 1 and 2 agents. */
async function measureThroughput(url, peers) {
  const rows = [];
  for (const agents of [1, 2]) {
    if (agents === 2) peers.push(await startPeer('agent', url, 'a:'));
    for (const callers of [1, 2, 4]) {
      rows.push({ agents, callers, perSecond: await requestsPerSecond(url, callers) });
    }
  }
  return rows;
}

async function requestsPerSecond(url, callers) {
  const { restraints, sites } = problemOf(SIZES[0]);
  const macromolecule = { bundleType: 'macromolecule_data', restraints, atomCount: restraints.atomCount };
  const transport = await RedisTransport.connect({ url, prefix: 'a:' });
  let count = 0;
  const work = async () => {
    const target = await RemoteTarget.open({ transport, macromolecule });
    const gradients = new Float64Array(sites.length);
    for (let k = 0; k < 200; k++) await target.evaluate(sites, gradients);
    const end = performance.now() + 1e3 * THROUGHPUT_TIME;
    for (; performance.now() < end; count++) await target.evaluate(sites, gradients);
    target.close();
  };
  await Promise.all(Array.from({ length: callers }, work));
  await transport.close();
  return count / THROUGHPUT_TIME;
}
