import { join } from 'node:path';
import { GeominError } from '../errors.js';
import { requireFolder, stemOf } from './output-paths.js';
import { Places } from './places.js';
import { isStandardOutput } from './streams.js';

/** A file whose restraints may be listed. */
export interface ListingJob {
  readonly input: string;
  /** Where they are listed, if they are. */
  readonly geo?: string;
}

/**
 * Where the restraints of each file are listed: `<name>.geo` in a folder, or, where there is one input, in a file of any name.
 *
 * @param jobs what else is known of each input, perhaps an output
 * @param geo a file, where there is one input; a folder, where it ends in a slash or there are several inputs
 * @throws GeominError `FILE` if that is no folder, `ARGUMENT` if a listing would be written over another file of the command
 */
export async function planListings<Job extends { readonly input: string; readonly output?: string }>(
  jobs: readonly Job[],
  geo: string | undefined,
): Promise<(Job & ListingJob)[]> {
  if (geo === undefined) return [...jobs];
  const alone = jobs.length === 1 && !/[\\/]$/.test(geo);
  if (!alone) await requireFolder(geo, 'Listings of several models go into a folder that is there already.');
  const planned = jobs.map((job) => ({
    ...job,
    geo: alone ? geo : join(geo, `${stemOf(job.input)}.geo`),
  }));
  await refuseCollisions(planned);
  return planned;
}

async function refuseCollisions(
  jobs: readonly { readonly input: string; readonly output?: string; readonly geo: string }[],
): Promise<void> {
  const places = new Places();
  const taken = new Set<string>();
  for (const { input, output } of jobs) {
    for (const path of [input, output ?? input])
      if (!isStandardOutput(path)) taken.add(await places.of(path));
  }
  for (const { input, geo } of jobs) {
    const place = await places.of(geo);
    if (taken.has(place)) {
      const what = `the listing of ${input} would be written over another file: ${geo}`;
      throw new GeominError('ARGUMENT', what, 'Choose another --geo.');
    }
    if (!isStandardOutput(geo)) taken.add(place);
  }
}
