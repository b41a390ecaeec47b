import { Command, Option } from 'commander';
import {
  nonNegativeInteger,
  nonNegativeNumber,
  positiveInteger,
  positiveNumber,
  termList,
} from './arguments.js';
import type { MinimizeOptions } from './minimize-options.js';
import { runMinimize } from './run-minimize.js';

const examples = `
Examples:
  geomin minimize model.pdb                          Adam, the result in model_minimized.pdb
  geomin minimize model.pdb -o better.pdb --optimizer lbfgs
  geomin minimize nmr.pdb.gz --model 1               the first model of several
  geomin minimize model.pdb --shake 0.3 --seed 7     from sites shaken by 0.3 Å
  geomin minimize model.pdb --json > result.json     the whole result, machine-readable

Exit status: 0 done, 1 the input or a file is in the way (nothing is written), 2 wrong usage,
130 interrupted by Ctrl-C (the best coordinates so far are written).`;

/** `geomin minimize`. */
export function minimizeCommand(): Command {
  return new Command('minimize')
    .description(
      'Minimize the restraint energy of a model: bonds, angles, dihedrals, chirality, planes, contacts.',
    )
    .argument('<model>', 'PDB file, gzipped or not')
    .option(
      '-o, --output <file>',
      'where the result goes (default: <model>_minimized.pdb in the current folder)',
    )
    .addOption(new Option('--optimizer <name>', 'method').choices(['adam', 'sgd', 'lbfgs']).default('adam'))
    .option(
      '--learning-rate <rate>',
      'of Adam or SGD, Å per step (default: 0.1 for adam, 1e-6 for sgd)',
      positiveNumber,
    )
    .addOption(
      new Option('--schedule <name>', 'how the learning rate changes (default: hold-cosine)').choices([
        'constant',
        'cosine',
        'plateau',
        'hold-cosine',
      ]),
    )
    .option(
      '--max-iterations <n>',
      'stop after so many (default: 4000 for adam and sgd, 500 for lbfgs)',
      nonNegativeInteger,
    )
    .option('--convergence <g>', 'stop at this rms gradient, 1/Å (default: 0.05)', nonNegativeNumber)
    .option('--terms <list>', 'only these: bond,angle,dihedral,chirality,planarity,nonbonded', termList)
    .option(
      '--shake <sigma>',
      'move every coordinate at random first, standard deviation in Å',
      nonNegativeNumber,
    )
    .option('--seed <n>', 'of the shake', nonNegativeInteger, 0)
    .option('--model <n>', 'only this MODEL of the file (default: each)', nonNegativeInteger)
    .addOption(
      new Option(
        '--backend <name>',
        'TensorFlow.js backend of adam and sgd (default: the fastest there is)',
      ).choices(['tensorflow', 'wasm', 'cpu']),
    )
    .option(
      '--threads <n>',
      'threads for energies and gradients (default: by size); the digits do not depend on it',
      positiveInteger,
    )
    .addOption(
      new Option(
        '--unknown <what>',
        'residues that no dictionary knows: stop, or leave them without restraints but for contacts',
      )
        .choices(['error', 'free'])
        .default('error'),
    )
    .option('--json', 'print the whole result as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', examples)
    .action((model: string, options: MinimizeOptions) => runMinimize(model, options));
}
