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
