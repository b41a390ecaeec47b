import { CLASH_OVERLAP, COVALENT_TERMS, OUTLIER_SIGMAS } from '../geometry/statistics.js';
import { TERMS, type CovalentTerm, type Term } from '../restraints/restraints.js';
import { alignColumns } from './columns.js';
import type { EvaluatedFile, EvaluatedModel } from './evaluate-file.js';
import { linkLines } from './link-lines.js';
import { headLine, isShown, listedLine, UNITS, worstLines } from './report-lines.js';
import type { Snapshot } from '../geometry/snapshot.js';

/** Digits behind the point that deviations of a term are shown with. */
const DIGITS: Record<CovalentTerm, number> = {
  bond: 4,
  angle: 3,
  dihedral: 2,
  chirality: 3,
  planarity: 4,
  parallelity: 2,
  position: 4,
};

const HEADINGS = ['', 'restraints', 'energy', 'rmsd', 'rms Z', 'largest', `> ${OUTLIER_SIGMAS} σ`];

/** What there is to say of each model of a file as it is. */
export function energyReportText({ input, geo, evaluated }: EvaluatedFile, terms: readonly Term[]): string {
  const parts = evaluated.map((one) => modelReport(input, terms, one, evaluated.length > 1));
  return `${parts.join('\n')}${geo === undefined ? '' : '\n'}${listedLine(geo)}`;
}

function modelReport(
  input: string,
  terms: readonly Term[],
  { model, restraints, now }: EvaluatedModel,
  several: boolean,
): string {
  const { worst, clashes } = now.statistics;
  const links = linkLines(restraints, model.sitesCart);
  const lines = [
    headLine(input, model, restraints, several),
    '',
    ...alignColumns([HEADINGS, ...termRows(terms, now)]),
    '',
    ...(worst.length === 0 ? [] : ['worst restraints', ...worstLines(worst, model), '']),
    ...(links.length === 0 ? [] : [...links, '']),
    `clashes (≥ ${CLASH_OVERLAP} Å): ${clashes.count}`,
    ...worstLines(clashes.worst, model),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Deviations are told of all terms, energies of those that were asked for. */
function termRows(terms: readonly Term[], { evaluation, statistics }: Snapshot): string[][] {
  const energy = (term: Term) => (terms.includes(term) ? evaluation.terms[term].toFixed(2) : '–');
  const rows = COVALENT_TERMS.filter((term) => isShown(term, statistics)).map((term) => {
    const { count, rmsd, rmsZ, maxDelta, outliers } = statistics.terms[term];
    if (count === 0) return [term, '0', energy(term), '–', '–', '–', '–'];
    const deviations = [rmsd, maxDelta].map((d) => d.toFixed(DIGITS[term]) + UNITS[term]);
    return [
      term,
      String(count),
      energy(term),
      deviations[0],
      rmsZ.toFixed(2),
      deviations[1],
      String(outliers),
    ];
  });
  const total = terms.length === TERMS.length ? 'energy' : 'energy of these';
  return [...rows, ['nonbonded', '', energy('nonbonded')], [total, '', evaluation.energy.toFixed(2)]];
}
