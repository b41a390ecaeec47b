import { Command, Option } from 'commander';
import { positiveInteger, positiveNumber } from './arguments.js';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';
import { optionsWithVariables } from './variable-options.js';

const examples = `
Examples:
  geomin worker --redis redis://host                 a job for each core of this machine
  geomin worker --redis redis://host --concurrency 1 --id night-shift

SIGTERM and Ctrl-C let it finish what it has in hand; a second one ends it at once, and other workers go on from its
latest checkpoints.
Exit status: 0 stopped, 1 Redis or a file is in the way, 2 wrong usage.`;

const { variable, numeric, logLevel } = optionsWithVariables('GEOMIN_WORKER');

/** `geomin worker`. */
export function workerCommand(): Command {
  const command = new Command('worker').description('Do the jobs that geomin batch submits to Redis.');
  return addRedisOptions(command)
    .addOption(
      numeric('--connect-timeout <s>', 'how long to wait for Redis at the start', positiveNumber, 10),
    )
    .addOption(variable(new Option('--id <id>', 'unique among the living (default: a random one)')))
    .addOption(
      numeric('--concurrency <n>', 'jobs at once, each in a process (default: one a core)', positiveInteger),
    )
    .addOption(
      numeric('--claim-after <s>', 'until what a dead worker had in hand is taken over', positiveNumber, 15),
    )
    .addOption(numeric('--checkpoint-every <s>', 'how often a job writes how far it is', positiveNumber, 10))
    .addOption(
      numeric('--max-deaths <n>', 'workers that a job may outlive until it has failed', positiveInteger, 5),
    )
    .addOption(logLevel())
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(later(async () => (await import('./run-worker.js')).runWorker));
}
