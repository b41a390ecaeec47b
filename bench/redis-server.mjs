// A Redis of a benchmark's own, from the PATH, that keeps nothing on disk; and what it counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

/** How all connections of floors are opened: as geomin opens its own. */
export const CONNECTION = { protocol: 2, maxRetriesPerRequest: null, disableClientInfo: true };

/** @returns { url, stop }; stop ends it */
export async function startRedis() {
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' });
  await once(server, 'spawn');
  process.once('exit', () => server.kill());
  const client = new Redis(port, { ...CONNECTION, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** What Redis did for each of `count` calls of `work`: commands by name, and bytes in and out. */
export async function countCommands(redis, count, work) {
  const before = await counters(redis);
  for (let k = 0; k < count; k++) await work();
  const after = await counters(redis);
  const each = (name) => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) / count;
  const commands = {};
  for (const name of after.keys()) {
    if (!name.startsWith('cmdstat_') || name === 'cmdstat_info' || each(name) < 0.005) continue;
    commands[name.slice('cmdstat_'.length)] = each(name);
  }
  const total = Object.values(commands).reduce((sum, calls) => sum + calls, 0);
  return { commands, total, bytes: each('total_net_input_bytes') + each('total_net_output_bytes') };
}

async function counters(redis) {
  const text = (await redis.info('commandstats')) + (await redis.info('stats'));
  const lines = text.matchAll(/^(cmdstat_[^:]+|total_net_\w+):(?:calls=)?(\d+)/gm);
  return new Map([...lines].map(([, name, value]) => [name, Number(value)]));
}
