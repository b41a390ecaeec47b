// What an agent of a test's pool does: { die: ids of those who die at once, refuse: of those who can't start }
import { once } from 'node:events';
import { servePool } from '../../dist/agents/serve-pool.js';
import { GeominError } from '../../dist/errors.js';

servePool(async ({ agentId, settings, signal, started, beat, countWith }) => {
  if (settings.die?.includes(agentId)) process.kill(process.pid, 'SIGKILL');
  if (settings.refuse?.includes(agentId)) throw new GeominError('ARGUMENT', `${agentId} may not`, 'Let it.');
  countWith(async () => [{ name: agentId }]);
  started();
  beat();
  await once(signal, 'abort');
});
