import { resolve } from 'node:path';
import type { DictionaryText, JobSettings } from '../jobs/job-settings.js';
import { openMonomerLibrary } from '../monomers/monomer-library.js';
import { parseRestraints, readRestraintsText } from '../monomers/restraints-file.js';
import type { MinimizeOptions } from './minimize-options.js';
import type { RedisOptions } from './redis-options.js';
import type { DictionaryParsers } from './restraint-options.js';

/** What the command line asks of a batch. */
export interface BatchOptions extends Omit<
  MinimizeOptions,
  'output' | 'geo' | 'threads' | 'restraints' | 'monomerLibrary'
> {
  readonly outputDir: string;
  readonly jobs?: number;
  readonly summary?: string;
  readonly restraints?: readonly DictionaryText[];
  /** A folder. */
  readonly monomerLibrary?: string | false;
}

/** The same where workers are to do it. */
export interface RemoteBatchOptions extends BatchOptions, RedisOptions {
  readonly detach?: boolean;
  readonly priority: number;
  readonly attempts: number;
  /** Days. */
  readonly keep: number;
}

/** Checks dictionaries while their option is at hand, and keeps what can be told to others: texts and names. */
export const TOLD_DICTIONARIES: DictionaryParsers = {
  file: (path): DictionaryText => {
    const text = readRestraintsText(path);
    parseRestraints(text, path);
    return { name: path, text };
  },
  library: (dir): string => {
    openMonomerLibrary(dir);
    return resolve(dir);
  },
};

/** What all jobs of a batch are to be done with. */
export function jobSettings(options: BatchOptions): JobSettings {
  const { optimizer, learningRate, schedule, maxIterations, terms, shake, seed, model } = options;
  const { unknown, link, noLink, edits, select, harmonic, symmetry } = options;
  return {
    optimizer,
    learningRate,
    schedule,
    maxIterations,
    maxSeconds: options.maxTime,
    convergenceThreshold: options.convergence,
    // TF.js is for one minimization at a time, which nothing interrupts.
    backend: options.backend ?? 'native',
    terms,
    shake,
    seed,
    model,
    restrain: { unknown, links: link, noLinks: noLink, edits, select, harmonic, symmetry },
    dictionaries: options.restraints ?? [],
    monomerLibrary: options.monomerLibrary,
  };
}
