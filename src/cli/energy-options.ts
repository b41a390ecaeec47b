import type { Term } from '../restraints/restraints.js';
import type { RestraintOptions } from './restraint-options.js';

/** What the command line asks of an evaluation. Options that are absent take the library's defaults. */
export interface EnergyOptions extends RestraintOptions {
  readonly model?: number;
  readonly terms?: readonly Term[];
  readonly threads?: number;
  readonly geo?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
