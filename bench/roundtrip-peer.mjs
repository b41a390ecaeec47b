// The other side of bench/roundtrip.mjs, in a process of its own: node roundtrip-peer.mjs agent|echo URL PREFIX
import { Redis } from 'ioredis';
import { GeometryAgent, RedisTransport } from '../dist/index.js';
import { CONNECTION } from './redis-server.mjs';
import { FLOOR, trimEvery } from './roundtrip-floor.mjs';

const [role, url, prefix] = process.argv.slice(2);
if (role === 'agent') {
  const transport = await RedisTransport.connect({ url, prefix });
  await new GeometryAgent({ transport }).start();
} else void echo();
console.log('ready');

/** Answers with what it was told before, and computes nothing. */
async function echo() {
  const commands = new Redis(url, CONNECTION);
  const blocking = commands.duplicate();
  const { lanes, group } = FLOOR;
  for (const stream of lanes) await commands.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
  let answer;
  let count = 0;
  const handle = async (stream, [id, fields]) => {
    if (String(fields[0]) === 'prepare') answer = await prepared(commands);
    else {
      if (answer.isStored) {
        const bytes = await commands.getrangeBuffer(FLOOR.sites, 0, 2 ** 29);
        await commands.set(FLOOR.gradients, bytes, 'PX', 3_600_000);
      }
      await commands.callBuffer('xadd', FLOOR.inbox, 'NOMKSTREAM', '*', ...answer.fields);
    }
    await commands.callBuffer('xack', stream, group, id);
    if (++count % trimEvery(answer.fields, 256) !== 0) return;
    await commands.callBuffer('xinfo', 'GROUPS', stream);
    await commands.callBuffer('xtrim', stream, 'MINID', id);
  };
  for (;;) {
    const options = ['COUNT', 4, 'BLOCK', 20_000, 'STREAMS', ...lanes, '>', '>', '>'];
    const reply = await blocking.callBuffer('xreadgroup', 'GROUP', group, 'echo', ...options);
    for (const [stream, entries] of reply ?? []) for (const entry of entries) void handle(stream, entry);
  }
}

async function prepared(commands) {
  const isStored = (await commands.get(FLOOR.isStored)) === '1';
  return { isStored, fields: await commands.lrangeBuffer(FLOOR.answer, 0, -1) };
}
