import { describe, expect, it } from 'vitest';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { edited, minus, plain, site, ubiquitin } from './edited-ubiquitin.js';

const dot = (a: number[], b: number[]) => a.reduce((sum, x, axis) => sum + x * b[axis], 0);
const cross = ([a, b, c]: number[], [x, y, z]: number[]) => [b * z - c * y, c * x - a * z, a * y - b * x];
const angleOf = (a: number[], b: number[]) =>
  (Math.acos(dot(a, b) / Math.hypot(...a) / Math.hypot(...b)) * 180) / Math.PI;

/** The smallest root of the characteristic polynomial of Σ r rᵀ, r from the centroid, by the cosine formula for cubics. */
function squaresFromBestPlane(sites: number[][]): number {
  const mean = [0, 1, 2].map((axis) => sites.reduce((sum, xyz) => sum + xyz[axis], 0) / sites.length);
  const m = [0, 1, 2].map((a) =>
    [0, 1, 2].map((b) => sites.reduce((sum, xyz) => sum + (xyz[a] - mean[a]) * (xyz[b] - mean[b]), 0)),
  );
  const q = (m[0][0] + m[1][1] + m[2][2]) / 3;
  const shifted = m.map((row, a) => row.map((value, b) => value - (a === b ? q : 0)));
  const p = Math.sqrt(shifted.flat().reduce((sum, value) => sum + value ** 2, 0) / 6);
  const determinant = dot(shifted[0], cross(shifted[1], shifted[2]));
  const third = Math.acos(determinant / 2 / p ** 3) / 3;
  return q + 2 * p * Math.cos(third + (2 * Math.PI) / 3);
}

/** What edits add to the energy of a term of ubiquitin. */
function gain(
  text: string,
  term: 'bond' | 'angle' | 'dihedral' | 'chirality' | 'planarity' | 'parallelity',
): number {
  const energies = [edited(text), plain].map(
    (restraints) => geometryGradients(ubiquitin.sitesCart, restraints).terms,
  );
  return energies[0][term] - energies[1][term];
}

