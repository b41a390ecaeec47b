import { GeominError } from '../errors.js';
import { isStandardOutput } from './streams.js';

/** What a command writes of one file. */
interface Written {
  readonly output?: string;
  readonly geo?: string;
}

/** Where the report on a file goes: to standard error where what is written takes standard output. */
export function reportStream({ output, geo }: Written): NodeJS.WritableStream {
  return [output, geo].some(isPrinted) ? process.stderr : process.stdout;
}

/** @throws GeominError `ARGUMENT` where two things would go to standard output, among each other */
export function refuseSharedOutput(jobs: readonly Written[], json = false): void {
  for (const { output, geo } of jobs) {
    const things = [
      ...(isPrinted(output) ? ['the model'] : []),
      ...(isPrinted(geo) ? ['the listing'] : []),
      ...(json ? ['the JSON'] : []),
    ];
    if (things.length < 2) continue;
    const [what, options] = things.length === 2 ? [things.join(' and '), 'both'] : [things.join(', '), 'all'];
    throw new GeominError(
      'ARGUMENT',
      `${what} cannot ${options} go to standard output`,
      `Give another ${isPrinted(output) ? '--output' : '--geo'}, or leave out ${json ? '--json' : '--geo'}.`,
    );
  }
}

function isPrinted(path: string | undefined): boolean {
  return path !== undefined && isStandardOutput(path);
}
