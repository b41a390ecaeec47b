import type { Command } from 'commander';
import { flagOption } from './redis-options.js';

/** Whether the ways of messages are recorded. */
export interface TraceOption {
  readonly trace: boolean;
}

/** The option of every command that sends messages or answers them. */
export function addTraceOption(command: Command): Command {
  return command.addOption(
    flagOption('--trace', 'record the way of each message, for geomin trace', 'GEOMIN_TRACE'),
  );
}
