import { Option, type Command } from 'commander';
import type { Model } from '../model/model.js';
import { buildRestraints, type BuildOptions } from '../restraints/build-restraints.js';
import type { UnknownResidues } from '../restraints/named-model.js';
import type { ModelRestraints } from '../restraints/restraints.js';

const UNKNOWN = ['error', 'free'];

/** What the command line says about how a model is restrained. */
export interface RestraintOptions {
  readonly unknown?: UnknownResidues;
}

/** The options of every command that restrains a model. */
export function addRestraintOptions(command: Command): Command {
  return command.addOption(
    new Option(
      '--unknown <what>',
      'residues that no dictionary knows: stop, or leave them free (default: error)',
    ).choices(UNKNOWN),
  );
}

/** The restraints of a model, as the command line wants them. */
export function restraintsFor(model: Model, options: RestraintOptions): ModelRestraints {
  return buildRestraints(model, buildOptions(options));
}

function buildOptions({ unknown }: RestraintOptions): BuildOptions {
  return { unknown };
}
