import { describe, expect, it } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import { geometryStatistics } from '../../src/geometry/statistics.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints, type BuildOptions } from '../../src/restraints/build-restraints.js';
import { atomRecord, pdbText } from '../model/atom-record.js';
import { referenceText } from './reference-models.js';

/** The nonbonded energy of 2HHB without its haems in its crystal, by cctbx 2022.9 at x′ = O (S x + U). */
const HAEMOGLOBIN = 1491.0476470873275;

const water = (serial: number, x: number, y: number, z: number, occupancy = 1) => {
  const coordinates = [x, y, z].map((value) => value.toFixed(3).padStart(8)).join('');
  const line = atomRecord();
  return (
    `HETATM${String(serial).padStart(5)}  O   HOH A${String(serial).padStart(4)}    ${coordinates}` +
    `${occupancy.toFixed(2).padStart(6)} 10.00           O${line.slice(78, 80)}`
  );
};
const CRYSTAL = 'CRYST1   20.000   20.000   20.000  90.00  90.00  90.00 P 1 2 1       2';

function restraintsOf(lines: string[], options: BuildOptions = {}) {
  return buildRestraints(parseModel(pdbText(...lines)), options);
}

function symmetryOf(lines: string[]) {
  return restraintsOf(lines).nonbonded.symmetry;
}

function notesOf(lines: string[]): string[] {
  return restraintsOf(lines).issues.map(({ message }) => message);
}

describe('the crystal of a model', () => {
  it('is that of its cell and space group', () => {
    const symmetry = symmetryOf([CRYSTAL, water(1, 5, 5, 5)])!;
    expect(Array.from(symmetry.fractionalization)).toEqual([0.05, 0, 0, 0, 0, 0.05, 0, 0, 0, 0, 0.05, 0]);
    expect(symmetry.operators).toHaveLength(24);
    expect(symmetry.siteSymmetry).toHaveLength(0);
  });

  it('may be left out, and is none without a cell or with a dummy one', () => {
    expect(
      restraintsOf([CRYSTAL, water(1, 5, 5, 5)], { symmetry: false }).nonbonded.symmetry,
    ).toBeUndefined();
    expect(symmetryOf([water(1, 5, 5, 5)])).toBeUndefined();
    const dummy = 'CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1           1';
    expect(restraintsOf([dummy, water(1, 5, 5, 5)]).issues).toEqual([]);
    expect(symmetryOf([dummy, water(1, 5, 5, 5)])).toBeUndefined();
  });

  it('knows atoms on special positions', () => {
    const { siteSymmetry } = symmetryOf([CRYSTAL, water(1, 10.2, 5, 0), water(2, 10.3, 9, 0)])!;
    // The twofold axis at a/2: 0.4 Å from its copy, moved by one edge. The other is 0.6 Å away.
    expect(Array.from(siteSymmetry!)).toEqual([0, 1, 1, 0, 0]);
  });

  it('has residues that see no copies of themselves where all of their atoms are partial', () => {
    const { copyGroup } = symmetryOf([CRYSTAL, water(1, 5, 5, 5), water(2, 1, 9, 0, 0.5)])!;
    expect(Array.from(copyGroup!)).toEqual([0, 1]);
  });

  it('turned and moved by SCALE has the contacts of cctbx', () => {
    const text = referenceText('2hhb')
      .split('\n')
      .filter((line) => !(/^(ATOM|HETATM)/.test(line) && line.slice(17, 20) === 'HEM'))
      .join('\n');
    const model = parseModel(text);
    const target = new GeometryTarget(buildRestraints(model), { terms: ['nonbonded'] });
    const { energy } = target.evaluateSync(model.sitesCart);
    target.close();
    expect(Math.abs(energy / HAEMOGLOBIN - 1)).toBeLessThan(1e-9);
  });

  it('is named in statistics', () => {
    const model = parseModel(pdbText(CRYSTAL, water(1, 0.8, 5, 0.4)));
    const { clashes } = geometryStatistics(model.sitesCart, buildRestraints(model));
    expect(clashes.worst[0].label).toBe('O HOH A 1 - O HOH A 1 [-x,y,-z]');
    expect(clashes.worst[0].model).toBeCloseTo(2 * Math.hypot(0.8, 0.4), 9);
  });
});

describe('what is no crystal', () => {
  it.each([
    ['P 5', 'the space group "P 5" is not known'],
    ['', 'the cell has no space group'],
    ['P 4 3 2', 'the cell 20 21 22 90 90 90 is none of space group P 4 3 2'],
  ])('"%s" gets a note', (symbol, message) => {
    const record = `CRYST1   20.000   21.000   22.000  90.00  90.00  90.00 ${symbol}`;
    expect(notesOf([record, water(1, 5, 5, 5)])).toEqual([
      `${message}; contacts between symmetry copies are left out`,
    ]);
  });

  it.each([
    ['   20.000   20.000   20.000  30.00  30.00 120.00', 'its volume is zero'],
    ['   20.000   20.000   20.000  90.00  90.00 180.00', 'its volume is zero'],
    ['   20.000   20.000   20.000  30.00  30.00  59.99', 'it is too flat'],
    ['   20.000    0.500   20.000  90.00  90.00  90.00', 'it is too flat'],
  ])('the cell %s is an error', (cell, fault) => {
    const lines = [`CRYST1${cell} P 1`, water(1, 5, 5, 5)];
    expect(() => restraintsOf(lines)).toThrow(fault);
    expect(() => restraintsOf(lines, { symmetry: false })).not.toThrow();
  });

  it('a scale matrix of another cell gets a note', () => {
    const scale = [1, 2, 3].map(
      (row) => `SCALE${row}    ${['1.000000', '0.000000', '0.000000'].join('  ')}        0.00000`,
    );
    expect(notesOf([CRYSTAL, ...scale, water(1, 5, 5, 5)])).toEqual([
      'the scale matrix is none of the cell; the usual frame of the cell is taken',
    ]);
  });

  it("a cell that is not the model's gets a note", () => {
    const text = referenceText('1ubq').replace('   50.840   42.770   28.950', '   25.840   22.770   18.950');
    const scaleless = text.replace(/^SCALE.*\n/gm, '');
    const messages = buildRestraints(parseModel(scaleless)).issues.map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^\d+% of the atoms lie on top of symmetry copies of others: the cell 25.84 /),
    ]);
  });

  it('a cell that is far too small for the model has no copies, and gets a note', () => {
    const text = referenceText('1ubq').replace(
      /^CRYST1.*/m,
      'CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 F d -3 m',
    );
    const { nonbonded, issues } = buildRestraints(parseModel(text.replace(/^SCALE.*\n/gm, '')));
    expect(nonbonded).not.toHaveProperty('symmetry');
    expect(issues.map(({ message }) => message)).toEqual([
      'the cell 10 10 10 90 90 90 is too small for the model in F d -3 m:2, 130 atoms per Å³; ' +
        'contacts between symmetry copies are left out',
    ]);
  });

  it('the models of the tests have no such cells', () => {
    for (const name of ['1ubq', '133d', 'altloc', '2hhb'] as const) {
      const { issues } = buildRestraints(parseModel(referenceText(name)), { unknown: 'free' });
      expect(issues.filter(({ message }) => /copies|cell/.test(message))).toEqual([]);
    }
  });
});
