import { readFileSync } from 'node:fs';
import type { Model } from '../../src/model/model.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints, type BuildOptions } from '../../src/restraints/build-restraints.js';
import type { ModelRestraints } from '../../src/restraints/restraints.js';
import type { GemmiName } from '../reference/load.js';
import { referenceText } from './reference-models.js';

/** The atom lines of some residues of a chain of a reference model. */
export function residueLines(name: GemmiName, chainId: string, first: number, last: number): string[] {
  return atomLines(referenceText(name), chainId, first, last);
}

/** Residues of PDB entry 1TII: Cys 10 and 81, joined by a disulfide, and Tyr 55 with the cis Pro 56. */
export function toxinLines(first: number, last: number): string[] {
  return atomLines(
    readFileSync(new URL('fixtures/1tii-fragment.pdb', import.meta.url), 'latin1'),
    'D',
    first,
    last,
  );
}

function atomLines(text: string, chainId: string, first: number, last: number): string[] {
  const inside = (line: string): boolean => {
    const number = Number(line.slice(22, 26));
    return line[21] === chainId && number >= first && number <= last;
  };
  return text.split('\n').filter((line) => /^(ATOM|HETATM)/.test(line) && inside(line));
}

/** A line with other text from a column on, counted from 1 as the format's description does. */
export function patched(line: string, column: number, text: string): string {
  return line.slice(0, column - 1) + text + line.slice(column - 1 + text.length);
}

/** Where a line's atom is, Å. */
export function siteOf(line: string): number[] {
  return [30, 38, 46].map((start) => Number(line.slice(start, start + 8)));
}

/** A line with its atom moved, Å. */
export function moved(line: string, shift: readonly number[]): string {
  const site = siteOf(line).map((x, axis) => (x + shift[axis]).toFixed(3).padStart(8));
  return patched(line, 31, site.join(''));
}

/** A line with its atom turned about the axis from one site to another, degrees, clockwise as seen along it. */
export function turned(
  line: string,
  from: readonly number[],
  to: readonly number[],
  degrees: number,
): string {
  const length = Math.hypot(...to.map((x, k) => x - from[k]));
  const [ux, uy, uz] = to.map((x, k) => (x - from[k]) / length);
  const [x, y, z] = siteOf(line).map((value, k) => value - from[k]);
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const along = (ux * x + uy * y + uz * z) * (1 - cos);
  const site = [
    x * cos + (uy * z - uz * y) * sin + ux * along,
    y * cos + (uz * x - ux * z) * sin + uy * along,
    z * cos + (ux * y - uy * x) * sin + uz * along,
  ];
  return moved(
    line,
    site.map((value, k) => value - [x, y, z][k]),
  );
}

export interface Built {
  readonly model: Model;
  readonly restraints: ModelRestraints;
  /** Names of the atoms of each restraint. */
  readonly bonds: string[];
  readonly angles: string[];
  readonly dihedrals: string[];
  readonly planes: string[];
  readonly issues: string[];
}

/** The restraints of a model of those lines. */
export function build(lines: readonly string[], options?: BuildOptions): Built {
  const model = parseModel(lines.join('\n'), 'pdb', { name: 'test.pdb' });
  const restraints = buildRestraints(model, options);
  const names = (arity: number, iSeqs: Int32Array): string[] =>
    Array.from({ length: iSeqs.length / arity }, (_, k) =>
      labels(restraints, iSeqs.subarray(arity * k, arity * (k + 1))),
    );
  const { bonds, angles, dihedrals, planes, issues } = restraints;
  return {
    model,
    restraints,
    bonds: names(2, bonds.iSeqs),
    angles: names(3, angles.iSeqs),
    dihedrals: names(4, dihedrals.iSeqs),
    planes: Array.from({ length: planes.offsets.length - 1 }, (_, k) =>
      labels(restraints, planes.iSeqs.subarray(planes.offsets[k], planes.offsets[k + 1])),
    ),
    issues: issues.map(({ message }) => message),
  };
}

function labels({ atomLabel }: ModelRestraints, iSeqs: Int32Array): string {
  return [...iSeqs].map((iSeq) => atomLabel(iSeq)).join(' - ');
}
