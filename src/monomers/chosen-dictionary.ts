import type { Dictionary, DictionaryLayer } from './chem-comp.js';
import { builtInDictionary } from './dictionary.js';
import { findMonomerLibrary } from './find-library.js';
import { layeredDictionary } from './layered-dictionary.js';
import { openMonomerLibrary } from './monomer-library.js';

/** What the command line says about dictionaries. */
export interface DictionaryOptions {
  /** Files of restraints, in the order given. */
  readonly restraints?: readonly DictionaryLayer[];
  /** False: not even one that is found by itself. */
  readonly monomerLibrary?: DictionaryLayer | false;
}

/**
 * The dictionaries of a command as one: files win over a library that was asked for, that over the built-in dictionary. A
 * library that is merely found on the machine only fills gaps, so that what the built-in dictionary knows gives the same
 * result everywhere.
 */
export function dictionaryOf({ restraints = [], monomerLibrary }: DictionaryOptions): Dictionary {
  const library = monomerLibrary ? [monomerLibrary] : [];
  const layers = [...[...restraints].reverse(), ...library, builtInDictionary()];
  return layeredDictionary(layers, { gaps: monomerLibrary === undefined ? foundLibrary() : undefined });
}

/** Opened once: its components are read once for all files of a command. */
function foundLibrary(): DictionaryLayer | undefined {
  if (found === undefined) {
    const dir = findMonomerLibrary();
    found = dir === undefined ? false : openMonomerLibrary(dir);
  }
  return found || undefined;
}

let found: DictionaryLayer | false | undefined;
