import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { GeominError } from '../errors.js';
import { formatOfFile, formatOfPath } from '../model/format.js';
import { Places } from './places.js';

/** A file to minimize. */
export interface Job {
  readonly input: string;
  /** Where its result goes. */
  readonly output: string;
}

/**
 * Where the results go: each in `<name>_minimized.pdb` or `.cif`, in the current folder or in the one that is asked for. One
 * model alone may have an output of its own name.
 *
 * @param output a file, where there is one input; a folder, where it ends in a slash or there are several inputs
 * @throws GeominError `FILE` if that is no folder, `ARGUMENT` if one file would be written over another
 */
export async function planOutputs(inputs: readonly string[], output?: string): Promise<Job[]> {
  if (output === undefined) return refuseCollisions(await jobsIn('', inputs));
  if (inputs.length === 1 && !/[\\/]$/.test(output)) return [{ input: inputs[0], output }];
  await requireFolder(output);
  return refuseCollisions(await jobsIn(output, inputs));
}

/** One after the other: a system lets nobody open very many files at the same time. */
async function jobsIn(folder: string, inputs: readonly string[]): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const input of inputs) jobs.push(await jobIn(folder, input));
  return jobs;
}

/** `<name>_minimized`, with the extension of an mmCIF input, or that of what the file looks like. */
async function jobIn(folder: string, input: string): Promise<Job> {
  const byName = formatOfPath(input) === 'mmcif' ? extname(withoutGz(input)) : undefined;
  const extension = byName ?? ((await formatOfFile(input)) === 'mmcif' ? '.cif' : '.pdb');
  return { input, output: join(folder, `${stemOf(input)}_minimized${extension}`) };
}

/** A file's name without what tells its format. */
export function stemOf(input: string): string {
  const name = withoutGz(basename(input));
  return formatOfPath(name) === undefined ? name : name.slice(0, -extname(name).length);
}

function withoutGz(path: string): string {
  return path.replace(/\.gz$/i, '');
}

/** @throws GeominError `FILE` */
export async function requireFolder(
  path: string,
  remedy = 'Several models go into a folder that is there already, or into the current one without --output.',
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new GeominError('FILE', `${path}: this is no folder`, remedy);
}

/** Whether a file alone is written over its own input is looked at when it is read. */
async function refuseCollisions(jobs: Job[]): Promise<Job[]> {
  const places = new Places();
  const sources = new Map<string, string>();
  const targets = new Map<string, string>();
  for (const { input } of jobs) sources.set(await places.of(input), input);
  for (const { input, output } of jobs) {
    const place = await places.of(output);
    const [other, source] = [targets.get(place), sources.get(place)];
    if (other !== undefined) throw collision(`the results of ${other} and ${input} would both be ${output}`);
    if (source !== undefined && source !== input) {
      throw collision(`the result of ${input} would be written over ${source}`);
    }
    targets.set(place, input);
  }
  return jobs;
}

function collision(message: string): GeominError {
  return new GeominError('ARGUMENT', message, 'Minimize them one by one, each with its own --output.');
}
