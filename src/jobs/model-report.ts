import type { Snapshot } from '../geometry/snapshot.js';
import { COVALENT_TERMS } from '../geometry/statistics.js';
import type { MinimizationResult, StopReason } from '../minimize/result.js';
import type { OptimizerName } from '../minimize/optimizer-name.js';
import type { Term } from '../restraints/restraints.js';

/** What became of one model of a job, as it is stored and printed: a few figures, whatever the model's size. */
export interface ModelReport {
  /** Its number in the file. */
  readonly model: number;
  readonly atom_count: number;
  readonly optimizer: OptimizerName;
  readonly converged: boolean;
  readonly reason: StopReason;
  readonly iterations: number;
  readonly evaluations: number;
  /** Where the minimization began. */
  readonly energy_before: number;
  readonly energy: number;
  readonly terms: Readonly<Record<Term, number>>;
  /** 1/Å. */
  readonly rms_gradient: number;
  /** Å. */
  readonly rmsd_bonds: number;
  /** Degrees. */
  readonly rmsd_angles: number;
  /** Restraints of all terms that are off by more than four sigmas. */
  readonly outliers: number;
  readonly clashes: number;
  /** Root mean square, Å. */
  readonly moved: number;
  /** What was not restrained, or was restrained otherwise than expected: how many such notes there are. */
  readonly issues: number;
}

/** The report on a model. */
export function modelReport(
  model: { readonly modelNumber: number; readonly atomCount: number },
  result: MinimizationResult,
  [before, after]: readonly Snapshot[],
  { moved, issues }: Pick<ModelReport, 'moved' | 'issues'>,
): ModelReport {
  const { terms, clashes } = after.statistics;
  return {
    model: model.modelNumber,
    atom_count: model.atomCount,
    optimizer: result.optimizer,
    converged: result.converged,
    reason: result.reason,
    iterations: result.iterations,
    evaluations: result.evaluations,
    energy_before: before.evaluation.energy,
    energy: result.energy,
    terms: result.terms,
    rms_gradient: result.rmsGradient,
    rmsd_bonds: terms.bond.rmsd,
    rmsd_angles: terms.angle.rmsd,
    outliers: COVALENT_TERMS.reduce((sum, term) => sum + terms[term].outliers, 0),
    clashes: clashes.count,
    moved,
    issues,
  };
}
