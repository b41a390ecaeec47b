import { Command } from 'commander';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';
import { addStreamOption } from './stream-option.js';

const examples = `
Examples:
  geomin dead list
  geomin dead show 1767225600000-0
  geomin dead replay --all                           once the fault is mended
  geomin dead drop 1767225600000-0

Exit status: 0 done, 1 a dead letter or Redis is in the way, 2 wrong usage.`;

/** `geomin dead`. */
export function deadCommand(): Command {
  return new Command('dead')
    .description('Look after the dead letters: requests that no agent could make anything of.')
    .addCommand(
      subcommand('list', 'List them, the oldest of each lane first.')
        .option('--json', 'as JSON')
        .action(later(async () => (await import('./run-dead.js')).listDead)),
    )
    .addCommand(
      subcommand('show', 'Show all fields of one.')
        .argument('<id>')
        .option('--json', 'as JSON')
        .action(later(async () => (await import('./run-dead.js')).showDead)),
    )
    .addCommand(
      subcommand('replay', 'Put them back at the end of the streams they came from.')
        .argument('[ids...]')
        .option('--all', 'all there are')
        .action(later(async () => (await import('./run-dead.js')).replayDead)),
    )
    .addCommand(
      subcommand('drop', 'Remove them.')
        .argument('[ids...]')
        .option('--all', 'all there are')
        .action(later(async () => (await import('./run-dead.js')).dropDead)),
    )
    .addHelpText('after', examples);
}

function subcommand(name: string, description: string): Command {
  return addStreamOption(addRedisOptions(new Command(name).description(description))).showHelpAfterError(
    '(--help lists the options)',
  );
}
