import type { Backend } from '../minimize/backends.js';
import type { OptimizerName } from '../minimize/optimizer-name.js';
import type { ScheduleName } from '../minimize/schedules.js';
import type { Dictionary } from '../monomers/chem-comp.js';
import { dictionaryOf } from '../monomers/chosen-dictionary.js';
import { openMonomerLibrary } from '../monomers/monomer-library.js';
import { parseRestraints } from '../monomers/restraints-file.js';
import type { BuildOptions } from '../restraints/build-restraints.js';
import type { Term } from '../restraints/restraints.js';

/** How models are restrained and minimized: plain data, the same for all jobs of a batch. Absent is the library's default. */
export interface JobSettings {
  readonly optimizer: OptimizerName;
  readonly learningRate?: number;
  readonly schedule?: ScheduleName;
  readonly maxIterations?: number;
  readonly maxSeconds?: number;
  readonly convergenceThreshold?: number;
  readonly backend?: Backend;
  readonly terms?: readonly Term[];
  /** Standard deviation of a shift of each coordinate before, Å. */
  readonly shake?: number;
  /** Of the shake. */
  readonly seed: number;
  /** Number of the only MODEL that is minimized; all where it is absent. */
  readonly model?: number;
  readonly restrain: Omit<BuildOptions, 'dictionary'>;
  /** Files of restraints, the last wins. */
  readonly dictionaries: readonly DictionaryText[];
  /** A folder of whoever computes; false: not even one that is found by itself. */
  readonly monomerLibrary?: string | false;
}

/** A file of restraints. */
export interface DictionaryText {
  readonly name: string;
  readonly text: string;
}

/**
 * The dictionaries that settings ask for, as one.
 *
 * @throws GeominError `DICTIONARY` or `FILE` where one is broken or is not there
 */
export function dictionaryFor({ dictionaries, monomerLibrary }: JobSettings): Dictionary {
  return dictionaryOf({
    restraints: dictionaries.map(({ name, text }) => parseRestraints(text, name)),
    monomerLibrary: typeof monomerLibrary === 'string' ? openMonomerLibrary(monomerLibrary) : monomerLibrary,
  });
}
