import { Option, type Command } from 'commander';
import { parseKeys, readKeys } from '../agents/keys.js';

/** Where the keys that messages are signed with are. */
export interface KeyOptions {
  readonly keyFile?: string;
}

/** The option of every command that signs messages or checks them. */
export function addKeyOption(command: Command): Command {
  return command.addOption(
    new Option('--key-file <file>', 'keys for signatures, one a line; GEOMIN_KEY may hold one itself').env(
      'GEOMIN_KEY_FILE',
    ),
  );
}

/**
 * Shared keys: those of the file, or else those of the variable `GEOMIN_KEY`; undefined where there are none.
 *
 * @param warn told where others can read the file
 */
export async function keysOf(
  { keyFile }: KeyOptions,
  warn: (message: string) => void,
): Promise<Buffer[] | undefined> {
  if (keyFile !== undefined && keyFile !== '') return readKeys(keyFile, warn);
  const keys = parseKeys(process.env.GEOMIN_KEY ?? '');
  return keys.length > 0 ? keys : undefined;
}
