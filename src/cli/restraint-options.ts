import { Option, type Command } from 'commander';
import type { MacromoleculeOptions } from '../bundles/macromolecule.js';
import type { Model } from '../model/model.js';
import { openMonomerLibrary } from '../monomers/monomer-library.js';
import { readRestraintsFile } from '../monomers/restraints-file.js';
import { buildRestraints, type BuildOptions } from '../restraints/build-restraints.js';
import type { Edits } from '../restraints/edits.js';
import { UNKNOWN_RESIDUES, type UnknownResidues } from '../restraints/named-model.js';
import type { ModelRestraints, Term } from '../restraints/restraints.js';
import { atomPair, positiveNumber } from './arguments.js';
import { dictionaryOf, type DictionaryOptions } from '../monomers/chosen-dictionary.js';

/** What the command line says about how a model is restrained. */
export interface RestraintOptions extends DictionaryOptions {
  readonly unknown?: UnknownResidues;
  /** Pairs of addresses, checked for their form. */
  readonly link?: readonly string[];
  /** Likewise. */
  readonly noLink?: readonly string[];
  /** Read before the command runs. */
  readonly edits?: readonly Edits[];
  readonly select?: string;
  readonly harmonic?: number;
  /** False for `--no-symmetry`. */
  readonly symmetry?: boolean;
}

/** How the values of options that name dictionaries are read. */
export interface DictionaryParsers {
  readonly file: (path: string) => unknown;
  readonly library: (dir: string) => unknown;
}

/**
 * The options of every command that restrains a model.
 *
 * @param parsers default: those that open the dictionaries
 */
export function addRestraintOptions(
  command: Command,
  parsers: DictionaryParsers = { file: readRestraintsFile, library: openMonomerLibrary },
): Command {
  return command
    .option(
      '--restraints <file>',
      'CIF of a ligand, as AceDRG, Grade2, eLBOW or PRODRG write it; several times, the last wins',
      (path: string, before: readonly unknown[] = []) => [...before, parsers.file(path)],
    )
    .option(
      '--monomer-library <dir>',
      'of CCP4 format, before the built-in dictionary (default: one that is found, for what that lacks)',
      parsers.library,
    )
    .option('--no-monomer-library', 'use none that is found by itself')
    .option(
      '--edits <file>',
      'restraints of your own, and changes to others, in YAML or JSON; several times, in their order',
      (path: string, before: readonly string[] = []) => [...before, path],
    )
    .hook('preAction', readEditsFiles)
    .addOption(
      new Option(
        '--unknown <what>',
        'residues that no dictionary knows: stop, keep their shape, leave them free, or fix them (default: error)',
      ).choices(UNKNOWN_RESIDUES),
    )
    .addOption(
      new Option('--link <atoms>', 'link two atoms, such as "A/27/SG - A/84/SG"; may be repeated').argParser(
        anotherAtomPair,
      ),
    )
    .addOption(noLinkOption())
    .option('--no-symmetry', 'leave out contacts between symmetry copies of a crystal');
}

/** The options of commands that say what may move. */
export function addPartOptions(command: Command): Command {
  return command
    .option(
      '--select <atoms>',
      'move only these, such as "chain A and residue 10:20"; the rest stays, and is seen',
    )
    .option('--harmonic <sigma>', 'tie what moves to where it is in the file, sigma in Å', positiveNumber);
}

/** Commander takes `--no-…` for the opposite of another option; this one has a value of its own. */
function noLinkOption(): Option {
  const option = new Option('--no-link <atoms>', 'do not link two atoms; may be repeated').argParser(
    anotherAtomPair,
  );
  option.negate = false;
  option.attributeName = () => 'noLink';
  return option;
}

function anotherAtomPair(text: string, before: readonly string[] = []): string[] {
  return [...before, atomPair(text)];
}

/** Puts edits in the place of the files that the command line names. What reads them is loaded for those who have some. */
async function readEditsFiles(command: Command): Promise<void> {
  const paths = command.opts<{ edits?: readonly string[] }>().edits;
  if (paths === undefined) return;
  const { readEdits } = await import('../restraints/parse-edits.js');
  command.setOptionValue('edits', paths.map(readEdits));
}

/** The restraints of a model, as the command line wants them. */
export function restraintsFor(model: Model, options: RestraintOptions): ModelRestraints {
  return buildRestraints(model, buildOptions(options));
}

function buildOptions(options: RestraintOptions): BuildOptions {
  const { unknown, link, noLink, edits, select, harmonic, symmetry } = options;
  const wishes = { links: link, noLinks: noLink, edits, select, harmonic, symmetry };
  return { dictionary: dictionaryOf(options), unknown, ...wishes };
}

/**
 * What goes with a model to agents, for them to compute the same: its restraints, where they could not make them of the
 * built-in dictionary alone, or links or no symmetry are wished for, the user has edited them, or something is fixed or
 * tied. Nothing on their machines counts.
 */
export function bundleOptions(
  { unknown, terms, link, noLink, edits, symmetry }: RestraintOptions & { readonly terms?: readonly Term[] },
  restraints: ModelRestraints,
): MacromoleculeOptions {
  const { sources, fixed, positions } = restraints;
  const wishes = [link, noLink, edits, fixed, positions];
  const ofItsOwn = sources.length > 0 || wishes.some((wish) => wish !== undefined) || symmetry === false;
  return ofItsOwn ? { unknown, terms, restraints } : { unknown, terms };
}
