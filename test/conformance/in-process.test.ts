import { InProcessTransport } from '../../src/transport/in-process-transport.js';
import { describeTransport } from './transport.js';

describeTransport('in one process', async () => {
  const first = new InProcessTransport({ prefix: 'conformance:' });
  const opened: InProcessTransport[] = [];
  return {
    async open() {
      opened.push(first.connect());
      return opened.at(-1)!;
    },
    abandon: (transport) => transport.close(),
    async close() {
      for (const transport of opened) await transport.close();
    },
  };
});
