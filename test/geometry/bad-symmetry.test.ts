import { expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { NonbondedAtoms } from '../../src/restraints/restraints.js';
import { crystalOf, unitCell } from './crystals.js';

const { nonbonded, sites } = crystalOf('P 1 2 1', unitCell('20 21 22 90 95 90'), [0, 0.1, 0, 0.3, 0.4, 0.5]);
const { symmetry } = nonbonded;

function altered(column: Float64Array, entry: number, value: number): Float64Array {
  return column.map((old, k) => (k === entry ? value : old));
}

const CASES: Record<string, [change: Partial<Record<string, unknown>>, message: RegExp]> = {
  'a matrix of the wrong length': [
    { fractionalization: new Float64Array(9) },
    /fractionalization must have 12 values, but it has 9/,
  ],
  'a matrix that is not finite': [
    { fractionalization: altered(symmetry.fractionalization, 0, NaN) },
    /fractionalization\[0\] must be a finite number/,
  ],
  'a cell without volume': [
    { fractionalization: altered(symmetry.fractionalization, 0, 0) },
    /fractionalization makes no cell that is at least 1 Å wide/,
  ],
  'a cell that is all but flat': [
    { fractionalization: altered(symmetry.fractionalization, 5, 2) },
    /fractionalization makes no cell that is at least 1 Å wide/,
  ],
  'no operators': [{ operators: new Float64Array() }, /operators must have 12 values for each/],
  'half an operator': [{ operators: new Float64Array(18) }, /operators must have 12 values for each/],
  'no identity': [{ operators: symmetry.operators.slice(12) }, /operators must begin with the identity/],
  'an operator that shears': [
    { operators: altered(symmetry.operators, 13, 1) },
    /operators: number 1 changes the shape of the cell/,
  ],
  'half a group': [
    { operators: altered(symmetry.operators, 19, 0.3) },
    /operators must have one inverse of number 1, but it has none/,
  ],
  'an operator twice': [
    { operators: Float64Array.from([...symmetry.operators, ...symmetry.operators.slice(12)]) },
    /operators must have one inverse of number 1, but it has 2/,
  ],
  'a translation beyond all measure': [
    { operators: altered(symmetry.operators, 15, 1e9) },
    /operators: number 1 is beyond all measure/,
  ],
  'site symmetry of no atom': [
    { siteSymmetry: Int32Array.of(2, 1, 0, 0, 0) },
    /siteSymmetry\[0\] points to atom 2/,
  ],
  'site symmetry of no operator': [
    { siteSymmetry: Int32Array.of(0, 2, 0, 0, 0) },
    /siteSymmetry\[1\]: there is no operator 2/,
  ],
  'site symmetry that is cut off': [
    { siteSymmetry: Int32Array.of(0, 1, 0) },
    /siteSymmetry must have 5 values/,
  ],
  'site symmetry of the identity': [
    { siteSymmetry: Int32Array.of(0, 0, 0, 0, 0) },
    /siteSymmetry\[1\] is the identity/,
  ],
  'site symmetry twice': [
    { siteSymmetry: Int32Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0) },
    /siteSymmetry: the row of 0,1,0,0,0 is there twice/,
  ],
  'groups of too few atoms': [{ copyGroup: new Int32Array(1) }, /copyGroup must have 2 values/],
};

it.each(Object.entries(CASES))('%s is refused', (_, [change, message]) => {
  const bad = { ...nonbonded, symmetry: { ...symmetry, ...change } } as NonbondedAtoms;
  const make = () => new GeometryTarget({ atomCount: 2, nonbonded: bad });
  expect(make).toThrow(GeominError);
  expect(make).toThrow(message);
});

it('radii and cutoffs that would reach through half the crystal are refused', () => {
  const huge = { ...nonbonded, radius: new Float64Array(2).fill(60) };
  expect(() => new GeometryTarget({ atomCount: 2, nonbonded: huge })).toThrow(/reach 120 Å/);
  const target = new GeometryTarget({ atomCount: 2, nonbonded });
  expect(() => target.nonbondedPairs(sites, { cutoff: 101 })).toThrow(/cutoff must be at most 100 Å/);
  expect(target.nonbondedPairs(sites, { cutoff: 100 }).vdw.length).toBeGreaterThan(1000);
  target.close();
});
