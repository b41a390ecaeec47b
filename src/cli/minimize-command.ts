import { Command, Option } from 'commander';
import { BACKENDS } from '../minimize/backends.js';
import {
  DEFAULT_CONVERGENCE,
  DEFAULT_ITERATIONS,
  DEFAULT_RATES,
  DEFAULT_SCHEDULE,
} from '../minimize/minimizer-options.js';
import { OPTIMIZERS } from '../minimize/optimizer-name.js';
import { SCHEDULES } from '../minimize/schedules.js';
import { nonNegativeInteger, nonNegativeNumber, positiveNumber } from './arguments.js';
import { addEvaluationOptions } from './evaluation-options.js';
import type { MinimizeOptions } from './minimize-options.js';
import { addRemoteOptions, type RemoteOptions } from './remote-options.js';
import { addPartOptions, addRestraintOptions } from './restraint-options.js';

const examples = `
Examples:
  geomin minimize model.pdb                          Adam, the result in model_minimized.pdb
  geomin minimize model.pdb -o better.pdb --optimizer best
  geomin minimize model.cif -o better.pdb            mmCIF; an output's name may ask for another format
  geomin minimize a.pdb b.pdb -o better/             several models, each into a file of that folder
  geomin minimize model.pdb --select "chain A and residue 10:20"   only these move, the rest is seen
  geomin minimize nmr.pdb.gz --model 1               the first model of several
  geomin minimize model.pdb --shake 0.3 --seed 7     from sites shaken by 0.3 Å
  geomin minimize model.pdb --edits mine.yaml        with restraints of your own: docs/edits.md
  geomin minimize model.pdb --json > result.json     the whole result, machine-readable
  geomin minimize *.pdb --redis redis://localhost    with geometry agents, four files at once

Exit status: 0 done, 1 an input or a file is in the way (nothing is written for it), 2 wrong usage,
130 interrupted by Ctrl-C (the best coordinates so far are written).`;

const { adam, sgd } = DEFAULT_RATES;
const rates = `of Adam (Å, default: ${adam}) or SGD (Å², default: ${sgd})`;
const { adam: most, lbfgs, best } = DEFAULT_ITERATIONS;
const iterations = `stop after so many (default: ${most}, for lbfgs ${lbfgs}, for best ${best})`;

/** `geomin minimize`. */
export function minimizeCommand(): Command {
  const command = new Command('minimize')
    .description(
      'Minimize the restraint energy of a model: bonds, angles, dihedrals, chirality, planes, contacts.',
    )
    .argument('<models...>', 'PDB or mmCIF files, gzipped or not')
    .option(
      '-o, --output <file>',
      'where the result goes; with several models a folder (default: <model>_minimized.pdb or .cif in the current folder)',
    )
    .option(
      '--shake <sigma>',
      'move every coordinate at random first, standard deviation in Å',
      nonNegativeNumber,
    )
    .option('--seed <n>', 'of the shake', nonNegativeInteger, 0);
  return addEvaluationOptions(addRemoteOptions(addMethod(addPartOptions(addRestraintOptions(command)))))
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(minimize);
}

/** What talks to Redis is loaded for those who ask agents, and none of it by other commands. */
async function minimize(inputs: string[], options: MinimizeOptions & RemoteOptions): Promise<void> {
  if (!options.redis) {
    const { runMinimize } = await import('./run-minimize.js');
    return runMinimize(inputs, options);
  }
  const { minimizeRemotely } = await import('./minimize-remotely.js');
  return minimizeRemotely(inputs, options);
}

/** How it is minimized, and until when. */
function addMethod(command: Command): Command {
  return command
    .addOption(choice('--optimizer <name>', 'method', OPTIMIZERS, 'adam'))
    .option('--learning-rate <rate>', rates, positiveNumber)
    .addOption(
      choice('--schedule <name>', `of the learning rate (default: "${DEFAULT_SCHEDULE}")`, SCHEDULES),
    )
    .option('--max-iterations <n>', iterations, nonNegativeInteger)
    .option('--max-time <seconds>', 'stop each model after so many seconds', nonNegativeNumber)
    .option(
      '--convergence <g>',
      `stop at this rms gradient, 1/Å (default: ${DEFAULT_CONVERGENCE})`,
      nonNegativeNumber,
    )
    .addOption(
      choice(
        '--backend <name>',
        'of adam and sgd: the core, or one of TF.js (default: the first of TF.js that works)',
        BACKENDS,
      ),
    );
}

function choice(flags: string, description: string, values: readonly string[], standard?: string): Option {
  return new Option(flags, description).choices(values).default(standard);
}
