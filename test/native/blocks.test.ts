import { describe, expect, test } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import type { Restraints } from '../../src/restraints/restraints.js';
import { randomSites } from './random.js';
import { angle, bond, chirality, dihedral, pair, parallelity, plane } from './restraint-cases.js';

/** Restraints are evaluated in blocks of eight: what shares a block must not show. */

const KINDS: Record<string, readonly Restraints[]> = {
  bond: [bond(1.5), bond(1.2, { slack: Float64Array.of(0.3) })],
  angle: [angle(109.5), angle(120, { slack: Float64Array.of(10) })],
  dihedral: [dihedral(60, 3), dihedral(180, 2), dihedral(30, 0), dihedral(45, -3), dihedral(0, 13)],
  chirality: [chirality(2.5), chirality(2.5, true)],
  planarity: [plane(1, 2, 3, 4), plane(9, 9, 9, 9, 9), plane(...new Array<number>(40).fill(2))],
  parallelity: [
    parallelity(0, [4, 3]),
    parallelity(30, [5, 6]),
    parallelity(0, [6, 5], { slack: Float64Array.of(5) }),
    parallelity(0, [30, 30]),
  ],
  nonbonded: [pair(3), pair(4.5)],
};

const SECTIONS = ['bonds', 'angles', 'dihedrals', 'chiralities', 'planes', 'parallelities'] as const;

/** Each on atoms of its own. */
function sideBySide(parts: readonly Restraints[]): Restraints {
  const starts = parts.map((_, p) => parts.slice(0, p).reduce((sum, { atomCount }) => sum + atomCount, 0));
  const atomCount = parts.reduce((sum, part) => sum + part.atomCount, 0);
  const merged: Record<string, unknown> = { atomCount };
  for (const section of SECTIONS) {
    const columns = parts.map((part, p) => shifted(part[section], starts[p]));
    if (columns.every((column) => column !== undefined)) merged[section] = joined(columns);
  }
  const pairs = parts.map(({ nonbonded }, p) =>
    nonbonded && 'pairs' in nonbonded ? shifted(nonbonded.pairs, starts[p]) : undefined,
  );
  if (pairs.every((columns) => columns !== undefined)) merged.nonbonded = { pairs: joined(pairs) };
  return merged as unknown as Restraints;
}

type Columns = Record<string, Float64Array | Int32Array | Uint8Array>;

function shifted(section: object | undefined, start: number): Columns | undefined {
  if (section === undefined) return undefined;
  const columns = section as Columns;
  return { ...columns, iSeqs: columns.iSeqs.map((iSeq) => iSeq + start) };
}

function joined(parts: readonly Columns[]): Columns {
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  const column = (name: string): [string, Columns[string]] => {
    const sample = parts.find((part) => name in part)![name];
    const absent = (part: Columns) => new Array<number>(part.ideal.length).fill(0);
    const values = parts.flatMap((part) => (name in part ? Array.from(part[name]) : absent(part)));
    return [name, new (sample.constructor as new (from: number[]) => Columns[string])(values)];
  };
  const columns = Object.fromEntries(names.map(column));
  if (columns.offsets !== undefined) {
    const starts = parts.map((_, p) => parts.slice(0, p).reduce((sum, { iSeqs }) => sum + iSeqs.length, 0));
    columns.offsets = Int32Array.from([
      0,
      ...parts.flatMap(({ offsets }, p) => Array.from(offsets.slice(1), (end) => starts[p] + end)),
    ]);
  }
  return columns;
}

describe.each(Object.keys(KINDS))('%s', (name) => {
  test.each([1, 2, 7, 8, 9, 16, 37])('%i restraints, some of them degenerate, as each alone', (count) => {
    const parts = Array.from({ length: count }, (_, k) => KINDS[name][(k * k) % KINDS[name].length]);
    const sites = parts.map(({ atomCount }, k) => {
      const own = randomSites(atomCount, 4, 100 * count + k);
      return k % 5 === 3 ? own.fill(1) : own;
    });
    const together = Float64Array.from(sites.flatMap((own) => Array.from(own)));
    const { energy, gradients } = geometryGradients(together, sideBySide(parts));
    const alone = parts.map((part, k) => geometryGradients(sites[k], part));
    const sum = alone.reduce((total, one) => total + one.energy, 0);
    expect(Math.abs(energy - sum)).toBeLessThanOrEqual(1e-12 * sum);
    const expected = alone.flatMap((one) => Array.from(one.gradients));
    const largest = Math.max(...expected.map(Math.abs));
    expected.forEach((value, x) => {
      expect(Math.abs(gradients[x] - value)).toBeLessThanOrEqual(1e-12 * largest);
    });
  });
});
