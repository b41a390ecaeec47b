// The other side of bench/roundtrip.mjs, in a process of its own, and the agents of bench/fan-out.mjs:
// node roundtrip-peer.mjs echo URL PREFIX | agent URL PREFIX [STREAM TERM,…] | coordinator URL PREFIX STREAM…
import { Redis } from 'ioredis';
import { Coordinator, GeometryAgent, RedisTransport } from '../dist/index.js';
import { collectBuffersEarly } from '../dist/v8-settings.js';
import { CONNECTION } from './redis-server.mjs';
import { FLOOR, trimEvery } from './roundtrip-floor.mjs';

// As `geomin agent` does.
collectBuffersEarly();
const [role, url, prefix, ...streams] = process.argv.slice(2);
if (role === 'echo') void echo();
else await serve(await RedisTransport.connect({ url, prefix }));
console.log('ready');

async function serve(transport) {
  const [requestStream, terms] = streams;
  const specialists = streams.map((stream) => ({ name: stream, requestStream: stream }));
  const agent =
    role === 'coordinator'
      ? new Coordinator({ transport, specialists })
      : new GeometryAgent({ transport, requestStream, terms: terms?.split(',') });
  await agent.start();
}

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
