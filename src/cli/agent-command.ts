import { Command, Option } from 'commander';
import { PERMISSIONS } from '../agents/permissions.js';
import { DEFAULT_GROUP } from '../agents/stream-names.js';
import {
  byteCount,
  formatBytes,
  permissionList,
  portNumber,
  positiveInteger,
  positiveNumber,
  termList,
} from './arguments.js';
import { addKeyOption } from './key-options.js';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';
import { addSpecialistOptions } from './specialist-options.js';
import { addStreamOption } from './stream-option.js';
import { addTraceOption } from './trace-option.js';
import { optionsWithVariables } from './variable-options.js';

const examples = `
Examples:
  geomin agent                                       one agent, on the Redis of this machine
  geomin agent --redis rediss://agent:secret@redis:6380 --key-file /etc/geomin/key
  geomin agent --id blue --instances 2 --metrics-port 9464
  geomin agent --stream nonbonded_requests --terms nonbonded
  geomin agent --specialist bonded=bonded_requests --specialist nonbonded=nonbonded_requests

SIGTERM and Ctrl-C let it finish what it has in hand; a second one ends it at once, and other agents take over.
Of several instances one that dies is started again.
Exit status: 0 stopped, 1 Redis or a file is in the way, 2 wrong usage.`;

const { variable, numeric, logLevel } = optionsWithVariables('GEOMIN_AGENT');

/** `geomin agent`. */
export function agentCommand(): Command {
  const command = new Command('agent').description('Answer requests for energies and gradients from Redis.');
  addKeyOption(addRedisOptions(command))
    .addOption(
      numeric('--connect-timeout <s>', 'how long to wait for Redis at the start', positiveNumber, 10),
    )
    .addOption(variable(new Option('--id <id>', 'unique among the living (default: a random one)')))
    .addOption(
      numeric('--instances <n>', 'agents in processes of their own, <id>-1 and so on', positiveInteger, 1),
    )
    .addOption(
      variable(new Option('--group <name>', 'agents of a group share the requests').default(DEFAULT_GROUP)),
    );
  return addMetrics(addLimits(addWork(addTogether(addTraceOption(addStreamOption(command))))))
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(later(async () => (await import('./run-agent.js')).runAgent));
}

/** How several agents share the work on one request. */
function addTogether(command: Command): Command {
  const terms = new Option('--terms <list>', 'compute no others (default: all)').argParser(termList);
  const timeout = 'until a specialist is asked once more';
  return addSpecialistOptions(
    command.addOption(variable(terms)),
    'answer with the sum of what such agents say',
  ).addOption(numeric('--specialist-timeout <s>', timeout, positiveNumber, 10));
}

/** How much it takes on, and for how long. */
function addWork(command: Command): Command {
  return command
    .addOption(numeric('--concurrency <n>', 'requests in hand at once, of each agent', positiveInteger, 4))
    .addOption(
      numeric('--threads <n>', 'most threads of an evaluation (default: all processors)', positiveInteger),
    )
    .addOption(numeric('--max-processing-time <s>', 'a request that takes longer fails', positiveNumber, 300))
    .addOption(
      numeric(
        '--health-check-interval <s>',
        'between heartbeats; three missed mean dead',
        positiveNumber,
        10,
      ),
    )
    .addOption(
      numeric('--claim-after <s>', 'until what a dead agent had in hand is taken over', positiveNumber, 5),
    )
    .addOption(
      numeric('--max-deliveries <n>', 'failures until a request is a dead letter', positiveInteger, 5),
    );
}

/** What it refuses. */
function addLimits(command: Command): Command {
  const permissions = new Option('--permissions <list>', `of ${PERMISSIONS.join(',')}`)
    .argParser(permissionList)
    .default(PERMISSIONS, 'all');
  return command
    .addOption(variable(permissions))
    .addOption(numeric('--max-atoms <n>', 'of a macromolecule (default: no limit)', positiveInteger))
    .addOption(numeric('--max-restraints <n>', 'of a macromolecule (default: no limit)', positiveInteger))
    .addOption(bytes('--cache-bytes <size>', 'for restraints, of each agent', '1G'))
    .addOption(bytes('--max-message-bytes <size>', 'of all fields of a message', '64M'))
    .addOption(bytes('--max-bundle-bytes <size>', 'of a packed bundle', '256M'));
}

function addMetrics(command: Command): Command {
  return command
    .addOption(
      numeric(
        '--metrics-port <port>',
        'serve /metrics for Prometheus, and /healthz (default: off)',
        portNumber,
      ),
    )
    .addOption(
      variable(new Option('--metrics-host <address>', 'where to listen for that').default('127.0.0.1')),
    )
    .addOption(logLevel());
}

function bytes(flags: string, description: string, standard: string): Option {
  const value = byteCount(standard);
  return variable(new Option(flags, description).argParser(byteCount).default(value, formatBytes(value)));
}
