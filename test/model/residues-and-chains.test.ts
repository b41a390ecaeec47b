import { describe, expect, it } from 'vitest';
import { residueLabel, type Model } from '../../src/model/model.js';
import { parseModel } from '../../src/model/read-model.js';
import { atomRecord, pdbText, type AtomRecord } from './atom-record.js';

function modelOf(...records: Partial<AtomRecord>[]): Model {
  return parseModel(pdbText(...records.map(atomRecord)));
}

function labels(model: Model): string[] {
  return model.residues.map(residueLabel);
}

describe('residues', () => {
  it('are told apart by number, insertion code, name, segment and chain', () => {
    const model = modelOf(
      { number: '12' },
      { number: '12', insertionCode: 'A' },
      { number: '13', altloc: 'A', residueName: 'SER' },
      { number: '13', altloc: 'B', residueName: 'THR' },
      { number: '13', altloc: 'B', residueName: 'THR', chainId: 'B' },
      { number: '13', altloc: 'B', residueName: 'THR', chainId: 'B', segmentId: 'SEG2' },
    );
    expect(labels(model)).toEqual(['ALA A 12', 'ALA A 12A', 'SER A 13', 'THR A 13', 'THR B 13', 'THR B 13']);
  });

  it('gather their atoms wherever these stand', () => {
    const model = modelOf(
      { name: ' N  ', number: '1' },
      { name: ' N  ', number: '2' },
      { name: ' N  ', number: '1', chainId: 'B' },
      { name: ' H  ', number: '1', element: 'H' },
      { name: ' H  ', number: '2', element: 'H' },
    );
    expect(model.residues.map(({ iSeqs }) => iSeqs)).toEqual([[0, 3], [1, 4], [2]]);
    expect([...model.atoms.residue]).toEqual([0, 1, 2, 0, 1]);
    expect(model.chains.map(({ id }) => id)).toEqual(['A', 'B']);
  });

  it('take wide chain ids, and four-letter names of force fields', () => {
    const model = modelOf({ chainId: 'AB' });
    const wide = parseModel(atomRecord({ residueName: 'TIP', chainId: '3W', name: ' OH2', element: '' }));
    expect(model.residues[0].chainId).toBe('AB');
    expect(residueLabel(wide.residues[0])).toBe('TIP3 W 12');
    expect(wide.atoms.element).toEqual(['O']);
  });

  it('are histidines of a wide chain id, not a protonation state that GROMACS names', () => {
    const model = modelOf({ residueName: 'HIS', chainId: 'A0' }, { residueName: 'HIS', chainId: 'A ' });
    expect(labels(model)).toEqual(['HIS A0 12', 'HISA 12']);
  });

  it('have numbers in decimal, hybrid-36, negative, or five digits wide', () => {
    const model = modelOf(
      { number: '-99' },
      { number: '9999' },
      { number: 'A000' },
      { number: '1000', insertionCode: '1' },
    );
    expect(model.residues.map(({ number }) => number)).toEqual([-99, 9999, 10_000, 10_001]);
  });

  it('are new ones where numbers wrap after 9999', () => {
    const water = { name: ' O  ', residueName: 'HOH', element: 'O' };
    const model = modelOf(
      { ...water, number: '1' },
      { ...water, number: '9999' },
      { ...water, number: '0' },
      { ...water, number: '1' },
    );
    expect(model.residues).toHaveLength(4);
  });
});

describe('chains', () => {
  const first = atomRecord({ number: '1' });
  const second = atomRecord({ number: '2' });
  const water = atomRecord({
    record: 'HETATM',
    name: ' O  ',
    residueName: 'HOH',
    number: '101',
    element: 'O',
  });

  it.each(['TER', 'TER      3      ALA A   2', 'TER   '])('end with "%s"', (ter) => {
    expect(parseModel(pdbText(first, second, ter, water)).chains).toEqual([
      { id: 'A', first: 0, end: 2, terminated: true },
      { id: 'A', first: 2, end: 3, terminated: false },
    ]);
  });

  it('end with another chain id, and go on through HETATM', () => {
    const modified = atomRecord({ record: 'HETATM', residueName: 'MSE', number: '3' });
    const other = atomRecord({ chainId: 'B' });
    expect(parseModel(pdbText(first, second, modified, other, water)).chains).toEqual([
      { id: 'A', first: 0, end: 3, terminated: false },
      { id: 'B', first: 3, end: 4, terminated: false },
      { id: 'A', first: 4, end: 5, terminated: false },
    ]);
  });

  it('without an id begin anew behind TER, with the same numbers', () => {
    const nameless = atomRecord({ chainId: '' });
    const model = parseModel(pdbText(nameless, 'TER', nameless));
    expect(model.residues.map(({ iSeqs }) => iSeqs)).toEqual([[0], [1]]);
    expect(model.chains.map(({ terminated }) => terminated)).toEqual([true, false]);
  });
});
