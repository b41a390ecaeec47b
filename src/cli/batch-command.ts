import { Command, Option } from 'commander';
import { integer, positiveInteger, positiveNumber } from './arguments.js';
import { TOLD_DICTIONARIES, type BatchOptions, type RemoteBatchOptions } from './batch-options.js';
import { addPrintOptions, addTermOptions } from './evaluation-options.js';
import { addMethodOptions } from './method-options.js';
import { addRedisOptions } from './redis-options.js';
import { addPartOptions, addRestraintOptions } from './restraint-options.js';

const examples = `
Examples:
  geomin batch 'models/*.pdb' --optimizer lbfgs      each into <model>_minimized.pdb of this folder, a file to a core
  geomin batch 'models/*.cif' --output-dir better    into a folder that is there already
  geomin batch 'models/**/*.pdb' --summary table.tsv one line for each model, for a spreadsheet
  geomin batch a.pdb b.pdb --json                    one line of JSON for each file, as they are done
  geomin batch 'models/*.pdb' --redis redis://host   by the workers of all machines: geomin worker
  geomin batch 'models/*.pdb' --redis redis://host --detach   only submits; the same without it waits and writes
  geomin batch 'models/*.pdb' --redis redis://host --detach --summary table.tsv   a worker makes the table in the end

Exit status: 0 done, 1 some file failed (the others are done), 2 wrong usage, 130 interrupted by Ctrl-C: what was in
hand is written with its best coordinates; jobs that were submitted to workers go on.`;

/** `geomin batch`. */
export function batchCommand(): Command {
  const command = new Command('batch')
    .description('Minimize many models, each as a job of its own, on all cores of this machine or of many.')
    .argument('<models...>', 'PDB or mmCIF files, gzipped or not, or patterns of them in quotes')
    .option('--output-dir <dir>', 'where <model>_minimized.pdb or .cif go', '.')
    .option('--jobs <n>', 'files at the same time (default: one for each core)', positiveInteger)
    .option('--summary <file>', 'write a table of all models there, tabs between its columns');
  const restrained = addPartOptions(addRestraintOptions(command, TOLD_DICTIONARIES));
  return addPrintOptions(addTermOptions(addMethodOptions(addQueueOptions(restrained))))
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(batch);
}

/** What talks to Redis is loaded for those who have workers. */
async function batch(inputs: string[], options: BatchOptions | RemoteBatchOptions): Promise<void> {
  if (!('redis' in options)) {
    const { runBatch } = await import('./run-batch.js');
    return runBatch(inputs, options);
  }
  const { runBatchRemotely } = await import('./run-batch-remotely.js');
  return runBatchRemotely(inputs, options);
}

/** How workers are to be told of it. */
function addQueueOptions(command: Command): Command {
  const url = new Option('--redis <url>', 'let workers do it; their Redis').env('GEOMIN_REDIS_URL');
  return addRedisOptions(command, url)
    .option('--detach', 'only submit')
    .option('--priority <n>', '2 and more overtake other jobs, below 1 wait', integer, 1)
    .option('--attempts <n>', 'how often a job may be begun until it has failed', positiveInteger, 3)
    .option('--keep <days>', 'how long models, jobs and results are kept in Redis', positiveNumber, 7);
}
