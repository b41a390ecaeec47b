import { Command } from 'commander';
import { GeominError } from '../errors.js';
import { addEvaluationOptions } from './evaluation-options.js';
import { addMethodOptions } from './method-options.js';
import { addMapOptions } from './map-options.js';
import type { MinimizeOptions } from './minimize-options.js';
import { addRemoteOptions, type RemoteOptions } from './remote-options.js';
import { addPartOptions, addRestraintOptions } from './restraint-options.js';

const examples = `
Examples:
  geomin minimize model.pdb                          Adam, the result in model_minimized.pdb
  geomin minimize model.pdb -o better.pdb --optimizer best
  geomin minimize model.cif -o better.pdb            mmCIF; an output's name may ask for another format
  geomin minimize a.pdb b.pdb -o better/             several models, each into a file of that folder
  geomin minimize model.pdb --select "chain A and residue 10:20"   only these move, the rest is seen
  geomin minimize nmr.pdb.gz --model 1               the first model of several
  geomin minimize model.pdb --shake 0.3 --seed 7     from sites shaken by 0.3 Å
  geomin minimize model.pdb --edits mine.yaml        with restraints of your own: docs/edits.md
  geomin minimize model.pdb --map map.ccp4 --optimizer best   into a density map: docs/maps.md
  geomin minimize model.pdb --json > result.json     the whole result, machine-readable
  geomin minimize *.pdb --redis redis://localhost    with geometry agents, four files at once
  geomin minimize model.pdb --redis redis://localhost --specialist a=bonded_requests --specialist b=nonbonded_requests

Exit status: 0 done, 1 an input or a file is in the way (nothing is written for it), 2 wrong usage,
130 interrupted by Ctrl-C (the best coordinates so far are written).`;

/** `geomin minimize`. */
export function minimizeCommand(): Command {
  const command = new Command('minimize')
    .description(
      'Minimize the restraint energy of a model: bonds, angles, dihedrals, chirality, planes, contacts.',
    )
    .argument('<models...>', 'PDB or mmCIF files, gzipped or not')
    .option(
      '-o, --output <file>',
      'where the result goes; with several models a folder (default: <model>_minimized.pdb or .cif in the current folder)',
    );
  return addEvaluationOptions(
    addRemoteOptions(addMethodOptions(addMapOptions(addPartOptions(addRestraintOptions(command))))),
  )
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(minimize);
}

/** What talks to Redis is loaded for those who ask agents, and none of it by other commands. */
async function minimize(inputs: string[], options: MinimizeOptions & RemoteOptions): Promise<void> {
  if (!options.redis) {
    if (options.specialist) throw new GeominError('ARGUMENT', '--specialist asks agents', 'Give --redis.');
    const { runMinimize } = await import('./run-minimize.js');
    return runMinimize(inputs, options);
  }
  const { minimizeRemotely } = await import('./minimize-remotely.js');
  return minimizeRemotely(inputs, options);
}
