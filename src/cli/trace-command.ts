import { Command } from 'commander';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';

const examples = `
Examples:
  geomin trace                                       the latest requests that were recorded
  geomin trace client_6ffd….7                        the way of one, and of all that followed from it

Agents and those who ask them record what passes them where they are started with --trace, or with GEOMIN_TRACE=1.
Exit status: 0 done, 1 nothing is known of the message or Redis is in the way, 2 wrong usage.`;

/** `geomin trace`. */
export function traceCommand(): Command {
  const command = new Command('trace').description('Show the ways of messages, with times.');
  return addRedisOptions(command)
    .argument('[id]', 'of a request, a message, or all that have it as their correlation id')
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(later(async () => (await import('./run-trace.js')).runTrace));
}
