import { describe, expect, test } from 'vitest';
import { GeominError, type ErrorCode } from '../../src/errors.js';
import { geometryGradients } from '../../src/geometry/geometry-gradients.js';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { geometryStatistics } from '../../src/geometry/statistics.js';
import type { Restraints } from '../../src/restraints/restraints.js';

/** What a caller without TypeScript may pass. */
const anything = (value: unknown) => value as never;

const floats = (...values: number[]) => Float64Array.from(values);
const integers = (...values: number[]) => Int32Array.from(values);
const flags = (...values: number[]) => Uint8Array.from(values);

function errorOf(action: () => unknown): GeominError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(GeominError);
    return error as GeominError;
  }
  throw new Error('nothing was thrown');
}

function expectError(action: () => unknown, code: ErrorCode, message: RegExp): void {
  const error = errorOf(action);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
}

const bonds = { iSeqs: integers(0, 1), ideal: floats(1.5), weight: floats(4) };
const angles = { iSeqs: integers(0, 1, 2), ideal: floats(109), weight: floats(1) };
const dihedrals = {
  iSeqs: integers(0, 1, 2, 3),
  ideal: floats(60),
  weight: floats(1),
  periodicity: integers(3),
};
const chiralities = {
  iSeqs: integers(0, 1, 2, 3),
  ideal: floats(2.5),
  weight: floats(25),
  bothSigns: flags(0),
};
const planes = { offsets: integers(0, 4), iSeqs: integers(0, 1, 2, 3), weight: floats(1, 1, 1, 1) };
const pairs = { iSeqs: integers(0, 3), vdw: floats(3) };
const atoms = {
  radius: floats(1, 1, 1, 1),
  hydrogenBond: flags(0, 0, 0, 0),
  conformer: integers(0, 0, 0, 0),
  bonded: integers(0, 1),
};
const good: Restraints = {
  atomCount: 4,
  bonds,
  angles,
  dihedrals,
  chiralities,
  planes,
  nonbonded: { pairs },
};
const goodSites = floats(0, 0, 0, 1.5, 0, 0, 2, 1.4, 0, 3, 1.4, 1);

