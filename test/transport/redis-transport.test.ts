import { Redis } from 'ioredis';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { RedisTransport } from '../../src/transport/redis-transport.js';
import type { Delivery } from '../../src/transport/entry.js';
import type { Member } from '../../src/transport/transport.js';
import { numbers, pause, range, timed } from '../conformance/deployment.js';
import { describeWithRedis, startRedis, type TestRedis } from '../redis.js';

describeWithRedis('a transport over Redis', () => {
  let server: TestRedis;
  const opened: RedisTransport[] = [];
  const open = async (url = server.url) => {
    const transport = await RedisTransport.connect({ url });
    opened.push(transport);
    return transport;
  };
  beforeAll(async () => {
    server = await startRedis();
  });
  beforeEach(async () => {
    await ask('flushall');
  });
  afterEach(() => Promise.all(opened.splice(0).map((transport) => transport.close())));

  /** A command on a connection of its own. */
  const ask = async (command: string, ...args: string[]) => {
    const client = new Redis(server.port, '127.0.0.1', { protocol: 2 });
    try {
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  };
  const length = async (stream: string) => Number(await ask('xlen', stream));
  const calls = async () => commandCalls(String(await ask('info', 'commandstats')));

  /** Settles what comes until there is nothing, and gives the numbers. */
  const readAll = async (member: Member, idleMs: number) => {
    const seen = new Set<number>();
    for (let quiet = 0; quiet < 3;) {
      const deliveries = [...(await member.read(50, 50)), ...(await member.claim(idleMs, 50))];
      quiet = deliveries.length === 0 ? quiet + 1 : 0;
      for (const n of numbers(deliveries)) seen.add(n);
      for (const delivery of deliveries) await member.settle(delivery);
      if (deliveries.length === 0) await pause(idleMs);
    }
    return [...seen].sort((a, b) => a - b);
  };

  test('loses nothing that was acknowledged when the server is killed while some send and some wait', async () => {
    const mortal = await startRedis({ appendOnly: true });
    const [sender, reader] = [await open(mortal.url), await open(mortal.url)];
    const member = await reader.join('agents', ['jobs'], 'a');
    const sent = new Set<number>();
    const handled = new Set<number>();
    let reconnected = 0;
    sender.onReconnect(() => (reconnected += 1));
    let sending = true;
    const send = async (lane: number) => {
      for (let n = lane; sending; n += 4) {
        await sender.send('jobs', { n: String(n) });
        sent.add(n);
        await pause(1);
      }
    };
    const read = async () => {
      while (sending || handled.size < sent.size) {
        const deliveries = [...(await member.read(20, 200)), ...(await member.claim(500, 20))];
        for (const delivery of deliveries) {
          await member.settle(delivery, [
            { stream: 'answers', fields: numberOf(delivery), onlyIfAwaited: false },
          ]);
          handled.add(numbers([delivery])[0]);
        }
      }
    };
    const all = [0, 1, 2, 3].map(send);
    const reading = read();
    for (let kills = 0; kills < 2; kills++) {
      await pause(300);
      await mortal.kill();
      await pause(100);
      await mortal.restart();
    }
    await pause(300);
    sending = false;
    await Promise.all([...all, reading]);
    expect([...sent].filter((n) => !handled.has(n))).toEqual([]);
    const answered = new Set(numbers(await sender.entries('answers')));
    expect([...sent].filter((n) => !answered.has(n))).toEqual([]);
    expect(reconnected).toBeGreaterThanOrEqual(1);
    expect((await sender.streamState('jobs'))!.groups).toMatchObject([{ pending: 0 }]);
  });

  test('wakes a member that waits when the server is back', async () => {
    const mortal = await startRedis();
    const transport = await open(mortal.url);
    const member = await transport.join('agents', ['jobs'], 'a');
    const reading = member.read(1, 20_000);
    await pause(100);
    await mortal.kill();
    await pause(300);
    await mortal.restart();
    await transport.send('jobs', { n: '1' });
    expect(numbers(await reading)).toEqual([1]);
  });

  test.each([0, 1000])(
    'closes at once where the server is gone for %i ms, whatever is under way',
    async (ms) => {
      const mortal = await startRedis();
      const transport = await open(mortal.url);
      const member = await transport.join('agents', ['jobs'], 'a');
      await transport.openInbox('jobs_responses:me', () => undefined);
      await transport.follow('jobs', () => undefined);
      const reading = member.read(1, 20_000).catch((error: unknown) => error);
      await mortal.kill();
      const sending = transport.send('jobs', { n: '1' }).catch((error: unknown) => error);
      await pause(ms);
      expect((await timed(transport.close())).ms).toBeLessThan(3000);
      expect(await sending).toMatchObject({ code: 'TRANSPORT', message: 'the transport was closed' });
      await reading;
    },
  );

  test('asks Redis for five commands a round trip, and for next to nothing besides', async () => {
    const [client, agent] = [await open(), await open()];
    const member = await agent.join('agents', ['jobs'], 'a');
    let told: () => void = () => undefined;
    await client.openInbox('jobs_responses:me', () => told());
    const roundTrip = async () => {
      const answered = new Promise<void>((resolve) => (told = resolve));
      const reading = member.read(1, 5000);
      await client.send('jobs', { n: '1' });
      const [delivery] = await reading;
      await member.settle(delivery, [
        { stream: 'jobs_responses:me', fields: { n: '1' }, onlyIfAwaited: true },
      ]);
      await answered;
    };
    await roundTrip();
    await ask('config', 'RESETSTAT');
    const trips = 100;
    for (let i = 0; i < trips; i++) await roundTrip();
    const counted = await calls();
    expect(counted.xadd).toBe(2 * trips);
    expect(counted.xack).toBe(trips);
    // The first of each was waiting before the count began, and the next one may not have been counted.
    expect(Math.abs(counted.xread - trips)).toBeLessThanOrEqual(1);
    expect(Math.abs(counted.xreadgroup - trips)).toBeLessThanOrEqual(1);
    const others = Object.entries(counted).filter(
      ([name]) => !/^(xadd|xack|xread|xreadgroup|info|config)/.test(name),
    );
    expect(others.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(5);
  });

  test('trims streams under load, and never what a second group has still to do', async () => {
    const transport = await open();
    const member = await transport.join('agents', ['jobs'], 'a');
    const slow = await transport.join('others', ['jobs'], 'b');
    let longest = 0;
    const work = async (from: number, to: number) => {
      for (const n of range(from, to)) {
        await transport.send('jobs', { n: String(n) });
        for (const delivery of await member.read(10, 0)) await member.settle(delivery);
        if (n % 50 === 0) longest = Math.max(longest, await length('jobs'));
      }
    };
    await work(1, 600);
    expect(await length('jobs')).toBe(600);
    const seen: number[] = [];
    for (let got: Delivery[]; (got = await slow.read(100, 0)).length > 0; seen.push(...numbers(got))) {
      for (const delivery of got) await slow.settle(delivery);
    }
    expect(seen).toEqual(range(1, 600));
    await slow.leave();
    await ask('xgroup', 'DESTROY', 'jobs', 'others');
    longest = 0;
    await work(601, 3000);
    expect(longest).toBeLessThan(900);
    await member.leave();
    expect(await length('jobs')).toBe(0);
  });

  test('loses nothing of members that leave while entries come in', async () => {
    const transport = await open();
    const total = 400;
    let leaving = true;
    const seen = new Set<number>();
    const come = async (lane: number) => {
      for (let i = 0; leaving; i++) {
        const member = await transport.join('agents', ['jobs'], `m${lane}-${i}`);
        const reading = member.read(1, 10_000);
        await pause(2 * Math.random());
        await member.leave();
        for (const delivery of await reading) {
          await member.settle(delivery);
          seen.add(numbers([delivery])[0]);
        }
      }
    };
    const coming = [0, 1, 2].map(come);
    for (let n = 1; n <= total; n++) {
      await transport.send('jobs', { n: String(n) });
      await pause(1);
    }
    leaving = false;
    await Promise.all(coming);
    for (const n of await readAll(await transport.join('agents', ['jobs'], 'heir'), 50)) seen.add(n);
    expect(range(1, total).filter((n) => !seen.has(n))).toEqual([]);
  });

  test('does not storm a server that refuses to read', async () => {
    const transport = await open();
    await ask('set', 'words', 'no stream');
    const subscription = await transport.follow('words', () => undefined, 0);
    await pause(100);
    await ask('config', 'RESETSTAT');
    await pause(1000);
    const { xread = 0 } = await calls();
    expect(xread).toBeLessThan(30);
    await subscription.close();
  });
});

function numberOf(delivery: Delivery) {
  return { n: delivery.fields.get('n')! };
}

/** How often each command was called, of INFO's commandstats. */
function commandCalls(info: string): Record<string, number> {
  const lines = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)];
  return Object.fromEntries(lines.map(([, name, calls]) => [name, Number(calls)]));
}
