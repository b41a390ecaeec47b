import { Command, InvalidArgumentError, Option } from 'commander';
import { BUNDLE_TYPES } from '../bundles/bundle.js';
import { DEFAULT_BUNDLE_TTL } from '../bundles/bundle-store.js';
import { TERMS } from '../restraints/restraints.js';
import { nonNegativeInteger, nonNegativeNumber, positiveNumber, termList } from './arguments.js';
import { later } from './later.js';
import { addPartOptions, addRestraintOptions } from './restraint-options.js';
import { addRedisOptions } from './redis-options.js';

const examples = `
Examples:
  id=$(geomin bundle put model.pdb)                  a model for agents to restrain
  geomin bundle show $id
  geomin bundle get $id --coordinates ID2 -o new.pdb the model with other sites
  geomin bundle clean --older-than 86400 --dry-run

Exit status: 0 done, 1 the bundle, a file or Redis is in the way, 2 wrong usage.`;

/** `geomin bundle`. */
export function bundleCommand(): Command {
  return new Command('bundle')
    .description('Put models into Redis for agents, and look after the bundles there.')
    .addCommand(putCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(getCommand())
    .addCommand(removeCommand())
    .addCommand(cleanCommand())
    .addHelpText('after', examples);
}

function putCommand(): Command {
  const put = subcommand('put', 'Store a model, or a packed bundle as it is; print its id and nothing else.');
  return addPartOptions(addRestraintOptions(put))
    .argument('<file>', 'PDB or mmCIF file, gzipped or not, or a packed bundle')
    .option('--terms <list>', `compute only these: ${TERMS.join(',')}`, termList)
    .option('--model <n>', 'this model of the file, by its number (default: the first)', nonNegativeInteger)
    .option('--ttl <seconds>', 'how long it lives, or never for without end', timeToLive, DEFAULT_BUNDLE_TTL)
    .option('--id <id>', 'its id (default: a new one)')
    .action(later(async () => (await import('./bundle-put.js')).putBundle));
}

function listCommand(): Command {
  return subcommand('list', 'List the bundles: id, bytes, seconds to live.')
    .option('--json', 'as JSON')
    .action(later(async () => (await import('./bundle-list.js')).listBundles));
}

function showCommand(): Command {
  return subcommand('show', 'Check a bundle and tell what is in it.')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action(later(async () => (await import('./bundle-show.js')).showBundle));
}

function getCommand(): Command {
  return subcommand('get', 'Fetch a bundle: its packed bytes, or its model as a PDB or mmCIF file.')
    .argument('<id>')
    .option('-o, --output <file>', 'where it goes (default: standard output)')
    .addOption(new Option('--pdb', 'its model as PDB').conflicts('mmcif'))
    .option('--mmcif', 'its model as mmCIF')
    .option('--coordinates <id>', 'its model with the sites of this bundle')
    .action(later(async () => (await import('./bundle-get.js')).getBundle));
}

function removeCommand(): Command {
  return subcommand('remove', 'Remove bundles; print how many there were.')
    .argument('<ids...>')
    .action(later(async () => (await import('./bundle-remove.js')).removeBundles));
}

function cleanCommand(): Command {
  return subcommand('clean', 'Remove bundles by age or type; print their ids.')
    .option('--older-than <seconds>', 'only those made so long ago', nonNegativeNumber)
    .addOption(new Option('--type <type>', 'only those of a type').choices(BUNDLE_TYPES))
    .option('--all', 'every bundle, where neither age nor type is given')
    .option('--dry-run', 'only print the ids')
    .action(later(async () => (await import('./bundle-clean.js')).cleanBundles));
}

function subcommand(name: string, description: string): Command {
  return addRedisOptions(new Command(name).description(description)).showHelpAfterError(
    '(--help lists the options)',
  );
}

function timeToLive(text: string): number {
  if (text === 'never') return Infinity;
  try {
    return positiveNumber(text);
  } catch {
    throw new InvalidArgumentError('It must be a number of seconds above 0, or never.');
  }
}