describe('restraints', () => {
  const bad: [string, unknown, RegExp][] = [
    ['none', undefined, /restraints must be an object, not undefined/],
    ['null', null, /restraints must be an object, not null/],
    ['no atom count', {}, /atomCount must be a number of atoms, but it is undefined/],
    ['negative atom count', { atomCount: -1 }, /atomCount .* -1/],
    ['fractional atom count', { atomCount: 1.5 }, /atomCount .* 1.5/],
    [
      'plain array',
      { bonds: { ...bonds, ideal: [1.5] } },
      /bonds\.ideal must be a Float64Array, not an Array/,
    ],
    ['float32', { bonds: { ...bonds, weight: Float32Array.of(4) } }, /bonds\.weight must be a Float64Array/],
    ['missing column', { angles: { ...angles, weight: undefined } }, /angles\.weight .* not undefined/],
    [
      'too few i_seqs',
      { bonds: { ...bonds, iSeqs: integers(0) } },
      /bonds\.iSeqs must have 2 values, but it has 1/,
    ],
    [
      'past the last atom',
      { bonds: { ...bonds, iSeqs: integers(0, 4) } },
      /bonds\.iSeqs\[1\] points to atom 4, but/,
    ],
    [
      'before the first',
      { angles: { ...angles, iSeqs: integers(0, -1, 2) } },
      /angles\.iSeqs\[1\] points to atom -1/,
    ],
    [
      'atom twice',
      { angles: { ...angles, iSeqs: integers(0, 1, 0) } },
      /angles\.iSeqs: restraint 0 has atom 0 twice/,
    ],
    [
      'ideal NaN',
      { dihedrals: { ...dihedrals, ideal: floats(NaN) } },
      /dihedrals\.ideal\[0\] must be a finite number/,
    ],
    [
      'weight below 0',
      { bonds: { ...bonds, weight: floats(-4) } },
      /bonds\.weight\[0\] .* at least 0, but it is -4/,
    ],
    ['slack below 0', { bonds: { ...bonds, slack: floats(-1) } }, /bonds\.slack\[0\]/],
    ['slack too long', { angles: { ...angles, slack: floats(1, 2) } }, /angles\.slack must have 1 values/],
    [
      'top-out without limit',
      { bonds: { ...bonds, topOut: flags(1) } },
      /bonds\.limit must be a Float64Array/,
    ],
    [
      'top-out limit 0',
      { dihedrals: { ...dihedrals, topOut: flags(1), limit: floats(0) } },
      /dihedrals\.limit\[0\] must be above 0/,
    ],
    [
      'periodicity as floats',
      { dihedrals: { ...dihedrals, periodicity: floats(3) } },
      /dihedrals\.periodicity must be an Int32Array/,
    ],
    [
      'periodicity beyond measure',
      { dihedrals: { ...dihedrals, periodicity: integers(-2147483648) } },
      /dihedrals\.periodicity\[0\] must be from -360 to 360/,
    ],
    [
      'further ideals, falling offsets',
      { dihedrals: { ...dihedrals, altAngleIdeals: { offsets: integers(1, 0), values: floats() } } },
      /altAngleIdeals\.offsets must begin with 0/,
    ],
    [
      'further ideals, Infinity',
      { dihedrals: { ...dihedrals, altAngleIdeals: { offsets: integers(0, 1), values: floats(Infinity) } } },
      /altAngleIdeals\.values\[0\]/,
    ],
    ['no signs', { chiralities: { ...chiralities, bothSigns: undefined } }, /chiralities\.bothSigns/],
    [
      'no offsets',
      { planes: { ...planes, offsets: integers() } },
      /planes\.offsets must begin with 0 and end with 4/,
    ],
    ['offsets beyond', { planes: { ...planes, offsets: integers(0, 5) } }, /planes\.offsets .* end with 4/],
    [
      'offsets falling',
      { planes: { ...planes, offsets: integers(0, 3, 2, 4) } },
      /planes\.offsets\[2\] is less/,
    ],
    [
      'plane past the end',
      { planes: { ...planes, iSeqs: integers(0, 1, 2, 9) } },
      /planes\.iSeqs\[3\] .* atom 9/,
    ],
    [
      'pair of one',
      { nonbonded: { pairs: { ...pairs, iSeqs: integers(3, 3) } } },
      /pairs\.iSeqs: restraint 0 has atom 3/,
    ],
    ['vdw NaN', { nonbonded: { pairs: { ...pairs, vdw: floats(NaN) } } }, /nonbonded\.pairs\.vdw\[0\]/],
    [
      'radii of others',
      { nonbonded: { ...atoms, radius: floats(1) } },
      /nonbonded\.radius must have 4 values/,
    ],
    ['radius below 0', { nonbonded: { ...atoms, radius: floats(1, -1, 1, 1) } }, /nonbonded\.radius\[1\]/],
    [
      'unknown role',
      { nonbonded: { ...atoms, hydrogenBond: flags(0, 0, 5, 0) } },
      /hydrogenBond\[2\] .* 0 to 4/,
    ],
    ['no conformers', { nonbonded: { ...atoms, conformer: undefined } }, /nonbonded\.conformer/],
    ['half a bond', { nonbonded: { ...atoms, bonded: integers(0) } }, /nonbonded\.bonded must hold pairs/],
    [
      'bond to nothing',
      { nonbonded: { ...atoms, bonded: integers(0, 7) } },
      /nonbonded\.bonded\[1\] points to atom 7/,
    ],
    ['buffer NaN', { nonbonded: { ...atoms, buffer: NaN } }, /nonbonded\.buffer/],
    ['a number', { bonds: 5 }, /bonds must be an object of typed arrays, not a number/],
    ['null for a term', { angles: null }, /angles must be an object of typed arrays, not null/],
    ['a number for pairs', { nonbonded: 5 }, /nonbonded must be an object/],
    ['no pairs', { nonbonded: { pairs: undefined } }, /nonbonded\.pairs must be an object .* not undefined/],
    [
      'further ideals, null',
      { dihedrals: { ...dihedrals, altAngleIdeals: null } },
      /altAngleIdeals must be an object/,
    ],
  ];

  test.each(bad)('%s', (name, change, message) => {
    const isWhole = change === undefined || change === null || name.includes('atom count');
    const restraints = isWhole ? change : { ...good, ...(change as object) };
    expectError(() => new GeometryTarget(anything(restraints)), 'ARGUMENT', message);
    expectError(() => geometryGradients(goodSites, anything(restraints)), 'ARGUMENT', message);
  });

  test('the good ones that these spoil are good', () => {
    expect(geometryGradients(goodSites, good).energy).toBeGreaterThan(0);
    expect(geometryGradients(goodSites, { ...good, nonbonded: atoms }).energy).toBeGreaterThan(0);
  });
});

