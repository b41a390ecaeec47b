// What it costs to have two specialists share the work on a gradient: one agent for all terms, two specialists whose sum is
// made by who asks, and the same through a coordinator.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { Redis } from 'ioredis';
import { RedisTransport, RemoteTarget, SumTarget, TERMS } from '../dist/index.js';
import { problemOf, SIZES } from './evaluation.mjs';
import { CONNECTION, startRedis } from './redis-server.mjs';
import { raceOf, startPeer } from './roundtrip.mjs';

const SIZE = SIZES.find(({ atoms }) => atoms === 4607);
/** Evaluations whose processor time is taken. */
const COUNTED = 300;

const SPECIALISTS = {
  bonded: TERMS.filter((term) => term !== 'nonbonded').join(','),
  nonbonded: 'nonbonded',
};

/**
 * @returns { atoms, alone, summed, coordinated, processors, load }; s an evaluation, and of processors for each of the
 *   three and each process
 */
export async function measureFanOut() {
  const [load] = loadavg();
  const redis = await startRedis();
  // Prefixes keep the agent of all terms and the coordinator apart, who read streams of the same name.
  const peers = { agent: await startPeer('agent', redis.url, 'a:') };
  for (const [name, terms] of Object.entries(SPECIALISTS))
    peers[name] = await startPeer('agent', redis.url, 'c:', name, terms);
  peers.coordinator = await startPeer('coordinator', redis.url, 'c:', ...Object.keys(SPECIALISTS));
  const caller = await openCaller(redis.url);
  try {
    for (const rival of Object.values(caller.rivals)) await rival();
    const times = await raceOf(caller.rivals);
    const pids = { caller: process.pid, redis: await redisPid(redis.url) };
    for (const [name, { pid }] of Object.entries(peers)) pids[name] = pid;
    const processors = {};
    for (const [name, rival] of Object.entries(caller.rivals))
      processors[name] = await processorTimes(pids, rival);
    const figures = { atoms: SIZE.atoms, ...times, processors, load };
    console.dir(figures, { depth: 3 });
    return figures;
  } finally {
    await caller.close();
    for (const peer of Object.values(peers)) peer.kill();
    await redis.stop();
  }
}

/** Who asks: the three ways to the same gradients. */
async function openCaller(url) {
  const { restraints, sites } = problemOf(SIZE);
  const macromolecule = { bundleType: 'macromolecule_data', restraints, atomCount: SIZE.atoms };
  const transports = {};
  for (const prefix of ['a:', 'c:']) transports[prefix] = await RedisTransport.connect({ url, prefix });
  const open = (prefix, requestStream) =>
    RemoteTarget.open({ transport: transports[prefix], macromolecule, requestStream });
  const parts = Object.keys(SPECIALISTS).map(async (name) => ({ name, target: await open('c:', name) }));
  const targets = {
    alone: await open('a:'),
    summed: new SumTarget(await Promise.all(parts)),
    coordinated: await open('c:'),
  };
  const gradients = new Float64Array(sites.length);
  const rivals = {};
  for (const [name, target] of Object.entries(targets))
    rivals[name] = () => target.evaluate(sites, gradients);
  const close = async () => {
    for (const target of Object.values(targets)) target.close();
    for (const transport of Object.values(transports)) await transport.close();
  };
  return { rivals, close };
}

async function redisPid(url) {
  const client = new Redis(url, CONNECTION);
  const [, pid] = /process_id:(\d+)/.exec(await client.info('server'));
  client.disconnect();
  return Number(pid);
}

/** Processor time that an evaluation takes of each process, s. */
async function processorTimes(pids, evaluate) {
  const before = usedBy(pids);
  for (let k = 0; k < COUNTED; k++) await evaluate();
  const after = usedBy(pids);
  return Object.fromEntries(Object.keys(pids).map((name) => [name, (after[name] - before[name]) / COUNTED]));
}

/** So far, s; Linux says so. */
function usedBy(pids) {
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const used = (pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    // utime and stime, the 14th and 15th of proc(5); the name and the pid before it are cut off.
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  };
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, used(pid)]));
}
