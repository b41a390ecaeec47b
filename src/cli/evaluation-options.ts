import type { Command } from 'commander';
import { TERMS } from '../restraints/restraints.js';
import { nonNegativeInteger, positiveInteger, termList } from './arguments.js';

/** The options of every command that computes energies of models: which, how, and what is printed. */
export function addEvaluationOptions(command: Command): Command {
  addTermOptions(command)
    .option(
      '--threads <n>',
      'most threads for energies; never changes a digit (default: by size)',
      positiveInteger,
    )
    .option(
      '--geo <file>',
      'list every restraint there, worst first; gzipped if it ends in .gz; with several models a folder',
    );
  return addPrintOptions(command);
}

/** Of which models of a file, and which energies. */
export function addTermOptions(command: Command): Command {
  return command
    .option('--model <n>', 'only this model of each file, by its number (default: each)', nonNegativeInteger)
    .option('--terms <list>', `only these: ${TERMS.join(',')}`, termList);
}

/** What is printed. */
export function addPrintOptions(command: Command): Command {
  return command
    .option('--json', 'print the whole result as JSON')
    .option('--quiet', 'print nothing but errors');
}
