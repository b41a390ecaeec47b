import type { GeometryStatistics, RestraintStatistics } from '../geometry/statistics.js';
import { residueLabel, type Model } from '../model/model.js';
import { movingCountOf, type ModelRestraints, type Term } from '../restraints/restraints.js';
import { alignColumns } from './columns.js';

/** Notes that are shown before the rest is only counted. */
const NOTES_SHOWN = 10;

/** What deltas of a term are in, as it stands behind a number. */
export const UNITS: Record<Exclude<Term, 'map'>, string> = {
  bond: ' Å',
  angle: '°',
  dihedral: '°',
  chirality: ' Å³',
  planarity: ' Å',
  parallelity: '°',
  position: ' Å',
  nonbonded: ' Å',
};

/** What was not restrained, and why: each message once, a line each. */
export function issueNotes(restraints: readonly ModelRestraints[]): string[] {
  const messages = [...new Set(restraints.flatMap(({ issues }) => issues.map(({ message }) => message)))];
  const notes = messages.slice(0, NOTES_SHOWN).map((message) => `note: ${message}\n`);
  const rest = messages.length - notes.length;
  if (rest > 0) notes.push(`note: … and ${rest} more, all listed with --json\n`);
  return notes;
}

/**
 * What a model is called, and what there is of it.
 *
 * @param several whether its file has others
 */
export function headLine(input: string, model: Model, restraints: ModelRestraints, several: boolean): string {
  const name = several ? `${input}, model ${model.modelNumber}` : input;
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
  const moving = restraints.fixed ? `; ${movingCountOf(restraints)} of the atoms may move` : '';
  return `${name}: ${counts.map(([n, one, many]) => `${n} ${n === 1 ? one : many}`).join(', ')}${moving}`;
}

/** Parallel planes, positions and maps are there by request only; without them nobody asks about them. */
export function isShown(term: Term, { terms, map }: GeometryStatistics): boolean {
  if (term === 'map') return map !== undefined;
  return (term !== 'parallelity' && term !== 'position') || terms[term].count > 0;
}

/** Where the restraints are listed, if they are. */
export function listedLine(geo: string | undefined): string {
  return geo === undefined ? '' : `restraints listed in ${geo}\n`;
}

/** Restraints, a line each: how far they are off, and what they cost. */
export function worstLines(worst: readonly RestraintStatistics[], model: Model): string[] {
  return alignColumns(
    worst.map((restraint) => worstRow(restraint, model)),
    '  ',
  );
}

function worstRow(restraint: RestraintStatistics, model: Model): string[] {
  const { term, iSeqs, delta, z, residual, operator } = restraint;
  const unit = UNITS[term];
  return [
    `${term}  ${atomsLabel(model, iSeqs, operator)}`,
    `${restraint.model.toFixed(3)}${unit}`,
    // Of several equivalent ideals, as torsions have them, the one that counted.
    `ideal ${(restraint.model + delta).toFixed(3)}${unit}`,
    z === undefined ? '' : `${z.toFixed(1)} σ`,
    `residual ${residual.toFixed(2)}`,
  ];
}

/** `THR A 7 C - LEU A 8 N-CA`: each residue once; `LEU A 8 N - LEU A 8 N [-x,y,-z]` where the last atom is a copy. */
function atomsLabel({ atoms, residues }: Model, iSeqs: readonly number[], operator?: string): string {
  let label = '';
  iSeqs.forEach((iSeq, k) => {
    const atom = atoms.name[iSeq] + (atoms.altloc[iSeq] === '' ? '' : `(${atoms.altloc[iSeq]})`);
    const sameResidue =
      operator === undefined && k > 0 && atoms.residue[iSeq] === atoms.residue[iSeqs[k - 1]];
    if (sameResidue) label += `-${atom}`;
    else label += `${k > 0 ? ' - ' : ''}${residueLabel(residues[atoms.residue[iSeq]])} ${atom}`;
  });
  return operator === undefined ? label : `${label} [${operator}]`;
}
