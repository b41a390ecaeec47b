import { expect, test } from 'vitest';
import { InProcessTransport } from '../../src/transport/in-process-transport.js';
import { inProcessDeployment } from './in-process-deployment.js';
import { describeTransport } from './transport.js';

describeTransport('in one process', inProcessDeployment);

test('who reads without a pause leaves timers their turn', async () => {
  const transport = new InProcessTransport();
  const member = await transport.join('agents', ['jobs'], 'a');
  let over = false;
  setTimeout(() => (over = true), 50);
  const start = performance.now();
  while (!over && performance.now() - start < 5000) {
    await transport.send('jobs', { n: '1' });
    for (const delivery of await member.read(1, 1000)) await member.settle(delivery);
  }
  expect(over).toBe(true);
});

test('100,000 entries and their answers leave nothing behind', async () => {
  const transport = new InProcessTransport();
  const member = await transport.join('agents', ['jobs'], 'a');
  let told = 0;
  await transport.openInbox('answers', () => (told += 1));
  const payload = Buffer.alloc(2048);
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = used();
  for (let batch = 0; batch < 1000; batch++) {
    for (let n = 0; n < 100; n++) await transport.send('jobs', { payload });
    for (const delivery of await member.read(100, 1000)) {
      await member.settle(delivery, [{ stream: 'answers', fields: { payload }, onlyIfAwaited: true }]);
    }
  }
  await expect.poll(() => told).toBe(100_000);
  expect((await transport.streamState('jobs'))!.length).toBe(0);
  expect((await transport.streamState('answers'))!.length).toBe(0);
  // They were 400 MB, and nobody asked the collector to be quick.
  expect(used() - before).toBeLessThan(200e6);
});
