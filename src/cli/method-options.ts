import { Option, type Command } from 'commander';
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

const { adam, sgd } = DEFAULT_RATES;
const rates = `of Adam (Å, default: ${adam}) or SGD (Å², default: ${sgd})`;
const { adam: most, lbfgs, best } = DEFAULT_ITERATIONS;
const iterations = `stop after so many (default: ${most}, for lbfgs ${lbfgs}, for best ${best})`;

/** How models are minimized: from where, by what, and until when. */
export function addMethodOptions(command: Command): Command {
  return command
    .option(
      '--shake <sigma>',
      'move every coordinate at random first, standard deviation in Å',
      nonNegativeNumber,
    )
    .option('--seed <n>', 'of the shake', nonNegativeInteger, 0)
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
