import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseModel, readModel } from '../../src/model/read-model.js';
import { maskOf } from '../../src/model/selection-masks.js';
import { parseSelection } from '../../src/model/selection-parser.js';
import type { Selection } from '../../src/model/selection-tree.js';
import { selectAtoms } from '../../src/model/selection.js';
import { anyModel, anySelection } from './any-selection.js';
import { atomRecord, pdbText } from './atom-record.js';
import { isSelected } from './naive-selection.js';
import { selectionText } from './selection-text.js';

const ubiquitin = await readModel('data/models/1ubq.pdb');

const model = parseModel(
  pdbText(
    atomRecord({ name: ' N  ', number: '-1', element: 'N', x: '0.000' }),
    atomRecord({ name: ' CA ', number: '-1', x: '1.500' }),
    atomRecord({ name: ' CB ', number: '52', altloc: 'A', x: '10.000' }),
    atomRecord({ name: ' CB ', number: '52', altloc: 'B', x: '10.100' }),
    atomRecord({ name: ' CA ', number: '52', insertionCode: 'A', x: '14.000' }),
    atomRecord({ name: ' CA ', number: '53', chainId: 'B', x: '20.000' }),
    atomRecord({
      record: 'HETATM',
      name: 'CA  ',
      residueName: 'CA',
      number: '201',
      chainId: 'B',
      element: 'CA',
      x: '22.000',
    }),
  ),
);

/** The i_seqs that are selected. */
function selected(text: string): number[] {
  return [...selectAtoms(model, text)].flatMap((isIn, iSeq) => (isIn ? [iSeq] : []));
}

/** The message and the remedy of a selection that is refused. */
function fault(text: string): string {
  try {
    selectAtoms(ubiquitin, text);
  } catch (error) {
    if (error instanceof GeominError && error.code === 'ARGUMENT')
      return `${error.message} | ${error.remedy}`;
    throw error;
  }
  throw new Error(`"${text}" selects something`);
}

describe('a selection', () => {
  it.each([
    ['all', [0, 1, 2, 3, 4, 5, 6]],
    ['chain B', [5, 6]],
    ['residue -1', [0, 1]],
    ['residue 52', [2, 3, 4]],
    ['residue 52A', [4]],
    ['residue 52 and icode ""', [2, 3]],
    ['residue -5:52', [0, 1, 2, 3, 4]],
    ['residue :-1 53:', [0, 1, 5, 6]],
    ['name CA', [1, 4, 5, 6]],
    ['name CA and element C', [1, 4, 5]],
    ['element ca', [6]],
    ['name C? and not name "CA"', [2, 3]],
    ['name "C?" or chain B', [5, 6]],
    ['altloc A ""', [0, 1, 2, 4, 5, 6]],
    ['altloc *', [0, 1, 2, 3, 4, 5, 6]],
    ['resname CA', [6]],
    ['hetero', [6]],
    ['within 2 of element CA', [5, 6]],
    ['not within 2 of element CA and chain B', []],
    ['within 1.5 of name N', [0, 1]],
    ['byres name N', [0, 1]],
    ['byres within 4 of residue 52A and chain A', [2, 3, 4]],
    ['chain A and name CA or chain B and hetero', [1, 4, 6]],
    ['chain A and (name CA or chain B) and not residue -1', [4]],
  ])('%s', (text, expected) => {
    if (expected.length === 0) expect(() => selected(text)).toThrow('has no atom');
    else expect(selected(text)).toEqual(expected);
  });

  it.each([
    ['', /^column 1 of .*ends here.* \| What can stand here: chain,/],
    ['chain A and', /^column 12 .*ends here/],
    ['chain A name CA', /^column 9 .*nothing joins "name".* \| Put "and" or "or"/],
    ['chain A AND name CA', /^column 13 .*small letters/],
    ['chian A', /^column 1 .*"chian" selects nothing \| What can stand here/],
    ['chain', /^column 6 .*chain needs a value \| Write it as in: chain A B/],
    ['chain or name CA', /^column 7 .*put it in double quotes/],
    ['(chain A', /^column 1 .*not closed/],
    ['chain A)', /^column 8 .*no parenthesis to close/],
    ['chain "A', /^column 7 .*quote is not closed/],
    ['residue 10-20', /^column 9 .*no residue number.* \| Write them as in/],
    ['name CA and residue 20:10', /^column 21 .*ends before it begins \| Write 10:20\./],
    ['residue 20B:20A', /^column 9 .*Write 20A:20B/],
    ['within x of all', /^column 8 .*needs a distance in Å/],
    ['within 5 all', /^column 10 .*"of" is missing/],
    ['within -5 of all', /^column 8/],
    [`${'('.repeat(100_000)}all`, /^column 201 .*too many levels/],
    [`${'not '.repeat(100_000)}all`, /too many levels/],
    ['none', /the selection "none" has no atom/],
    ['chain A and (chain Q or residue 900)', /"chain Q" alone selects none; the model has chains A\./],
    ['residue 900 and name CA', /"residue 900" alone selects none\./],
    ['residue 5 and resname ALA', /No atom is all that it asks for/],
  ])('%.40s is refused with its place and a remedy', (text, expected) => {
    expect(fault(text)).toMatch(expected);
  });

  it('is quoted around its fault where it is long', () => {
    const message = fault(`residue ${'1 '.repeat(500)}x ${'2 '.repeat(500)}`);
    expect(message).toMatch(/^column 1009 of the selection "….*1 x 2.*…"/);
    expect(message.length).toBeLessThan(250);
  });

  it('selects what it selects asked atom by atom', () => {
    fc.assert(
      fc.property(anyModel, anySelection, (any, selection) => {
        const naive = any.atoms.name.map((_, iSeq) => Number(isSelected(any, selection, iSeq)));
        expect([...maskOf(any, selection)]).toEqual(naive);
      }),
      { numRuns: 500 },
    );
  });

  it('is understood as it was written', () => {
    fc.assert(
      fc.property(anySelection, (selection) => {
        expect(withoutSource(parseSelection(selectionText(selection)))).toEqual(withoutSource(selection));
      }),
      { numRuns: 1000 },
    );
  });

  it('is never more than refused, whatever it is', () => {
    const word = fc.constantFrom(
      'chain',
      'A',
      '(',
      ')',
      '"',
      'within',
      '5',
      'of',
      'not',
      'residue',
      '1:',
      'or',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (any) => {
        try {
          parseSelection(any);
        } catch (error) {
          expect(error).toBeInstanceOf(GeominError);
          expect((error as GeominError).remedy).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no more than a moment where wildcards could go wrong', () => {
    const start = performance.now();
    const many = {
      ...ubiquitin,
      residues: ubiquitin.residues.map((of) => ({ ...of, chainId: 'a'.repeat(2000) })),
    };
    expect(() => selectAtoms(many, `chain ${'*a'.repeat(50)}b`)).toThrow('has no atom');
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

function withoutSource(selection: Selection): unknown {
  return JSON.parse(JSON.stringify(selection, (key, value) => (key === 'source' ? '' : value)));
}
