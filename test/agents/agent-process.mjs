// An agent in a process of its own, for tests that kill it: node agent-process.mjs URL ID [STREAM TERMS]
import { GeometryAgent, RedisTransport } from '../../dist/index.js';

const [url, agentId, requestStream, terms] = process.argv.slice(2);
const transport = await RedisTransport.connect({ url });
const agent = new GeometryAgent({
  transport,
  agentId,
  requestStream,
  terms: terms?.split(','),
  claimAfter: 0.5,
  maxDeliveries: 50,
  healthCheckInterval: 1,
});
await agent.start();
process.on('SIGTERM', async () => {
  await agent.stop();
  await transport.close();
});
