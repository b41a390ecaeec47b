import { Option, type Command } from 'commander';
import type { DensityMap } from '../maps/density-map.js';
import type { Model } from '../model/model.js';
import type { ModelRestraints } from '../restraints/restraints.js';
import { nonNegativeNumber } from './arguments.js';

/** What the command line says about a map that models are drawn into. */
export interface MapOptions {
  /** Read before the command runs. */
  readonly map?: DensityMap;
  readonly mapWeight?: number;
}

/** The options of commands that draw models into maps. */
export function addMapOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--map <file>',
        'draw the atoms to where this CCP4 or MRC map is dense; gzipped or not',
      ).conflicts('redis'),
    )
    .option('--map-weight <w>', 'of the map, relative to what fits most maps (default: 1)', nonNegativeNumber)
    .hook('preAction', readMapFile);
}

/** Puts a map in the place of the file that the command line names. What reads it is loaded for those who have one. */
async function readMapFile(command: Command): Promise<void> {
  const path = command.opts<{ map?: string }>().map;
  if (path === undefined) return;
  const { readMap } = await import('../maps/read-map.js');
  command.setOptionValue('map', await readMap(path));
}

/** Restraints of a model and, where the command line names one, its map. */
export async function withMap(
  model: Model,
  restraints: ModelRestraints,
  { map, mapWeight }: MapOptions,
): Promise<ModelRestraints> {
  if (map === undefined) return restraints;
  const { mapRestraints } = await import('../maps/map-restraints.js');
  return { ...restraints, map: mapRestraints(model, map, { weight: mapWeight }) };
}
