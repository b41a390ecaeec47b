import type {
  BondRestraints,
  DihedralRestraints,
  NonbondedAtoms,
  NonbondedPairs,
  ParallelityRestraints,
  PlaneRestraints,
  PositionRestraints,
  Restraints,
} from '../restraints/restraints.js';
import { HYDROGEN_BOND } from '../restraints/restraints.js';
import {
  describe,
  fail,
  requireColumn,
  requireDistinct,
  requireIntegers,
  requireISeqs,
  requireNumbers,
  requireOffsets,
  requireSection,
} from './column-checks.js';
import { validateMap } from './validate-map.js';
import { validateSymmetry } from './validate-symmetry.js';

const LARGEST_PERIODICITY = 360;

/** @throws GeominError `ARGUMENT` naming the first column that is of the wrong type or length or holds a wrong value */
export function validateRestraints(restraints: Restraints): void {
  if (typeof restraints !== 'object' || restraints === null) {
    fail(`restraints must be an object, not ${describe(restraints)}`);
  }
  const { atomCount } = restraints;
  if (!Number.isInteger(atomCount) || atomCount < 0 || atomCount > 0x7fffffff) {
    fail(`atomCount must be a number of atoms, but it is ${atomCount}`);
  }
  if (restraints.fixed !== undefined) {
    requireIntegers('fixed', requireColumn('fixed', restraints.fixed, Uint8Array, atomCount), 0, 1);
  }
  validateSections(restraints);
}

function validateSections(restraints: Restraints): void {
  const { atomCount, bonds, angles, dihedrals, chiralities, planes, parallelities, positions, nonbonded } =
    restraints;
  const { map } = restraints;
  const sections = {
    bonds,
    angles,
    dihedrals,
    chiralities,
    planes,
    parallelities,
    positions,
    map,
    nonbonded,
  };
  for (const [name, section] of Object.entries(sections)) {
    if (section !== undefined) requireSection(name, section);
  }
  if (bonds) validateBonds(bonds, atomCount);
  if (angles) {
    validateFixed('angles', angles, 3, atomCount);
    validateSlack('angles', angles);
  }
  if (dihedrals) validateDihedrals(dihedrals, atomCount);
  if (chiralities) {
    const count = validateFixed('chiralities', chiralities, 4, atomCount);
    requireColumn('chiralities.bothSigns', chiralities.bothSigns, Uint8Array, count);
  }
  if (planes) validatePlanes(planes, atomCount);
  if (parallelities) validateParallelities(parallelities, atomCount);
  if (positions) validatePositions(positions, atomCount);
  if (map) validateMap(map, atomCount);
  if (nonbonded) validateNonbonded(nonbonded, atomCount);
}

interface FixedRestraints {
  readonly iSeqs: Int32Array;
  readonly ideal: Float64Array;
  readonly weight: Float64Array;
}

/** Columns that bonds, angles, dihedrals and chiralities share; returns how many restraints there are. */
function validateFixed(name: string, fixed: FixedRestraints, atomsEach: number, atomCount: number): number {
  const ideal = requireColumn(`${name}.ideal`, fixed.ideal, Float64Array, undefined);
  const count = ideal.length;
  requireNumbers(`${name}.ideal`, ideal);
  requireNumbers(`${name}.weight`, requireColumn(`${name}.weight`, fixed.weight, Float64Array, count), 0);
  validateISeqs(`${name}.iSeqs`, fixed.iSeqs, count, (k) => atomsEach * k, atomCount);
  return count;
}

function validateISeqs(
  path: string,
  iSeqs: Int32Array,
  count: number,
  start: (k: number) => number,
  atomCount: number,
): void {
  requireColumn(path, iSeqs, Int32Array, start(count));
  requireISeqs(path, iSeqs, atomCount);
  requireDistinct(path, iSeqs, count, start);
}

function validateSlack(
  name: string,
  { slack, weight }: { slack?: Float64Array; weight: Float64Array },
): void {
  if (slack === undefined) return;
  requireNumbers(`${name}.slack`, requireColumn(`${name}.slack`, slack, Float64Array, weight.length), 0);
}

function validateTopOut(
  name: string,
  term: BondRestraints | DihedralRestraints | ParallelityRestraints | PositionRestraints,
): void {
  if (term.topOut === undefined) return;
  const count = term.weight.length;
  const topOut = requireColumn(`${name}.topOut`, term.topOut, Uint8Array, count);
  const limit = requireColumn(`${name}.limit`, term.limit, Float64Array, count);
  const k = limit.findIndex((value, i) => topOut[i] !== 0 && !(value > 0 && Number.isFinite(value)));
  if (k >= 0) fail(`${name}.limit[${k}] must be above 0 where topOut is set, but it is ${limit[k]}`);
}

function validateBonds(bonds: BondRestraints, atomCount: number): void {
  validateFixed('bonds', bonds, 2, atomCount);
  validateSlack('bonds', bonds);
  validateTopOut('bonds', bonds);
}

