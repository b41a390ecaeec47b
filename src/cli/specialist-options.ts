import { Option, type Command } from 'commander';
import type { SpecialistOptions } from '../agents/specialist.js';
import { GeominError } from '../errors.js';
import { namedValue } from './arguments.js';

/** What the command line says about specialists whose answers are summed. */
export interface SpecialistFlags {
  /** Their request streams by their names. */
  readonly specialist?: ReadonlyMap<string, string>;
  /** Factors by their names. */
  readonly weight?: ReadonlyMap<string, string>;
}

/**
 * The options of commands that ask specialists.
 *
 * @param what is done with what specialists say
 */
export function addSpecialistOptions(command: Command, what: string): Command {
  const named = (flags: string, description: string) => new Option(flags, description).argParser(namedValue);
  return command
    .addOption(named('--specialist <name=stream>', `${what}; repeatable`))
    .addOption(named('--weight <name=factor>', 'of a specialist in the sum (default: 1); repeatable'));
}

/**
 * In the order in which they are summed; undefined where nothing is said of any.
 *
 * @throws GeominError `ARGUMENT` where a weight is none, or nobody's
 */
export function specialistsOf({
  specialist,
  weight = new Map(),
}: SpecialistFlags): SpecialistOptions[] | undefined {
  const stranger = [...weight.keys()].find((name) => !specialist?.has(name));
  if (stranger !== undefined)
    throw new GeominError(
      'ARGUMENT',
      `--weight ${stranger}: no specialist is called so`,
      'Give --specialist.',
    );
  if (specialist === undefined) return undefined;
  return [...specialist].map(([name, requestStream]) => {
    const factor = Number(weight.get(name) ?? 1);
    if (Number.isFinite(factor)) return { name, requestStream, weight: factor };
    throw new GeominError('ARGUMENT', `--weight ${name}: ${weight.get(name)} is not a number`);
  });
}
