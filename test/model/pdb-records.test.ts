import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { atomRecord, pdbText } from './atom-record.js';
import { referenceBytes } from './reference-files.js';

function modelWith(...records: string[]): Model {
  return parseModel(pdbText(...records, atomRecord()));
}

describe('CRYST1', () => {
  it('gives cell and space group', () => {
    const model = modelWith('CRYST1   50.840   42.770   28.950  90.00  90.00  90.00 P 21 21 21    4');
    expect(model.unitCell).toEqual({ a: 50.84, b: 42.77, c: 28.95, alpha: 90, beta: 90, gamma: 90 });
    expect(model.spaceGroup).toBe('P 21 21 21');
  });

  it.each([
    'CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1           1',
    'CRYST1    0.000    0.000    0.000  90.00  90.00  90.00 P 1           1',
    'CRYST1',
    'CRYST1   50.840   42.770      abc  90.00  90.00  90.00 P 21 21 21    4',
  ])('is none where it says nothing: "%s"', (record) => {
    const model = modelWith(record);
    expect(model.unitCell).toBeUndefined();
    expect(model.spaceGroup).toBeUndefined();
  });
});

describe('SCALE1-3', () => {
  const [first, second, third] = [
    'SCALE1       .015462   .002192   .003698         .26656                 2HHB 200',
    'SCALE2      -.001902   .011771   .000974         .16413                 2HHB 201',
    'SCALE3      -.001062  -.001721   .018728         .75059                 2HHB 202',
  ];

  it('are a matrix and a vector', () => {
    expect(modelWith(first, second, third).scale).toEqual({
      matrix: [0.015462, 0.002192, 0.003698, -0.001902, 0.011771, 0.000974, -0.001062, -0.001721, 0.018728],
      vector: [0.26656, 0.16413, 0.75059],
    });
  });

  it('are nothing unless all three are there', () => {
    expect(modelWith(first, third).scale).toBeUndefined();
    expect(modelWith(first, second, third.replace('.018728', 'none  ')).scale).toBeUndefined();
    expect(modelWith(first, second, third.replace('SCALE3', 'SCALE4')).scale).toBeUndefined();
  });
});

describe('SSBOND', () => {
  it('is a disulfide', () => {
    const record = 'SSBOND   1 CYS A    6    CYS A  127A                         1555   1555  2.03';
    expect(modelWith(record).connections).toEqual([
      {
        kind: 'disulfide',
        record: 'SSBOND',
        from: { atomName: 'SG', altloc: '', residueName: 'CYS', chainId: 'A', number: 6, insertionCode: '' },
        to: { atomName: 'SG', altloc: '', residueName: 'CYS', chainId: 'A', number: 127, insertionCode: 'A' },
        sameAsymmetricUnit: true,
        operators: ['1555', '1555'],
        distance: 2.03,
        line: 1,
      },
    ]);
  });

  it('may lack its operators, or lead to another asymmetric unit', () => {
    const short = 'SSBOND   1 CYS      6    CYS    127';
    const symmetric = 'SSBOND   1 CYS A    6    CYS A    6                          1555   4556';
    const connections = modelWith(short, symmetric).connections;
    expect(connections.map(({ sameAsymmetricUnit }) => sameAsymmetricUnit)).toEqual([true, false]);
    expect(connections[0].from.chainId).toBe('');
  });
});

describe('LINK', () => {
  it('names two atoms', () => {
    const [link] = parseModel(referenceBytes('133d.pdb')).connections;
    expect(link).toEqual({
      kind: 'link',
      record: 'LINK',
      from: { atomName: "O3'", altloc: '', residueName: 'DG', chainId: 'A', number: 4, insertionCode: '' },
      to: { atomName: 'P', altloc: '', residueName: 'C34', chainId: 'A', number: 5, insertionCode: '' },
      sameAsymmetricUnit: true,
      operators: ['1555', '1555'],
      distance: 1.58,
      line: link.line,
    });
  });

  it('keeps altlocs and symmetry', () => {
    const record = 'LINK        ZN  BZN  A 201                 NE2AHIS B  63     1555   3_655  2.05';
    const [link] = modelWith(record).connections;
    expect([link.from.atomName, link.from.altloc, link.to.atomName, link.to.altloc]).toEqual([
      'ZN',
      'B',
      'NE2',
      'A',
    ]);
    expect(link.sameAsymmetricUnit).toBe(false);
  });
});

describe('CISPEP', () => {
  const record = 'CISPEP   1 SER A   58    PRO A   59          0        20.91';

  it('names the residues on both sides', () => {
    expect(modelWith(record).cisPeptides).toEqual([
      {
        from: { residueName: 'SER', chainId: 'A', number: 58, insertionCode: '' },
        to: { residueName: 'PRO', chainId: 'A', number: 59, insertionCode: '' },
        line: 1,
      },
    ]);
  });

  it('may be about one model of several', () => {
    const ofSecond = record.replace('         0 ', '         2 ');
    const atoms = ['MODEL        1', atomRecord(), 'ENDMDL', 'MODEL        2', atomRecord(), 'ENDMDL'];
    const models = parseModels(pdbText(ofSecond, record, ...atoms));
    expect(models.map(({ cisPeptides }) => cisPeptides.map(({ line }) => line))).toEqual([[2], [1, 2]]);
  });
});

it('records that make no sense do not stop the reading', () => {
  const model = modelWith(
    'SSBOND',
    'SSBOND   1 CYS A  ???    CYS A  127',
    'LINK',
    'LINKR  nonsense',
    'CISPEP  1',
    'CRYST1 x',
  );
  expect([model.connections, model.cisPeptides, model.atomCount]).toEqual([[], [], 1]);
});
