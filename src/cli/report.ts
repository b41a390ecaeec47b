import { CLASH_OVERLAP, type RestraintStatistics, type TermStatistics } from '../geometry/statistics.js';
import type { OptimizerName } from '../minimize/optimizer-name.js';
import type { StopReason } from '../minimize/result.js';
import { atomLabel, residueLabel, type Model } from '../model/model.js';
import { TERMS, type Term } from '../restraints/restraints.js';
import { alignColumns } from './columns.js';
import type { MinimizedFile } from './minimize-file.js';
import type { MinimizedModel, Snapshot } from './minimize-model.js';

/** Notes that are shown before the rest is only counted. */
const NOTES_SHOWN = 10;

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
] as const;

const UNITS: Record<Term, string> = {
  bond: ' Å',
  angle: '°',
  dihedral: '°',
  chirality: ' Å³',
  planarity: ' Å',
  parallelity: '°',
  nonbonded: ' Å',
};

/**
 * What was not restrained, and why; and what else went other than expected.
 *
 * @param optimizer that was asked for
 */
export function reportNotes(minimized: readonly MinimizedModel[], optimizer: OptimizerName): string {
  const issues = minimized.flatMap(({ restraints }) => restraints.issues);
  const messages = [...new Set(issues.map((issue) => issue.message))];
  const notes = messages.slice(0, NOTES_SHOWN).map((message) => `note: ${message}\n`);
  const rest = messages.length - notes.length;
  if (rest > 0) notes.push(`note: … and ${rest} more, all listed with --json\n`);
  for (const { result } of minimized) {
    if (result.storeError) notes.push(`note: the final sites are not stored: ${result.storeError.message}\n`);
  }
  if (minimized.some(({ result }) => result.optimizer !== optimizer))
    notes.push(`note: ${optimizer} needs the core in this process; over agents this was plain L-BFGS\n`);
  return notes.join('');
}

/** The table at the end: before and after, for each model. */
export function reportText(file: MinimizedFile, terms: readonly Term[]): string {
  const { input, output, models, minimized } = file;
  const parts = minimized.map((one) => modelReport(input, terms, one, models.length > 1));
  const written = `written    ${output}${untouched(models.slice(minimized.length))}`;
  return `${parts.join('\n\n')}\n${written}\n`;
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
  const { model, before, after } = minimized;
  const name = several ? `${input}, model ${model.modelNumber}` : input;
  const rows = [...energyRows(terms, before, after), ...geometryRows(before, after)];
  return [
    `${name}: ${contents(minimized)}`,
    '',
    ...alignColumns([['', 'before', 'after'], ...rows]),
    '',
    ...outlierRows(after.statistics.worst, model),
    ...closingLines(minimized),
  ].join('\n');
}

function contents({ model, restraints }: MinimizedModel): string {
  const { bonds, angles, dihedrals, chiralities, planes } = restraints;
  const counts: [number, string, string][] = [
    [model.atomCount, 'atom', 'atoms'],
    [model.residues.length, 'residue', 'residues'],
    [bonds.ideal.length, 'bond', 'bonds'],
    [angles.ideal.length, 'angle', 'angles'],
    [dihedrals.ideal.length, 'dihedral', 'dihedrals'],
    [chiralities.ideal.length, 'chirality', 'chiralities'],
    [planes.offsets.length - 1, 'plane', 'planes'],
  ];
  return counts.map(([n, one, many]) => `${n} ${n === 1 ? one : many}`).join(', ');
}

function energyRows(terms: readonly Term[], before: Snapshot, after: Snapshot): string[][] {
  const row = (label: string, from: number, to: number) => [label, from.toFixed(2), to.toFixed(2)];
  const [from, to] = [before.evaluation, after.evaluation];
  return [
    row('energy', from.energy, to.energy),
    ...TERMS.filter((term) => terms.includes(term) && isShown(term, before)).map((term) =>
      row(`  ${term}`, from.terms[term], to.terms[term]),
    ),
  ];
}

function geometryRows(before: Snapshot, after: Snapshot): string[][] {
  const [from, to] = [before.statistics, after.statistics];
  const deviations = DEVIATIONS.filter(([term]) => isShown(term, before)).map(([term, label, digits]) => [
    label,
    deviation(from.terms[term], digits),
    deviation(to.terms[term], digits),
  ]);
  const clashes = [`clashes (≥ ${CLASH_OVERLAP} Å)`, String(from.clashes.count), String(to.clashes.count)];
  return [...deviations, clashes];
}

/** Parallel planes are restrained by request only; without them nobody asks about them. */
function isShown(term: Term, { statistics }: Snapshot): boolean {
  return term !== 'parallelity' || statistics.terms.parallelity.count > 0;
}

/** Where there are no restraints, there is nothing to deviate from. */
function deviation({ count, rmsd }: TermStatistics, digits: number): string {
  return count === 0 ? '–' : rmsd.toFixed(digits);
}

function outlierRows(worst: readonly RestraintStatistics[], model: Model): string[] {
  if (worst.length === 0) return [];
  const rows = worst.map((restraint) => outlierRow(restraint, model));
  return ['worst restraints now', ...alignColumns(rows, '  '), ''];
}

function outlierRow(restraint: RestraintStatistics, model: Model): string[] {
  const { term, iSeqs, delta, sigma, residual } = restraint;
  const unit = UNITS[term];
  return [
    `${term}  ${atomsLabel(model, iSeqs)}`,
    `${restraint.model.toFixed(3)}${unit}`,
    // Of several equivalent ideals, as torsions have them, the one that counted.
    `ideal ${(restraint.model + delta).toFixed(3)}${unit}`,
    sigma === undefined ? '' : `${Math.abs(delta / sigma).toFixed(1)} σ`,
    `residual ${residual.toFixed(2)}`,
  ];
}

/** `THR A 7 C - LEU A 8 N-CA`: each residue once. */
function atomsLabel({ atoms, residues }: Model, iSeqs: readonly number[]): string {
  let label = '';
  iSeqs.forEach((iSeq, k) => {
    const atom = atoms.name[iSeq] + (atoms.altloc[iSeq] === '' ? '' : `(${atoms.altloc[iSeq]})`);
    const sameResidue = k > 0 && atoms.residue[iSeq] === atoms.residue[iSeqs[k - 1]];
    if (sameResidue) label += `-${atom}`;
    else label += `${k > 0 ? ' - ' : ''}${residueLabel(residues[atoms.residue[iSeq]])} ${atom}`;
  });
  return label;
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
