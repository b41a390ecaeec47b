import { basename } from 'node:path';
import { GeominError } from '../errors.js';
import { sourceTextOf } from '../model/model-source.js';
import { parseModel } from '../model/read-model.js';
import type { Model } from '../model/model.js';
import { buildRestraints } from '../restraints/build-restraints.js';
import type { UnknownResidues } from '../restraints/named-model.js';
import type { Restraints, Term } from '../restraints/restraints.js';
import type { MacromoleculeBundle } from './bundle.js';
import { bundleFault } from './faults.js';

/** How a model is to be restrained by whoever unpacks its bundle. */
export interface MacromoleculeOptions {
  /** As for `buildRestraints`. */
  readonly unknown?: UnknownResidues;
  /** Terms to compute; default: all. */
  readonly terms?: readonly Term[];
  /** Instead of those that the built-in dictionary makes. */
  readonly restraints?: Restraints;
}

/**
 * A bundle with the text that a model was read from, so that restraints and sites come out of it as they came out of the
 * file, to the bit. What was done to the model's sites since is not in it.
 */
export function macromoleculeBundle(model: Model, options: MacromoleculeOptions = {}): MacromoleculeBundle {
  const { format, name } = model.source;
  return {
    bundleType: 'macromolecule_data',
    // Where the file lies is nobody else's business.
    model: { text: sourceTextOf(model), format, name: basename(name) },
    ...options,
    atomCount: model.atomCount,
  };
}

/**
 * The restraints that a bundle holds, or else those of its model.
 *
 * @param id of the bundle, for messages
 * @throws GeominError `MODEL` or `RESIDUES` where the model cannot be read or restrained, `BUNDLE` where what the bundle
 *   says of its atoms does not fit together; all name the bundle
 */
export function restraintsOf(bundle: MacromoleculeBundle, id?: string): Restraints {
  const { restraints, unknown } = bundle;
  const model = modelOf(bundle, id);
  if (restraints === undefined && model === undefined) throw holdsNothing(id);
  return restraints ?? naming(id, () => buildRestraints(model!, { unknown }));
}

/** The sites of a bundle's model, Å; undefined where it has none. Errors as for {@link restraintsOf}. */
export function sitesOf(bundle: MacromoleculeBundle, id?: string): Float64Array | undefined {
  return modelOf(bundle, id)?.sitesCart.slice();
}

const models = new WeakMap<MacromoleculeBundle, Model>();

/** The model of a bundle, read once. Its sites are to be left alone. Errors as for {@link restraintsOf}. */
export function modelOf(bundle: MacromoleculeBundle, id?: string): Model | undefined {
  if (bundle.model === undefined) return undefined;
  const known = models.get(bundle);
  if (known !== undefined) return known;
  const { text, format, name } = bundle.model;
  // Some kilobytes of it can be gigabytes.
  if (text[0] === 0x1f && text[1] === 0x8b)
    throw bundleFault(id, 'model_text is gzipped', 'Unpack it first.');
  const model = naming(id, () => parseModel(text, format, { name }));
  requireAtoms(bundle, model.atomCount, id);
  models.set(bundle, model);
  return model;
}

function requireAtoms({ atomCount, restraints }: MacromoleculeBundle, atoms: number, id?: string): void {
  for (const [whose, count] of [
    ['atom_count', atomCount],
    ['restraints.atom_count', restraints?.atomCount],
  ]) {
    if (count === undefined || count === atoms) continue;
    throw bundleFault(id, `${whose} is ${count}, but its model has ${atoms} atoms`);
  }
}

function holdsNothing(id: string | undefined): GeominError {
  return bundleFault(id, 'it holds neither a model nor restraints');
}

/** Has errors begin with the bundle's name. */
function naming<T>(id: string | undefined, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof GeominError)) throw error;
    const name = id === undefined ? 'bundle' : `bundle ${id}`;
    throw new GeominError(error.code, `${name}: ${error.message}`, error.remedy, { cause: error });
  }
}
