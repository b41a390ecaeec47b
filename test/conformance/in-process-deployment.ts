import { InProcessTransport } from '../../src/transport/in-process-transport.js';
import type { Deployment } from './deployment.js';

/** A deployment in this process. */
export async function inProcessDeployment(): Promise<Deployment> {
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
}
