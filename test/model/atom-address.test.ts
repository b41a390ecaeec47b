import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atomPlace, atomsAtPlace, formatAtomPlace, parseAtomPair } from '../../src/model/atom-address.js';
import { parseModel } from '../../src/model/read-model.js';
import { atomRecord, pdbText } from './atom-record.js';

describe('the address of an atom', () => {
  it('is chain, residue and atom, with what else tells them apart', () => {
    expect(parseAtomPair("A/27B(CYS)/SG:C - /-4/O5'")).toEqual([
      { chainId: 'A', number: 27, insertionCode: 'B', residueName: 'CYS', atomName: 'SG', altloc: 'C' },
      { chainId: '', number: -4, insertionCode: '', residueName: undefined, atomName: "O5'", altloc: '' },
    ]);
  });

  it('is read as it is written', () => {
    const place = fc.record({
      chainId: fc.stringMatching(/^[A-Za-z0-9]{0,2}$/),
      number: fc.integer({ min: -999, max: 9999 }),
      insertionCode: fc.stringMatching(/^[A-Z]?$/),
      residueName: fc.option(fc.stringMatching(/^[A-Z0-9]{1,3}$/), { nil: undefined }),
      atomName: fc.stringMatching(/^[A-Z0-9'*]{1,4}$/),
      altloc: fc.stringMatching(/^[A-Z0-9]?$/),
    });
    fc.assert(
      fc.property(place, place, (first, second) => {
        expect(parseAtomPair(`${formatAtomPlace(first)} - ${formatAtomPlace(second)}`)).toEqual([
          first,
          second,
        ]);
      }),
    );
  });

  it.each(['', 'A/27/SG', 'A/27/SG-A/84/SG', 'A/27/SG - A/84', 'A/x/SG - A/84/SG', 'A/1/N - A/2/N - A/3/N'])(
    'is not "%s"',
    (text) => {
      expect(() => parseAtomPair(text)).toThrow(/does not name (an atom|two atoms)/);
    },
  );
});

describe('atoms at an address', () => {
  const model = parseModel(
    pdbText(
      atomRecord({ altloc: 'A' }),
      atomRecord({ altloc: 'B' }),
      atomRecord({ residueName: 'SER', altloc: 'C' }),
      atomRecord({ number: '13', insertionCode: 'A' }),
    ),
    'pdb',
    { name: 'test.pdb' },
  );
  const at = (address: string): number[] => atomsAtPlace(model, parseAtomPair(`${address} - A/1/N`)[0]);

  it('are those of all conformers, or of the one that is named', () => {
    expect(at('A/12/CA')).toEqual([0, 1]);
    expect(at('A/12/CA:B')).toEqual([1]);
    expect(at('A/12(SER)/CA')).toEqual([2]);
    expect(at('A/13A/CA')).toEqual([3]);
  });

  it('are refused where there are none', () => {
    expect(() => at('A/13/CA')).toThrow('test.pdb: there is no atom A/13/CA');
  });

  it('have an address of their own', () => {
    expect(formatAtomPlace(atomPlace(model, 1))).toBe('A/12/CA:B');
  });
});
