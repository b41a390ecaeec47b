import { afterEach, expect, it } from 'vitest';
import type { Delivery } from '../../src/transport/entry.js';
import { GroupReader, type GroupReaderOptions, type Outcome } from '../../src/transport/group-reader.js';
import { answer, Fixture, numbers, pause, range, type MakeDeployment } from '../conformance/deployment.js';
import { describeOnTransports } from './fixture.js';

const done: Outcome = {};
const numberOf = (delivery: Delivery) => numbers([delivery])[0];

describeOnTransports('a reader of a group', (makeDeployment: MakeDeployment) => {
  const fixture = new Fixture(makeDeployment);
  const readers: GroupReader[] = [];
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stop()));
  });

  const start = async (
    handle: GroupReaderOptions['handle'],
    options: Partial<GroupReaderOptions> = {},
  ): Promise<GroupReader> => {
    const reader = new GroupReader({
      transport: fixture.transport,
      group: 'readers',
      streams: [fixture.stream('jobs')],
      name: `reader-${readers.length}`,
      concurrency: 4,
      claimIdleMs: 200,
      maxDeliveries: 3,
      giveUp: () => [],
      onFailure: () => undefined,
      onBuried: () => undefined,
      ...options,
      handle,
    });
    readers.push(reader);
    await reader.start();
    return reader;
  };
  const pending = async (stream = 'jobs') => {
    const state = await fixture.transport.streamState(fixture.stream(stream));
    return state?.groups.map((group) => group.pending + (group.lag ?? 0));
  };

  it('handles several entries at once, and never more than it may', async () => {
    let running = 0;
    let most = 0;
    const handled: number[] = [];
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 20);
    await start(
      async (delivery) => {
        most = Math.max(most, ++running);
        await pause(5);
        running -= 1;
        handled.push(numberOf(delivery));
        return done;
      },
      { concurrency: 3 },
    );
    await expect.poll(() => handled.length).toBe(20);
    expect(most).toBe(3);
    expect(handled.sort((a, b) => a - b)).toEqual(range(1, 20));
    await expect.poll(() => pending()).toEqual([0]);
  });

  it('lets what waits in a higher lane overtake', async () => {
    const streams = ['high', 'normal', 'low'].map((name) => fixture.stream(name));
    const handled: number[] = [];
    await fixture.sendNumbers(streams[2], 201, 203);
    await fixture.sendNumbers(streams[1], 101, 103);
    await start(
      async (delivery) => {
        const n = numberOf(delivery);
        handled.push(n);
        // Comes in while the others wait in line.
        if (n === 101) await fixture.sendNumbers(streams[0], 1, 2);
        return done;
      },
      { streams, concurrency: 1 },
    );
    await expect.poll(() => handled).toEqual([101, 1, 2, 102, 103, 201, 202, 203]);
  });

  it('takes no more than it has room for, whatever waits where', async () => {
    const streams = ['high', 'normal', 'low'].map((name) => fixture.stream(name));
    for (const [lane, stream] of streams.entries()) {
      await fixture.sendNumbers(stream, 100 * lane + 1, 100 * lane + 5);
    }
    let goOn = () => undefined as void;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const slow = await start(() => held.then(() => done), { streams });
    await expect.poll(() => slow.inHand).toBe(4);
    const handled: number[] = [];
    await start(
      async (delivery) => {
        handled.push(numberOf(delivery));
        return done;
      },
      { streams },
    );
    await expect.poll(() => handled.length, { timeout: 10_000 }).toBe(11);
    expect(handled.sort((a, b) => a - b)).toEqual([5, ...range(101, 105), ...range(201, 205)]);
    expect(slow.inHand).toBe(4);
    goOn();
    await slow.drain();
    expect(slow.inHand).toBe(0);
  });

  it('reads no more at once than it is told to', async () => {
    const reads: number[] = [];
    const { transport } = fixture;
    const watched = {
      join: async (...args: Parameters<typeof transport.join>) => {
        const member = await transport.join(...args);
        const read = member.read.bind(member);
        member.read = (count, ...others) => {
          reads.push(count);
          return read(count, ...others);
        };
        return member;
      },
    };
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 20);
    const options = { transport: watched as unknown as typeof transport, concurrency: 10, batchSize: 2 };
    const reader = await start(async () => done, options);
    await reader.drain();
    expect(Math.max(...reads)).toBe(2);
  });

  it('drains: waits for what waits, and for what any member has in hand', async () => {
    const handled: number[] = [];
    const other = await fixture.transport.join('readers', [fixture.stream('jobs')], 'other');
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 10);
    const [taken] = await other.read(1, 0);
    const reader = await start(
      async (delivery) => {
        await pause(10);
        handled.push(numberOf(delivery));
        return done;
      },
      { claimIdleMs: 60_000, concurrency: 2 },
    );
    let isDrained = false;
    const drained = reader.drain().then(() => (isDrained = true));
    await expect.poll(() => handled.length, { timeout: 10_000 }).toBe(9);
    await expect.poll(() => pending(), { timeout: 10_000 }).toEqual([1]);
    await pause(100);
    expect(isDrained).toBe(false);
    await other.settle(taken);
    await drained;
    await reader.drain();
  });

  it('drains no longer than it may, and not before it has started', async () => {
    const reader = await start(() => new Promise(() => undefined), { concurrency: 1 });
    readers.pop();
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 1);
    const signal = AbortSignal.timeout(100);
    await expect(reader.drain({ signal })).rejects.toMatchObject({ name: 'AbortError' });
    const options = { transport: fixture.transport, group: 'g', streams: [fixture.stream('jobs')] };
    await expect(new GroupReader(options as unknown as GroupReaderOptions).drain()).rejects.toMatchObject({
      code: 'ARGUMENT',
    });
  });

  it('is handed again what it failed to handle', async () => {
    const deliveries: number[] = [];
    const failures: unknown[] = [];
    await start(
      async (delivery) => {
        deliveries.push(delivery.deliveries);
        if (delivery.deliveries === 1) throw new Error('once');
        return done;
      },
      { onFailure: (error) => failures.push(error) },
    );
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 1);
    await expect.poll(() => deliveries, { timeout: 5000 }).toEqual([1, 2]);
    expect(failures).toEqual([new Error('once')]);
    await expect.poll(() => pending()).toEqual([0]);
  });

  it('buries what fails too often, and tells its sender', async () => {
    const buried: string[] = [];
    await start(() => Promise.reject(new Error('always')), {
      giveUp: (_, reason) => [answer(fixture.stream('answers'), { reason })],
      onBuried: (_, reason) => buried.push(reason),
    });
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 1);
    await expect.poll(() => buried, { timeout: 5000 }).toEqual([expect.stringContaining('failed 3 times')]);
    expect(buried[0]).toContain('always');
    const dead = await fixture.transport.entries(fixture.stream('jobs_dead'));
    expect(dead.map(({ fields }) => fields.get('reason')!.toString())).toEqual(buried);
    const answers = await fixture.transport.entries(fixture.stream('answers'));
    expect(answers.map(({ fields }) => fields.get('reason')!.toString())).toEqual(buried);
    expect(await pending()).toEqual([0]);
  });

  it('buries unread what killed its readers too often', async () => {
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 1);
    for (const name of ['x', 'y', 'z']) {
      const member = await fixture.transport.join('readers', [fixture.stream('jobs')], name);
      const taken = name === 'x' ? await member.read(1, 1000) : await member.claim(0, 1);
      expect(taken).toHaveLength(1);
      await pause(5);
    }
    const handled: number[] = [];
    const buried: string[] = [];
    await start(
      async (delivery) => {
        handled.push(numberOf(delivery));
        return done;
      },
      { onBuried: (_, reason) => buried.push(reason) },
    );
    await expect
      .poll(() => buried, { timeout: 5000 })
      .toEqual([expect.stringContaining('delivered 3 times')]);
    expect(handled).toEqual([]);
  });

  it('keeps what it takes long to handle', async () => {
    const handled: string[] = [];
    const slow = (name: string) => async () => {
      handled.push(name);
      await pause(1000);
      return done;
    };
    await start(slow('first'));
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 1);
    await expect.poll(() => handled).toEqual(['first']);
    await start(slow('second'));
    await expect.poll(() => pending(), { timeout: 5000 }).toEqual([0]);
    expect(handled).toEqual(['first']);
  });

  it('finishes what it has in hand when it is stopped, and takes nothing more', async () => {
    const handled: number[] = [];
    const reader = await start(
      async (delivery) => {
        await pause(100);
        handled.push(numberOf(delivery));
        return done;
      },
      { concurrency: 2 },
    );
    await fixture.sendNumbers(fixture.stream('jobs'), 1, 2);
    await expect.poll(() => reader.inHand).toBe(2);
    await Promise.all([reader.stop(), reader.stop()]);
    expect(handled.sort()).toEqual([1, 2]);
    expect(reader.inHand).toBe(0);
    await fixture.sendNumbers(fixture.stream('jobs'), 3, 3);
    await pause(50);
    expect(handled).toEqual([1, 2]);
  });
});
