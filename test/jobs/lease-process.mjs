// A writer that takes a lease, says so, and writes when it is told to: node lease-process.mjs URL FILE TTL
import { Lease, RedisTransport, writeFenced } from '../../dist/index.js';

const [url, path, ttlSeconds] = process.argv.slice(2);
const transport = await RedisTransport.connect({ url });
const options = {
  registry: transport.registry,
  resource: 'model',
  owner: 'process',
  ttlSeconds: Number(ttlSeconds),
};
const lease = await Lease.take(options);
process.stdout.write(`${lease.fence}\n`);
process.stdin.once('data', async () => {
  const outcomes = [];
  for (const write of [() => writeFenced(lease, path, 'late'), () => lease.write('late', 60)]) {
    outcomes.push(
      await write().then(
        () => 'written',
        ({ code }) => code,
      ),
    );
  }
  process.stdout.write(`${outcomes} ${lease.isHeld}\n`);
  await transport.close();
  process.exit();
});
