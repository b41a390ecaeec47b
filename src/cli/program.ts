import { Command, CommanderError } from 'commander';
import { GeominError } from '../errors.js';
import { agentCommand } from './agent-command.js';
import { batchCommand } from './batch-command.js';
import { bundleCommand } from './bundle-command.js';
import { deadCommand } from './dead-command.js';
import { energyCommand } from './energy-command.js';
import { errorText } from './error-text.js';
import { EXIT } from './exit-codes.js';
import { jobsCommand } from './jobs-command.js';
import { minimizeCommand } from './minimize-command.js';
import { statusCommand } from './status-command.js';
import { watchStandardStreams } from './streams.js';
import { traceCommand } from './trace-command.js';
import { packageVersion } from './version.js';
import { workerCommand } from './worker-command.js';

/**
 * Runs the command line and sets the exit status of the process.
 *
 * @param args what follows the program's name, e.g. `['minimize', 'model.pdb']`
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  // commander takes an empty variable for an answer, and --redis means agents or workers instead of this process.
  if (process.env.GEOMIN_REDIS_URL === '') delete process.env.GEOMIN_REDIS_URL;
  const program = new Command('geomin')
    .description('Makes macromolecular models chemically sensible.')
    .version(packageVersion())
    .addCommand(minimizeCommand())
    .addCommand(energyCommand())
    .addCommand(batchCommand())
    .addCommand(workerCommand())
    .addCommand(jobsCommand())
    .addCommand(agentCommand())
    .addCommand(statusCommand())
    .addCommand(traceCommand())
    .addCommand(deadCommand())
    .addCommand(bundleCommand());
  throwInsteadOfExit(program);
  watchStandardStreams((error) => (process.exitCode = report(error)));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Also what is below a command: what is added to it does not take after it. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

/** Tells a person what went wrong; the exit status that goes with it. */
function report(error: unknown): number {
  // commander has printed its own message already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof GeominError) {
    process.stderr.write(errorText(error));
    return EXIT.failed;
  }
  throw error;
}
