import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseModel, parseModels } from '../../src/model/read-model.js';
import { formatModels } from '../../src/model/write-model.js';
import { place } from '../fuzz/place.js';
import { atomRecord, pdbText } from './atom-record.js';
import { REFERENCE_FILES, referenceBytes } from './reference-files.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letter = fc.constantFrom(...LETTERS);
const thousandths = fc.integer({ min: -999_999, max: 9_999_999 });

const atom = fc.record({
  hetero: fc.boolean(),
  element: fc.constantFrom('C', 'N', 'O', 'S', 'H', 'D', 'ZN', 'FE'),
  altloc: fc.constantFrom('', 'A', 'B'),
  residueName: fc.constantFrom('ALA', 'DC', 'G', 'HOH', 'ZN'),
  chainId: fc.constantFrom('', 'A', 'b', '7', 'AB'),
  number: fc.integer({ min: -999, max: 9998 }),
  insertionCode: fc.oneof(fc.constant(''), letter),
  charge: fc.integer({ min: -9, max: 9 }),
  site: fc.tuple(thousandths, thousandths, thousandths),
});

describe('any atoms', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(atom, { minLength: 1, maxLength: 60 }),
        fc.constantFrom('\n', '\r\n'),
        (atoms, newline) => {
          const records = atoms.map(({ hetero, number, charge, site: [x, y, z], ...fields }, i) =>
            atomRecord({
              ...fields,
              record: hetero ? 'HETATM' : 'ATOM',
              // A name for each, so that no two are duplicates.
              name: ` ${i.toString(36)}`.padEnd(4),
              number: String(number),
              charge: charge === 0 ? '' : `${Math.abs(charge)}${charge < 0 ? '-' : '+'}`,
              x: (x / 1000).toFixed(3),
              y: (y / 1000).toFixed(3),
              z: (z / 1000).toFixed(3),
            }),
          );
          const model = parseModel(records.join(newline));
          const read = atoms.map((_, i) => {
            const { name, chainId, number, insertionCode } = model.residues[model.atoms.residue[i]];
            return {
              hetero: model.atoms.hetero[i] === 1,
              element: model.atoms.element[i],
              altloc: model.atoms.altloc[i],
              residueName: name,
              chainId,
              number,
              insertionCode,
              charge: model.atoms.charge[i],
              site: [...model.sitesCart.subarray(3 * i, 3 * i + 3)].map((x) => Math.round(x * 1000) + 0),
            };
          });
          expect(read).toEqual(atoms);
        },
      ),
    );
  });
});

interface Mutation {
  readonly kind: 'overwrite' | 'delete' | 'insert' | 'repeat';
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const hostileText = fc.constantFrom(
  '\n',
  '\r',
  '\0',
  '*',
  'NaN',
  '-',
  '.',
  '1e99',
  'MODEL',
  'ENDMDL',
  'TER',
  'HETATM',
  'é',
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('overwrite', 'delete', 'insert', 'repeat'),
  at: place,
  length: fc.integer({ min: 1, max: 200 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 20 }),
    hostileText.map((text) => Buffer.from(text)),
  ),
});

function mutated(source: Buffer, { kind, at, length, bytes }: Mutation): Buffer {
  const start = Math.floor(at * source.length);
  const before = source.subarray(0, start);
  switch (kind) {
    case 'overwrite':
      return Buffer.concat([before, bytes, source.subarray(start + bytes.length)]);
    case 'delete':
      return Buffer.concat([before, source.subarray(start + length)]);
    case 'insert':
      return Buffer.concat([before, bytes, source.subarray(start)]);
    case 'repeat':
      return Buffer.concat([before, source.subarray(start, start + length), source.subarray(start)]);
  }
}

/** The lines of a real file around its first atoms, with the records before them: small, so that mutations hit. */
function excerpt(file: string): Buffer {
  const lines = referenceBytes(file).toString('latin1').split('\n');
  const records = lines.filter((line) =>
    /^(CRYST1|SSBOND|LINK|CISPEP|MODEL|ATOM|ANISOU|TER|HETATM|ENDMDL)/.test(line),
  );
  return Buffer.from(pdbText(...records.slice(0, 40), ...records.slice(-20), 'END'), 'latin1');
}

describe('a real file with random damage', () => {
  it.each(REFERENCE_FILES)('%s is read, or refused with an error of ours', (file) => {
    const source = excerpt(file);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), (mutations) => {
        const damaged = mutations.reduce(mutated, source);
        const models = modelsOrRefusal(damaged);
        if (!models) return;
        for (const { sitesCart, atomCount, residues } of models) {
          expect(sitesCart.every(Number.isFinite)).toBe(true);
          expect(residues.flatMap(({ iSeqs }) => iSeqs)).toHaveLength(atomCount);
        }
        expect(formatModels(models).equals(damaged)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('any bytes at all are refused with an error of ours', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(modelsOrRefusal(bytes)).toBeUndefined();
      }),
    );
  });
});

function modelsOrRefusal(bytes: Uint8Array): ReturnType<typeof parseModels> | undefined {
  try {
    return parseModels(bytes);
  } catch (error) {
    if (error instanceof GeominError) return undefined;
    throw error;
  }
}
