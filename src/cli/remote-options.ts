import { Option, type Command } from 'commander';
import { integer, nonNegativeInteger, positiveNumber } from './arguments.js';
import { addKeyOption, type KeyOptions } from './key-options.js';
import { addRedisOptions, type RedisOptions } from './redis-options.js';
import { addSpecialistOptions, type SpecialistFlags } from './specialist-options.js';
import { addStreamOption, type StreamOption } from './stream-option.js';
import { addTraceOption, type TraceOption } from './trace-option.js';
import { optionsWithVariables } from './variable-options.js';

/** What the command line says about the agents that are to compute. */
export interface RemoteOptions extends RedisOptions, KeyOptions, StreamOption, SpecialistFlags, TraceOption {
  /** Seconds. */
  readonly timeout: number;
  readonly retries: number;
  readonly priority: number;
}

const { numeric } = optionsWithVariables('GEOMIN');

/** The options for a minimization whose energies agents compute. */
export function addRemoteOptions(command: Command): Command {
  const url = new Option('--redis <url>', 'let geometry agents compute the energies; their Redis').env(
    'GEOMIN_REDIS_URL',
  );
  const asking = addTraceOption(addStreamOption(addKeyOption(addRedisOptions(command, url))));
  return addSpecialistOptions(asking, 'sum what the agents of such streams say, not those of --stream')
    .addOption(numeric('--timeout <s>', 'until a request to agents is sent again', positiveNumber, 30))
    .addOption(numeric('--retries <n>', 'how often it is, at most', nonNegativeInteger, 5))
    .addOption(numeric('--priority <n>', '2 and more overtake other requests, below 0 wait', integer, 1));
}