describe('what is added', () => {
  const [nz, oe] = [site(ubiquitin, 'NZ', 11), site(ubiquitin, 'OE2', 34)];
  const distance = Math.hypot(...minus(nz, oe));
  const salt = (rest: string) => `distances: [{ atoms: [NZ LYS A 11, residue 34 and name OE2], ${rest} }]`;

  it('is a distance, with its slack and its limit', () => {
    expect(gain(salt('ideal: 2.8, sigma: 0.05'), 'bond')).toBeCloseTo(400 * (distance - 2.8) ** 2, 9);
    expect(gain(salt('ideal: 2.8, sigma: 0.05, slack: 0.1'), 'bond')).toBeCloseTo(
      400 * (distance - 2.9) ** 2,
      9,
    );
    const top = 400 * 0.3 ** 2;
    const limited = top * (1 - Math.exp((-400 * (distance - 2.8) ** 2) / top));
    expect(gain(salt('ideal: 2.8, sigma: 0.05, limit: 0.3'), 'bond')).toBeCloseTo(limited, 9);
    expect(distance).toBeGreaterThan(3);
  });

  it('is an angle', () => {
    const text = 'angles: [{ atoms: [CA GLY A 10, CA LYS A 11, CA THR A 12], ideal: 120, sigma: 3 }]';
    const [a, b, c] = [10, 11, 12].map((residue) => site(ubiquitin, 'CA', residue));
    expect(gain(text, 'angle')).toBeCloseTo((angleOf(minus(a, b), minus(c, b)) - 120) ** 2 / 9, 8);
  });

  it('is a dihedral, of a cosine or harmonic, the nearest of its ideals counting', () => {
    const [a, b, c, d] = [10, 11, 12, 13].map((residue) => site(ubiquitin, 'CA', residue));
    const normals = [cross(minus(a, b), minus(c, b)), cross(minus(b, c), minus(d, c))];
    const sign = Math.sign(dot(minus(a, b), normals[1]));
    const phi = sign * angleOf(normals[0], normals[1]);
    const atoms = 'atoms: [CA GLY A 10, CA LYS A 11, CA THR A 12, CA ILE A 13]';
    const cosine = `dihedrals: [{ ${atoms}, ideal: ${phi + 10}, sigma: 5, periodicity: 2 }]`;
    const well = (9600 / 25 / 4) * (1 - Math.cos((20 * Math.PI) / 180));
    expect(gain(cosine, 'dihedral')).toBeCloseTo(well, 7);
    const harmonic = `dihedrals: [{ ${atoms}, ideal: ${phi + 80}, alt_ideals: [${phi - 7}, ${phi + 60}], sigma: 5, harmonic: true }]`;
    expect(gain(harmonic, 'dihedral')).toBeCloseTo(49 / 25, 7);
    const limited = harmonic.replace('harmonic', 'limit: 2, harmonic');
    expect(gain(limited, 'dihedral')).toBeCloseTo((4 / 25) * (1 - Math.exp(-49 / 4)), 7);
  });

  it('is a chirality, of one hand or either', () => {
    const [x0, x1, x2, x3] = ['CB', 'CA', 'OG1', 'CG2'].map((name) => site(ubiquitin, name, 7));
    const volume = dot(minus(x1, x0), cross(minus(x2, x0), minus(x3, x0)));
    // The dictionary has it already, so that it goes first.
    const text = (ideal: number, rest = '') => `chiralities:
  - { action: delete, atoms: [CB THR A 7, CA THR A 7, OG1 THR A 7, CG2 THR A 7] }
  - { atoms: [CB THR A 7, CA THR A 7, OG1 THR A 7, CG2 THR A 7], ideal: ${ideal}, sigma: 0.2${rest} }`;
    const without = gain(text(0).split('\n').slice(0, 2).join('\n'), 'chirality');
    expect(gain(text(-volume), 'chirality') - without).toBeCloseTo(25 * (2 * volume) ** 2, 7);
    expect(gain(text(Math.abs(volume) + 0.2, ', both_signs: true'), 'chirality') - without).toBeCloseTo(1, 7);
  });

  it('is a plane: the sum of squared distances from the best one', () => {
    const restraints = edited('planes: [{ atoms: "residue 20 and not water", sigma: 0.1 }]');
    const { offsets, iSeqs, weight } = restraints.planes;
    const count = plain.planes.offsets.length;
    expect(offsets).toHaveLength(count + 1);
    const atoms = [...iSeqs.subarray(offsets[count - 1])];
    expect(atoms).toEqual(ubiquitin.residues.find(({ number }) => number === 20)!.iSeqs);
    expect([...weight.subarray(offsets[count - 1])]).toEqual(atoms.map(() => 1 / 0.1 ** 2));
    const sites = atoms.map((iSeq) => [...ubiquitin.sitesCart.subarray(3 * iSeq, 3 * iSeq + 3)]);
    expect(gain('planes: [{ atoms: residue 20, sigma: 0.1 }]', 'planarity')).toBeCloseTo(
      100 * squaresFromBestPlane(sites),
      7,
    );
    const listed =
      'planes: [{ atoms: [CA SER A 20, C SER A 20, O SER A 20, residue 21 and name N CA], sigma: 0.1 }]';
    expect(edited(listed).planes.offsets.at(-1)! - plain.planes.offsets.at(-1)!).toBe(5);
  });

  it('is a parallelity, of planes at right angles costing what the weight is', () => {
    // Three atoms are a plane whatever they are.
    const planes = [
      [1, 2, 3],
      [4, 5, 6],
    ].map((residues) => residues.map((residue) => site(ubiquitin, 'CA', residue)));
    const normals = planes.map(([a, b, c]) => cross(minus(b, a), minus(c, a)));
    const theta = angleOf(normals[0], normals[1]);
    const acute = Math.min(theta, 180 - theta);
    const text = (rest: string) =>
      `parallelities: [{ planes: ["name CA and residue 1:3", "name CA and residue 4:6"], ${rest} }]`;
    const weight = 2 / ((3 * Math.PI) / 180) ** 2;
    const cost = (off: number) => weight * (1 - Math.cos((off * Math.PI) / 180));
    expect(gain(text('sigma: 3'), 'parallelity')).toBeCloseTo(cost(acute), 7);
    expect(gain(text('sigma: 3, ideal: 90, slack: 2'), 'parallelity')).toBeCloseTo(cost(88 - acute), 7);
  });
});
