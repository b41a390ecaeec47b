import { Command } from 'commander';
import { later } from './later.js';
import { addEvaluationOptions } from './evaluation-options.js';
import { addRestraintOptions } from './restraint-options.js';

const examples = `
Examples:
  geomin energy model.pdb                            energies, deviations, outliers, clashes
  geomin energy *.pdb --json > geometry.json         of several models, machine-readable
  geomin energy nmr.pdb.gz --model 1 --terms bond,angle
  geomin energy model.pdb --geo model.geo            every restraint, worst first

Exit status: 0 done, 1 an input is in the way, 2 wrong usage.`;

/** `geomin energy`. */
export function energyCommand(): Command {
  const command = new Command('energy')
    .description('Report the restraint energy of a model as it is: deviations, outliers, clashes.')
    .argument('<models...>', 'PDB or mmCIF files, gzipped or not');
  return addEvaluationOptions(addRestraintOptions(command))
    .addHelpText('after', examples)
    .showHelpAfterError('(--help lists the options)')
    .action(later(async () => (await import('./run-energy.js')).runEnergy));
}