function validateDihedrals(dihedrals: DihedralRestraints, atomCount: number): void {
  const count = validateFixed('dihedrals', dihedrals, 4, atomCount);
  const path = 'dihedrals.periodicity';
  const periodicity = requireColumn(path, dihedrals.periodicity, Int32Array, count);
  requireIntegers(path, periodicity, -LARGEST_PERIODICITY, LARGEST_PERIODICITY);
  validateTopOut('dihedrals', dihedrals);
  const alt = dihedrals.altAngleIdeals;
  if (alt === undefined) return;
  const altPath = 'dihedrals.altAngleIdeals';
  requireSection(altPath, alt);
  const values = requireColumn(`${altPath}.values`, alt.values, Float64Array, undefined);
  requireNumbers(`${altPath}.values`, values);
  const offsets = requireColumn(`${altPath}.offsets`, alt.offsets, Int32Array, count + 1);
  requireOffsets(`${altPath}.offsets`, offsets, values.length);
}

function validatePlanes(planes: PlaneRestraints, atomCount: number): void {
  const weight = requireColumn('planes.weight', planes.weight, Float64Array, undefined);
  requireNumbers('planes.weight', weight, 0);
  const offsets = requireColumn('planes.offsets', planes.offsets, Int32Array, undefined);
  requireOffsets('planes.offsets', offsets, weight.length);
  validateISeqs('planes.iSeqs', planes.iSeqs, offsets.length - 1, (k) => offsets[k], atomCount);
}

function validateParallelities(parallelities: ParallelityRestraints, atomCount: number): void {
  const ideal = requireColumn('parallelities.ideal', parallelities.ideal, Float64Array, undefined);
  const count = ideal.length;
  requireNumbers('parallelities.ideal', ideal);
  const weight = requireColumn('parallelities.weight', parallelities.weight, Float64Array, count);
  requireNumbers('parallelities.weight', weight, 0);
  const offsets = requireColumn('parallelities.offsets', parallelities.offsets, Int32Array, 2 * count + 1);
  requireOffsets('parallelities.offsets', offsets, parallelities.iSeqs?.length ?? 0);
  const few = offsets.findIndex((offset, i) => i > 0 && offset - offsets[i - 1] < 3);
  if (few > 0) fail(`parallelities.offsets: plane ${few - 1} has fewer than three atoms`);
  validateISeqs('parallelities.iSeqs', parallelities.iSeqs, 2 * count, (k) => offsets[k], atomCount);
  validateSlack('parallelities', parallelities);
  validateTopOut('parallelities', parallelities);
  const { topOut, limit } = parallelities;
  const low = limit?.findIndex((value, i) => topOut?.[i] === 1 && value < 1) ?? -1;
  if (low >= 0) fail(`parallelities.limit[${low}] must be at least 1, but it is ${limit![low]}`);
}

function validatePositions(positions: PositionRestraints, atomCount: number): void {
  const weight = requireColumn('positions.weight', positions.weight, Float64Array, undefined);
  requireNumbers('positions.weight', weight, 0);
  const ideal = requireColumn('positions.ideal', positions.ideal, Float64Array, 3 * weight.length);
  requireNumbers('positions.ideal', ideal);
  validateISeqs('positions.iSeqs', positions.iSeqs, weight.length, (k) => k, atomCount);
  validateSlack('positions', positions);
  validateTopOut('positions', positions);
}

function validateNonbonded(nonbonded: NonbondedPairs | NonbondedAtoms, atomCount: number): void {
  if ('pairs' in nonbonded) {
    requireSection('nonbonded.pairs', nonbonded.pairs);
    const vdw = requireColumn('nonbonded.pairs.vdw', nonbonded.pairs.vdw, Float64Array, undefined);
    requireNumbers('nonbonded.pairs.vdw', vdw, 0);
    const start = (k: number) => 2 * k;
    validateISeqs('nonbonded.pairs.iSeqs', nonbonded.pairs.iSeqs, vdw.length, start, atomCount);
  } else {
    validateNonbondedAtoms(nonbonded, atomCount);
  }
}

function validateNonbondedAtoms(atoms: NonbondedAtoms, atomCount: number): void {
  const radius = requireColumn('nonbonded.radius', atoms.radius, Float64Array, atomCount);
  const k = radius.findIndex((value) => value < 0 || value === Infinity);
  if (k >= 0) fail(`nonbonded.radius[${k}] must be at least 0, or NaN if unknown, but it is ${radius[k]}`);
  const roles = requireColumn('nonbonded.hydrogenBond', atoms.hydrogenBond, Uint8Array, atomCount);
  requireIntegers('nonbonded.hydrogenBond', roles, 0, Math.max(...Object.values(HYDROGEN_BOND)));
  requireColumn('nonbonded.conformer', atoms.conformer, Int32Array, atomCount);
  const bonded = requireColumn('nonbonded.bonded', atoms.bonded, Int32Array, undefined);
  if (bonded.length % 2 !== 0) fail(`nonbonded.bonded must hold pairs, but it has ${bonded.length} values`);
  validateISeqs('nonbonded.bonded', bonded, bonded.length / 2, (b) => 2 * b, atomCount);
  const { buffer = 0 } = atoms;
  if (!(buffer >= 0 && Number.isFinite(buffer)))
    fail(`nonbonded.buffer must be at least 0 Å, but it is ${buffer}`);
  if (atoms.symmetry !== undefined) validateSymmetry(atoms.symmetry, atoms, atomCount);
}
