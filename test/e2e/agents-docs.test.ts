import { readFileSync } from 'node:fs';
import { Command, type Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { agentCommand } from '../../src/cli/agent-command.js';
import { deadCommand } from '../../src/cli/dead-command.js';
import { addRedisOptions } from '../../src/cli/redis-options.js';
import { addRemoteOptions } from '../../src/cli/remote-options.js';
import { statusCommand } from '../../src/cli/status-command.js';
import { traceCommand } from '../../src/cli/trace-command.js';
import { projectFile } from './run.js';

const page = readFileSync(projectFile('docs/agents.md'), 'utf8');

/** Flags, variable and default of each option, with the commands that have it. */
function optionsOfCommands(): string[] {
  const commands: Record<string, readonly Option[]> = {
    agent: agentCommand().options,
    bundle: addRedisOptions(new Command()).options,
    dead: deadCommand().commands.flatMap(({ options }) => options),
    minimize: addRemoteOptions(new Command()).options,
    status: statusCommand().options,
    trace: traceCommand().options,
  };
  const owners = new Map<string, Set<string>>();
  for (const [name, options] of Object.entries(commands)) {
    for (const option of options) {
      const key = `${option.flags} | ${variableOf(option)} | ${defaultOf(option)}`;
      owners.set(key, (owners.get(key) ?? new Set()).add(name));
    }
  }
  return [...owners].map(([key, names]) => `${key} | ${[...names].sort().join(', ')}`);
}

function variableOf({ envVar, description }: Option): string {
  return envVar ?? /\(env: (\w+)\)/.exec(description)?.[1] ?? '–';
}

function defaultOf({ defaultValue, defaultValueDescription, description }: Option): string {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (defaultValue !== undefined) return String(defaultValue);
  return /\(default: ([^)]*)\)/.exec(description)?.[1] ?? '–';
}

/** The same as the table has it. */
function optionsOfPage(): string[] {
  const rows = [...page.matchAll(/^\| `(--[^`]+)` \| `?([^`|]+?)`? \| ([^|]+) \| ([^|]+) \|/gm)];
  return rows.map(([, flags, variable, standard, commands]) =>
    [flags, variable, standard, commands].join(' | '),
  );
}

describe('the page about agents', () => {
  it('lists every option of every command, with its variable and default', () => {
    expect(optionsOfPage().sort()).toEqual(optionsOfCommands().sort());
  });
});
