import {
  CLASH_OVERLAP,
  COVALENT_TERMS,
  OUTLIER_SIGMAS,
  type GeometryStatistics,
  type MapStatistics,
  type TermStatistics,
} from '../geometry/statistics.js';
import type { OptimizerName } from '../minimize/optimizer-name.js';
import type { StopReason } from '../minimize/result.js';
import { atomLabel, type Model } from '../model/model.js';
import { TERMS, type Term } from '../restraints/restraints.js';
import { alignColumns } from './columns.js';
import { linkLines } from './link-lines.js';
import type { MinimizedFile } from './minimize-file.js';
import type { MinimizedModel } from './minimize-model.js';
import { headLine, isShown, issueNotes, listedLine, worstLines } from './report-lines.js';
import type { Snapshot } from '../geometry/snapshot.js';

const REASONS: Record<StopReason, string> = {
  converged: 'the rms gradient is at the threshold',
  'max-iterations': 'the iterations are used up',
  'time-limit': 'the time is used up; these are the best coordinates so far',
  stalled: 'further iterations win next to nothing',
  aborted: 'interrupted; these are the best coordinates so far',
};

const DEVIATIONS = [
  ['bond', 'rmsd bonds (Å)', 4],
  ['angle', 'rmsd angles (°)', 3],
  ['dihedral', 'rmsd dihedrals (°)', 2],
  ['chirality', 'rmsd chirality (Å³)', 3],
  ['planarity', 'rmsd planarity (Å)', 4],
  ['parallelity', 'rmsd parallelity (°)', 2],
  ['position', 'rmsd position (Å)', 4],
] as const;

/**
 * What was not restrained, and why; and what else went other than expected.
 *
 * @param optimizer that was asked for
 */
export function reportNotes(minimized: readonly MinimizedModel[], optimizer: OptimizerName): string {
  const notes = issueNotes(minimized.map(({ restraints }) => restraints));
  for (const { result } of minimized) {
    if (result.storeError) notes.push(`note: the final sites are not stored: ${result.storeError.message}\n`);
  }
  if (minimized.some(({ result }) => result.optimizer !== optimizer))
    notes.push(`note: ${optimizer} needs the core in this process; over agents this was plain L-BFGS\n`);
  return notes.join('');
}

/** The table at the end: before and after, for each model. */
export function reportText(file: MinimizedFile, terms: readonly Term[]): string {
  const { input, output, geo, models, minimized } = file;
  const parts = minimized.map((one) => modelReport(input, terms, one, models.length > 1));
  const written = `written    ${output}${untouched(models.slice(minimized.length))}`;
  return `${parts.join('\n\n')}\n${written}\n${listedLine(geo)}`;
}

/** What an interruption left to be done. */
function untouched(models: readonly Model[]): string {
  if (models.length === 0) return '';
  const [first, last] = [models[0].modelNumber, models[models.length - 1].modelNumber];
  return models.length === 1
    ? `, model ${first} as it came in`
    : `, models ${first} to ${last} as they came in`;
}

function modelReport(
  input: string,
  terms: readonly Term[],
  minimized: MinimizedModel,
  several: boolean,
): string {
  const { model, restraints, before, after } = minimized;
  const rows = [...energyRows(terms, before, after), ...geometryRows(before, after)];
  const { worst } = after.statistics;
  const links = linkLines(restraints, model.sitesCart);
  return [
    headLine(input, model, restraints, several),
    '',
    ...alignColumns([['', 'before', 'after'], ...rows]),
    '',
    ...(worst.length === 0 ? [] : ['worst restraints now', ...worstLines(worst, model), '']),
    ...(links.length === 0 ? [] : [...links, '']),
    ...closingLines(minimized),
  ].join('\n');
}

function energyRows(terms: readonly Term[], before: Snapshot, after: Snapshot): string[][] {
  const row = (label: string, from: number, to: number) => [label, from.toFixed(2), to.toFixed(2)];
  const [from, to] = [before.evaluation, after.evaluation];
  return [
    row('energy', from.energy, to.energy),
    ...TERMS.filter((term) => terms.includes(term) && isShown(term, before.statistics)).map((term) =>
      row(`  ${term}`, from.terms[term], to.terms[term]),
    ),
  ];
}

function geometryRows(before: Snapshot, after: Snapshot): string[][] {
  const [from, to] = [before.statistics, after.statistics];
  const deviations = DEVIATIONS.filter(([term]) => isShown(term, before.statistics)).map(
    ([term, label, digits]) => [
      label,
      deviation(from.terms[term], digits),
      deviation(to.terms[term], digits),
    ],
  );
  const [outliersBefore, outliersAfter] = [countOutliers(from), countOutliers(to)];
  return [
    ...deviations,
    ['rms Z bonds', deviation(from.terms.bond, 2, 'rmsZ'), deviation(to.terms.bond, 2, 'rmsZ')],
    ['rms Z angles', deviation(from.terms.angle, 2, 'rmsZ'), deviation(to.terms.angle, 2, 'rmsZ')],
    [`outliers (> ${OUTLIER_SIGMAS} σ)`, String(outliersBefore), String(outliersAfter)],
    [`clashes (≥ ${CLASH_OVERLAP} Å)`, String(from.clashes.count), String(to.clashes.count)],
    ...(from.map && to.map ? [['density at atoms', density(from.map), density(to.map)]] : []),
  ];
}

/** In the map's units, whatever they are. */
function density({ meanDensity }: MapStatistics): string {
  return meanDensity.toPrecision(4);
}

/** Of all terms. */
function countOutliers({ terms }: GeometryStatistics): number {
  return COVALENT_TERMS.reduce((sum, term) => sum + terms[term].outliers, 0);
}

/** Where there are no restraints, there is nothing to deviate from. */
function deviation(of: TermStatistics, digits: number, figure: 'rmsd' | 'rmsZ' = 'rmsd'): string {
  return of.count === 0 ? '–' : of[figure].toFixed(digits);
}

function closingLines({ model, moved, result }: MinimizedModel): string[] {
  const { iterations, evaluations, totalTime, reason, rmsGradient } = result;
  const each = iterations === 0 ? '' : `, ${((1000 * totalTime) / iterations).toFixed(2)} ms each`;
  const farthest = `${moved.largest.toFixed(3)} Å (${atomLabel(model, moved.iSeq)})`;
  return [
    `moved      rms ${moved.rms.toFixed(3)} Å, farthest ${farthest}`,
    `time       ${iterations} iterations in ${totalTime.toFixed(2)} s${each}; ${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'}`,
    `stopped    ${reason}: ${REASONS[reason]} (rms gradient ${rmsGradient.toPrecision(3)})`,
  ];
}
