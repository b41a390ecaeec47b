import { Command, Option } from 'commander';
import { JOB_STATES } from '../jobs/job-data.js';
import { portNumber, positiveInteger } from './arguments.js';
import { later } from './later.js';
import { addRedisOptions } from './redis-options.js';

const examples = `
Examples:
  geomin jobs                                        how many there are in each state, and the latest of each
  geomin jobs list --state failed --most 1000        what failed, and why
  geomin jobs show job-3fa9c1d2e4b5a6c7d8e9
  geomin jobs cancel job-3fa9c1d2e4b5a6c7d8e9        it ends within a second, with its best coordinates
  geomin jobs fetch --output-dir better              writes the models that are completed
  geomin jobs fetch summary-0b5d8e91c7f24a63d1e8     writes the table of a batch that was submitted with --summary
  geomin jobs board --port 3000                      a page to look at in a browser

Exit status: 0 done, 1 a job or Redis is in the way, 2 wrong usage.`;

/** `geomin jobs`. */
export function jobsCommand(): Command {
  return new Command('jobs')
    .description('Look after the jobs that geomin batch submitted.')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(
      subcommand('show', 'Tell all about one.')
        .argument('<id>')
        .option('--json', 'as JSON')
        .action(later(async () => (await import('./run-jobs.js')).showJob)),
    )
    .addCommand(
      subcommand('cancel', 'End them; those in hand leave their best coordinates.')
        .argument('<ids...>')
        .action(later(async () => (await import('./run-jobs.js')).cancelJobs)),
    )
    .addCommand(
      subcommand('retry', 'Have those done anew that failed or were abandoned.')
        .argument('<ids...>')
        .action(later(async () => (await import('./run-jobs.js')).retryJobs)),
    )
    .addCommand(
      subcommand(
        'fetch',
        'Write the models of those that are completed or were abandoned, and the tables of summaries.',
      )
        .argument('[ids...]', 'default: all models that are completed')
        .option('--output-dir <dir>', 'where <model>_minimized.pdb or .cif go', '.')
        .action(later(async () => (await import('./fetch-jobs.js')).fetchJobs)),
    )
    .addCommand(
      subcommand('remove', 'Take them off the list.')
        .argument('<ids...>')
        .action(later(async () => (await import('./run-jobs.js')).removeJobs)),
    )
    .addCommand(
      subcommand('board', 'Serve a page that shows them, and lets its reader retry and remove.')
        .requiredOption('--port <port>', 'where', portNumber)
        .option('--host <address>', 'where to listen', '127.0.0.1')
        .action(later(async () => (await import('./run-board.js')).runBoard)),
    )
    .addHelpText('after', examples);
}

function listCommand(): Command {
  return subcommand('list', 'List them, the latest first.')
    .addOption(new Option('--state <states...>', 'only those (default: each)').choices(JOB_STATES))
    .option('--most <n>', 'of each state', positiveInteger, 20)
    .option('--json', 'as JSON')
    .action(later(async () => (await import('./run-jobs.js')).listJobs));
}

function subcommand(name: string, description: string): Command {
  return addRedisOptions(new Command(name).description(description)).showHelpAfterError(
    '(--help lists the options)',
  );
}
