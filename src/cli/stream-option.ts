import { Option, type Command } from 'commander';
import { DEFAULT_REQUEST_STREAM } from '../agents/stream-names.js';

/** Which requests a command is about. */
export interface StreamOption {
  /** Without the prefix. */
  readonly stream: string;
}

/** The option of every command that sends, reads or looks at requests. */
export function addStreamOption(command: Command): Command {
  return command.addOption(
    new Option('--stream <name>', 'of the requests, without the prefix')
      .env('GEOMIN_STREAM')
      .default(DEFAULT_REQUEST_STREAM),
  );
}
