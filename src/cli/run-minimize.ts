import { basename } from 'node:path';
import { GeominError } from '../errors.js';
import { readModel, readModels } from '../model/read-model.js';
import { assertWritable, writeModels } from '../model/write-model.js';
import { TERMS } from '../restraints/restraints.js';
import { EXIT } from './exit-codes.js';
import { jsonReport } from './json-report.js';
import { minimizeModel, type MinimizedModel } from './minimize-model.js';
import type { MinimizeOptions } from './minimize-options.js';
import { makeProgress } from './progress.js';
import { reportNotes, reportText } from './report.js';
import { isStandardOutput } from './streams.js';

/**
 * The whole of `geomin minimize`: reads, minimizes each model, writes, reports. The report goes to standard output (to
 * standard error where the model goes to standard output), progress and notes to standard error.
 */
export async function runMinimize(input: string, options: MinimizeOptions): Promise<void> {
  const output = options.output ?? defaultOutput(input);
  const toStandardOutput = isStandardOutput(output);
  if (toStandardOutput && options.json === true) throw bothToStandardOutput();
  const models =
    options.model === undefined
      ? await readModels(input)
      : [await readModel(input, { model: options.model })];
  await assertWritable(models, output);

  const quiet = options.quiet === true;
  const progress = await makeProgress(process.stderr, quiet);
  const interrupt = onInterrupt();
  const minimized: MinimizedModel[] = [];
  for (const model of models) {
    const label = models.length > 1 ? `model ${model.modelNumber}` : 'minimizing';
    minimized.push(await minimizeModel(model, label, options, progress, interrupt.signal));
    if (interrupt.signal.aborted) break;
  }
  await writeModels(models, output);
  interrupt.dispose();

  if (options.json === true)
    process.stdout.write(`${JSON.stringify(jsonReport(input, output, minimized), null, 2)}\n`);
  if (!quiet) process.stderr.write(reportNotes(minimized));
  if (!quiet && options.json !== true)
    (toStandardOutput ? process.stderr : process.stdout).write(
      reportText(input, output, options.terms ?? TERMS, models, minimized),
    );
  if (interrupt.signal.aborted) process.exitCode = EXIT.interrupted;
}

function bothToStandardOutput(): GeominError {
  return new GeominError(
    'ARGUMENT',
    'the model and the JSON cannot both go to standard output',
    'Give another --output, or leave out --json.',
  );
}

/** `<name>_minimized.pdb` in the current folder. */
function defaultOutput(input: string): string {
  const name = basename(input)
    .replace(/\.gz$/i, '')
    .replace(/\.(pdb|ent|brk)$/i, '');
  return `${name}_minimized.pdb`;
}

/** Turns the first Ctrl-C into an abort; a second one ends the process at once, as usual. */
function onInterrupt(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  const dispose = () => {
    process.off('SIGINT', abort);
    process.off('SIGTERM', abort);
  };
  return { signal: controller.signal, dispose };
}