describe('options', () => {
  test('unknown terms are named', () => {
    const error = errorOf(() => new GeometryTarget(good, { terms: anything(['bond', 'bonds']) }));
    expect(error).toMatchObject({ code: 'ARGUMENT', message: 'there is no term "bonds"' });
    expect(error.remedy).toMatch(/bond, angle, dihedral/);
  });

  test('terms are a list', () => {
    expectError(
      () => new GeometryTarget(good, { terms: anything('bond') }),
      'ARGUMENT',
      /terms must be an array, not a string/,
    );
  });

  test.each([0, -1, 1.5, NaN])('%d threads', (threads) => {
    expectError(
      () => new GeometryTarget(good, { threads }),
      'ARGUMENT',
      /threads must be a whole number above 0/,
    );
  });
});

describe('sites and gradients', () => {
  const target = new GeometryTarget({ ...good, atomLabel: (iSeq) => `C${iSeq} LIG A 7` });
  const calls: [string, (...args: never[]) => unknown][] = [
    ['evaluateSync', (sites: Float64Array) => target.evaluateSync(sites)],
    ['deltas', (sites: Float64Array) => target.deltas('bond', sites)],
    ['nonbondedPairs', (sites: Float64Array) => target.nonbondedPairs(sites)],
    ['geometryStatistics', (sites: Float64Array) => geometryStatistics(sites, good)],
  ];

  describe.each(calls)('%s', (_, call) => {
    test.each([
      ['nothing', undefined, /sitesCart must be a Float64Array, not undefined/],
      ['an array', Array.from(goodSites), /not an Array/],
      ['float32', Float32Array.from(goodSites), /not a Float32Array/],
      ['a DataView', new DataView(new ArrayBuffer(96)), /not a DataView/],
      ['too short', floats(1, 2, 3), /sitesCart must have 12 values, 3 for each of 4 atoms, but it has 3/],
      ['too long', floats(...goodSites, 1), /but it has 13/],
    ])('%s', (_name, sites, message) => expectError(() => call(anything(sites)), 'ARGUMENT', message));

    test.each([NaN, Infinity, -Infinity, 1e300])('a coordinate of %d', (value) => {
      for (let x = 0; x < goodSites.length; x++) {
        const place = new RegExp(`^the site of atom .*${Math.floor(x / 3)}.* is not a finite number`);
        expectError(() => call(anything(goodSites.with(x, value))), 'SITES', place);
      }
    });
  });

  test('the atom is named as the model names it', async () => {
    const message =
      'the site of atom C2 LIG A 7 is not a finite number, or is more than 10 cm from the origin';
    const sites = goodSites.with(7, NaN);
    expect(errorOf(() => target.evaluateSync(sites)).message).toBe(message);
    await expect(target.evaluate(sites)).rejects.toMatchObject({ code: 'SITES', message });
  });

  test('a failed evaluation leaves the gradients alone', async () => {
    const gradients = new Float64Array(12).fill(5);
    errorOf(() => target.evaluateSync(goodSites.with(0, NaN), gradients));
    await expect(target.evaluate(goodSites.with(0, NaN), gradients)).rejects.toThrow(GeominError);
    expect(gradients).toEqual(new Float64Array(12).fill(5));
  });

  test.each([
    ['an array', new Array(12).fill(0), /gradientsOut must be a Float64Array, not an Array/],
    ['null', null, /gradientsOut must be a Float64Array, not null/],
    ['too short', new Float64Array(3), /gradientsOut must have 12 values/],
    ['the sites themselves', goodSites, /share memory/],
    ['overlapping the sites', new Float64Array(goodSites.buffer, 0, 12), /share memory/],
  ])('gradients: %s', async (_name, gradients, message) => {
    expectError(() => target.evaluateSync(goodSites, anything(gradients)), 'ARGUMENT', message);
    await expect(target.evaluate(goodSites, anything(gradients))).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  test.each([-1, NaN, Infinity])('a cutoff of %d', (cutoff) => {
    expectError(() => target.nonbondedPairs(goodSites, { cutoff }), 'ARGUMENT', /cutoff must be a distance/);
  });

  test('the measures of pairs', () => {
    const measure = () => target.measure(anything('nonbonded'), goodSites);
    expectError(measure, 'ARGUMENT', /pairs are not measured/);
  });

  test('deltas of a term that there is not', () => {
    expectError(() => target.deltas(anything('bonds'), goodSites), 'ARGUMENT', /there is no term "bonds"/);
  });
});
