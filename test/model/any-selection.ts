import fc from 'fast-check';
import type { Model } from '../../src/model/model.js';
import { CLASSES, KEYWORDS, TEXT_FIELDS, type Selection } from '../../src/model/selection-tree.js';

/** Atoms in a few residues, drawn from so few values that selections match often. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    residues: fc.array(
      fc.record({
        name: fc.constantFrom('ALA', 'HEM', 'HOH', 'ALL'),
        chainId: fc.constantFrom('A', 'B', '', 'and'),
        segmentId: fc.constantFrom('', 'S'),
        number: fc.integer({ min: -3, max: 4 }),
        insertionCode: fc.constantFrom('', 'A', 'B'),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    atoms: fc.array(
      fc.record({
        name: fc.constantFrom('CA', 'C', "O5'", 'HB1', 'C*'),
        element: fc.constantFrom('C', 'CA', 'H', 'D', 'O'),
        altloc: fc.constantFrom('', 'A', 'B'),
        hetero: fc.nat(1),
        residue: fc.nat(),
        site: fc.tuple(anyCoordinate(), anyCoordinate(), anyCoordinate()),
      }),
      { minLength: 1, maxLength: 80 },
    ),
  })
  .map(({ residues, atoms }) => toModel(residues, atoms));

/** Half of them on a grid, where many distances are the same and many sites too. */
function anyCoordinate() {
  return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -5, max: 5, noNaN: true }));
}

type AnyResidue = Omit<Model['residues'][number], 'iSeqs'>;
interface AnyAtom {
  readonly name: string;
  readonly element: string;
  readonly altloc: string;
  readonly hetero: number;
  readonly residue: number;
  readonly site: readonly number[];
}

function toModel(residues: readonly AnyResidue[], atoms: readonly AnyAtom[]): Model {
  const residue = Int32Array.from(atoms, (atom) => atom.residue % residues.length);
  return {
    atomCount: atoms.length,
    sitesCart: Float64Array.from(atoms.flatMap(({ site }) => site)),
    residues: residues.map((of, index) => ({
      ...of,
      iSeqs: atoms.flatMap((_, iSeq) => (residue[iSeq] === index ? [iSeq] : [])),
    })),
    atoms: {
      name: atoms.map(({ name }) => name),
      element: atoms.map(({ element }) => element),
      altloc: atoms.map(({ altloc }) => altloc),
      hetero: Uint8Array.from(atoms, ({ hetero }) => hetero),
      residue,
    },
  } as unknown as Model;
}

const anyPattern = fc.record({
  text: fc.oneof(
    fc.constantFrom(
      'CA',
      'C*',
      '?A',
      '*',
      'A',
      'B',
      'ALA',
      'HEM',
      'S',
      '*B*',
      'H??',
      "O5'",
      'D',
      'ALL',
      'and',
    ),
    fc.string({ maxLength: 4 }),
  ),
  literal: fc.boolean(),
});

const anyPlace = fc.record(
  { number: fc.integer({ min: -4, max: 5 }), insertionCode: fc.constantFrom('A', 'B') },
  { requiredKeys: ['number'] },
);

const anyRange = fc.oneof(
  anyPlace.map((place) => ({ first: place, last: place })),
  anyPlace.map((first) => ({ first, last: undefined })),
  anyPlace.map((last) => ({ first: undefined, last })),
  fc
    .tuple(anyPlace, fc.nat(4))
    .map(([first, more]) => ({ first, last: { number: first.number + more + 1 } })),
);

/** Any selection that can be written. */
export const anySelection: fc.Arbitrary<Selection> = fc.letrec<{ selection: Selection }>((tie) => ({
  selection: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .record({
        field: fc.constantFrom(...TEXT_FIELDS),
        patterns: fc.array(anyPattern, { minLength: 1, maxLength: 3 }),
      })
      .map(({ field, patterns }) => ({
        kind: 'text' as const,
        field,
        source: '',
        patterns: patterns.map(({ text, literal }) => ({
          text: field === 'element' ? text.toUpperCase() : text,
          // What cannot be written as a word needs quotes.
          literal: literal || !/^[^\s()"]+$/u.test(text) || KEYWORDS.has(text),
        })),
      })),
    fc.array(anyRange, { minLength: 1, maxLength: 3 }).map((ranges) => ({
      kind: 'residue' as const,
      ranges,
      source: '',
    })),
    fc.constantFrom(...CLASSES).map((name) => ({ kind: 'class' as const, name })),
    fc.record({ kind: fc.constantFrom('not' as const, 'byres' as const), of: tie('selection') }),
    fc.record({
      kind: fc.constant('within' as const),
      distance: fc.constantFrom(0, 0.5, 1, 2, 3.25, 100),
      of: tie('selection'),
    }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('selection'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).selection;
