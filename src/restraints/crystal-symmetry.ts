import { GeominError } from '../errors.js';
import { crystalFrame } from '../model/crystal-frame.js';
import type { Model } from '../model/model.js';
import { findSpaceGroup, type SpaceGroup } from '../model/space-group.js';
import { TRANSLATION_PARTS, type SymmetryOperator } from '../model/symmetry-operator.js';
import { cellVolume, fitsCell, symmetricMetric, type UnitCell } from '../model/unit-cell.js';
import { shareOverlapping } from './copy-overlap.js';
import type { CrystalSymmetry, RestraintIssue } from './restraints.js';
import { siteSymmetry } from './site-symmetry.js';

/** Å: no crystal has a narrower cell. */
const NARROWEST_CELL = 1;
/** Atoms per Å³, all copies counted: ten times what any crystal has, for models of many conformers. */
const DENSEST = 1;
/** More atoms than this share on top of copies of others: the cell is not the model's. */
const MUCH_OVERLAP = 0.05;
const LEFT_OUT = 'contacts between symmetry copies are left out';

/** A model's crystal as the nonbonded term wants it, and what there is to say of it. */
export interface ModelCrystal {
  readonly symmetry?: CrystalSymmetry;
  readonly issues: readonly RestraintIssue[];
}

/**
 * The crystal that a model states: its cell and space group, and the frame of its scale matrix. Nothing, with a note, where
 * they do not make one.
 *
 * @throws GeominError `MODEL` for a cell that cannot be
 */
export function modelCrystal(model: Model): ModelCrystal {
  const { unitCell: cell, spaceGroup: symbol } = model;
  if (cell === undefined) return { issues: [] };
  requireCell(model, cell);
  if (symbol === undefined) return leftOut(`the cell has no space group; ${LEFT_OUT}`);
  const group = findSpaceGroup(symbol, cell);
  if (group === undefined) return leftOut(`the space group "${symbol}" is not known; ${LEFT_OUT}`);
  if (!fitsCell(group.operators, cell)) {
    return leftOut(`the cell ${cellText(cell)} is none of space group ${group.symbol}; ${LEFT_OUT}`);
  }
  const density = (model.atomCount * group.operators.length) / cellVolume(cell);
  if (density > DENSEST) {
    const atoms = `${Number(density.toPrecision(2))} atoms per Å³`;
    return leftOut(
      `the cell ${cellText(cell)} is too small for the model in ${group.symbol}, ${atoms}; ${LEFT_OUT}`,
    );
  }
  return crystalOf(model, cell, group);
}

function crystalOf(model: Model, cell: UnitCell, { operators, symbol }: SpaceGroup): ModelCrystal {
  const frame = crystalFrame(symmetricMetric(operators, cell), model.scale);
  const issues: RestraintIssue[] = [];
  if (!frame.scaleFits) {
    issues.push(note('the scale matrix is none of the cell; the usual frame of the cell is taken'));
  }
  const symmetry = {
    fractionalization: Float64Array.from(withConstants(frame.matrix, frame.vector)),
    operators: Float64Array.from(operators.flatMap(operatorRows)),
    siteSymmetry: siteSymmetry(model.sitesCart, operators, frame),
    copyGroup: copyGroups(model),
  };
  const share = shareOverlapping(model.sitesCart, operators, frame);
  if (share > MUCH_OVERLAP) issues.push(overlapNote(share, cell, symbol));
  return { symmetry, issues };
}

function requireCell({ source }: Model, cell: UnitCell): void {
  const volume = cellVolume(cell);
  const { a, b, c } = cell;
  const faces = [b * c, a * c, a * b];
  if (faces.every((face) => volume / face >= NARROWEST_CELL)) return;
  throw new GeominError(
    'MODEL',
    `${source.name}: the unit cell ${cellText(cell)} cannot be: ${volume === 0 ? 'its volume is zero' : 'it is too flat'}`,
    `Correct it, or leave contacts between symmetry copies out (--no-symmetry, or symmetry: false).`,
  );
}

/** A matrix by rows, each with its constant behind it. */
function withConstants(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 1, 2].flatMap((axis) => [...matrix.slice(3 * axis, 3 * axis + 3), vector[axis]]);
}

function operatorRows({ rotation, translation }: SymmetryOperator): number[] {
  return withConstants(
    rotation,
    translation.map((parts) => parts / TRANSLATION_PARTS),
  );
}

/**
 * Atoms of a residue none of which is fully occupied, numbered by their residues: such a residue often lies on an element of
 * symmetry, in place of its own copy (as mmtbx has it).
 */
function copyGroups({ atomCount, atoms, residues }: Model): Int32Array {
  const groups = new Int32Array(atomCount);
  const partial = residues.filter(({ iSeqs }) => iSeqs.every((iSeq) => atoms.occupancy[iSeq] < 1));
  const numbers = new Map<string, number>();
  for (const { chainId, segmentId, number, insertionCode, iSeqs } of partial) {
    const place = JSON.stringify([chainId, segmentId, number, insertionCode]);
    if (!numbers.has(place)) numbers.set(place, numbers.size + 1);
    for (const iSeq of iSeqs) groups[iSeq] = numbers.get(place)!;
  }
  return groups;
}

function overlapNote(share: number, cell: UnitCell, symbol: string): RestraintIssue {
  const percent = Math.round(100 * share);
  return note(
    `${percent}% of the atoms lie on top of symmetry copies of others: the cell ${cellText(cell)} in ${symbol} ` +
      'hardly is that of the model; --no-symmetry leaves copies out',
  );
}

function leftOut(message: string): ModelCrystal {
  return { issues: [note(message)] };
}

function note(message: string): RestraintIssue {
  return { kind: 'note', message, iSeqs: [] };
}

function cellText({ a, b, c, alpha, beta, gamma }: UnitCell): string {
  return [a, b, c, alpha, beta, gamma].join(' ');
}
