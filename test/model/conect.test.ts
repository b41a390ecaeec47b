import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/model/model.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { atomRecord, pdbText, type AtomRecord } from './atom-record.js';

const zinc = (serial: string, x = '10.000', number = '200'): string =>
  atomRecord({ record: 'HETATM', serial, name: 'ZN  ', residueName: 'ZN', number, x, element: 'ZN' });
const sulfur = (serial: string, x = '12.300', more: Partial<AtomRecord> = {}): string =>
  atomRecord({ serial, name: ' SG ', residueName: 'CYS', x, element: 'S', ...more });
const connections = (...lines: string[]): readonly Connection[] => parseModel(pdbText(...lines)).connections;
const names = (found: readonly Connection[]): string[] =>
  found.map(
    ({ from, to, line }) => `${from.atomName} ${from.number} - ${to.atomName} ${to.number}, line ${line}`,
  );

describe('CONECT', () => {
  it('is a link where it joins two residues', () => {
    const found = connections(zinc('1'), sulfur('2'), 'CONECT    1    2');
    expect(found).toEqual([
      {
        kind: 'link',
        record: 'CONECT',
        from: { atomName: 'ZN', altloc: '', residueName: 'ZN', chainId: 'A', number: 200, insertionCode: '' },
        to: { atomName: 'SG', altloc: '', residueName: 'CYS', chainId: 'A', number: 12, insertionCode: '' },
        sameAsymmetricUnit: true,
        line: 3,
      },
    ]);
  });

  it('counts once, though both atoms and several records name the bond', () => {
    const found = connections(
      zinc('1'),
      sulfur('2'),
      'CONECT    1    2    2',
      'CONECT    2    1',
      'CONECT    1    2',
    );
    expect(names(found)).toEqual(['ZN 200 - SG 12, line 3']);
  });

  it('says nothing of bonds within a residue, of hydrogens, or of atoms that are not there', () => {
    const carbon = atomRecord({ serial: '3', name: ' CB ', residueName: 'CYS' });
    const hydrogen = atomRecord({
      serial: '4',
      name: ' H  ',
      residueName: 'GLY',
      number: '13',
      element: 'H',
    });
    expect(connections(sulfur('2'), carbon, hydrogen, 'CONECT    2    3    4   99')).toEqual([]);
  });

  it('repeats no other record', () => {
    const link = 'LINK        ZN    ZN A 200                 SG  CYS A  12     1555   1555  2.30';
    const found = connections(link, zinc('1'), sulfur('2'), 'CONECT    2    1');
    expect(found.map(({ record }) => record)).toEqual(['LINK']);
  });

  it('names atoms in each of their alternate locations', () => {
    const found = connections(
      zinc('1'),
      sulfur('2', '12.300', { altloc: 'A' }),
      sulfur('3', '12.500', { altloc: 'B' }),
      'CONECT    1    2    3',
    );
    expect(found.map(({ to }) => to.altloc)).toEqual(['A', 'B']);
  });

  it('reads hybrid-36 numbers, and those without blanks between them', () => {
    expect(names(connections(zinc('A0000'), sulfur('99999'), 'CONECTA000099999'))).toEqual([
      'ZN 200 - SG 12, line 3',
    ]);
  });

  it('means the nearest atoms where serial numbers have wrapped', () => {
    const found = connections(
      zinc('1'),
      sulfur('2'),
      zinc('1', '60.000', '300'),
      sulfur('2', '62.400', { number: '20' }),
      sulfur('2', '90.000', { number: '30' }),
      'CONECT    1    2',
    );
    expect(names(found)).toEqual(['ZN 200 - SG 12, line 6']);
    const far = connections(
      zinc('1'),
      sulfur('2', '90.000'),
      sulfur('2', '95.000', { number: '13' }),
      'CONECT    1    2',
    );
    expect(far).toEqual([]);
  });

  it('is about each model of a file', () => {
    const atoms = [zinc('1'), sulfur('2')];
    const models = parseModels(
      pdbText('MODEL        1', ...atoms, 'ENDMDL', 'MODEL        2', ...atoms, 'ENDMDL', 'CONECT    1    2'),
    );
    expect(models.map((model) => model.connections.length)).toEqual([1, 1]);
  });

  it('never stops the reading', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789A*- z'), maxLength: 40 });
    fc.assert(
      fc.property(text, (fields) => {
        const found = connections(
          zinc('1'),
          sulfur('*****'),
          sulfur('2', '11.000', { number: '13' }),
          `CONECT${fields}`,
        );
        expect(found.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
