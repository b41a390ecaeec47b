import { Command, Option } from 'commander';
import { positiveNumber } from './arguments.js';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';
import { addStreamOption } from './stream-option.js';

const examples = `
Examples:
  geomin status                                      agents alive, what waits, what is in hand, dead letters
  geomin status --watch 5                            again every 5 s, with requests per second
  geomin status --json | jq '.streams[].groups[].lag'

Exit status: 0 done, also where no agent is alive, 1 Redis is in the way, 2 wrong usage.`;

/** Seconds between two looks. */
const INTERVAL = 2;

/** `geomin status`. */
export function statusCommand(): Command {
  const command = new Command('status').description('Tell how agents and their streams are.');
  return addStreamOption(addRedisOptions(command))
    .addOption(
      new Option('--watch [s]', `look again every so many seconds, ${INTERVAL} unless it says`)
        .argParser(positiveNumber)
        .preset(String(INTERVAL))
        .env('GEOMIN_STATUS_WATCH'),
    )
    .option('--json', 'as JSON; with --watch one line for each look')
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(later(async () => (await import('./run-status.js')).runStatus));
}
