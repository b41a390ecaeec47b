import type { Backend } from '../minimize/backends.js';
import type { OptimizerName } from '../minimize/optimizer-name.js';
import type { ScheduleName } from '../minimize/schedules.js';
import type { Term } from '../restraints/restraints.js';
import type { MapOptions } from './map-options.js';
import type { RestraintOptions } from './restraint-options.js';

/** What the command line asks of a minimization. Options that are absent take the library's defaults. */
export interface MinimizeOptions extends RestraintOptions, MapOptions {
  readonly output?: string;
  readonly optimizer: OptimizerName;
  readonly learningRate?: number;
  readonly schedule?: ScheduleName;
  readonly maxIterations?: number;
  readonly maxTime?: number;
  readonly convergence?: number;
  readonly terms?: readonly Term[];
  readonly shake?: number;
  readonly seed: number;
  readonly model?: number;
  readonly backend?: Backend;
  readonly threads?: number;
  readonly geo?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
