import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { builtInDictionary } from '../../src/monomers/dictionary.js';
import { layeredDictionary } from '../../src/monomers/layered-dictionary.js';
import { parseRestraints } from '../../src/monomers/restraints-file.js';
import { compGeometry } from '../../src/restraints/prepared-comp.js';
import { compileTemplate } from '../../src/restraints/template.js';
import { place as anyPlace } from '../fuzz/place.js';

const texts = ['acedrg', 'grade2', 'elbow', 'prodrg', 'link'].map((name) =>
  readFileSync(new URL(`fixtures/${name}.cif`, import.meta.url), 'utf8'),
);

const words = [
  ...[
    '.',
    '?',
    '""',
    "'",
    '"',
    ';',
    '#',
    '\n;\n',
    'loop_',
    'data_',
    'data_comp_X',
    'data_mod_X',
    'data_link_X',
  ],
  ...[
    'save_x',
    'stop_',
    'global_',
    '_a.b',
    '_chem_comp_bond.value_dist',
    '-1',
    '0',
    '1e999',
    'NaN',
    '1.2.3',
    '180.01',
  ],
  ...[
    'C1',
    'both',
    'cross4',
    'add',
    'delete',
    '3',
    '\u0000',
    '\uFEFF',
    'é',
    '__proto__',
    'constructor',
    '\r\n',
  ],
];

/** One change to a text: a word replaced, left out, doubled or put in, a line lost or doubled, an end cut off. */
const mutation = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'drop', 'double', 'cut', 'dropLine', 'doubleLine'),
  place: anyPlace,
  word: fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutated(text: string, { kind, place, word }: Mutation): string {
  if (kind === 'cut') return text.slice(0, Math.floor(place * text.length));
  const separator = kind.endsWith('Line') ? /(?<=\n)/ : /(?=\s)/;
  const parts = text.split(separator);
  const at = Math.floor(place * parts.length);
  const gap = /^\s/.exec(parts[at] ?? '')?.[0] ?? '';
  if (kind === 'replace') parts[at] = gap + word;
  else if (kind === 'insert') parts.splice(at, 0, ` ${word}`);
  else if (kind.startsWith('drop')) parts.splice(at, 1);
  else parts.splice(at, 0, parts[at] ?? '');
  return parts.join('');
}

/** Asks for everything that a model could. */
function use(text: string): void {
  const dictionary = layeredDictionary([parseRestraints(text, 'mutated.cif'), builtInDictionary()]);
  for (const id of ['LCT', 'DMZ', 'PHO', 'DRG', 'ACM', 'X', 'C1', 'ALA', 'CYS']) {
    const comp = dictionary.comp(id);
    if (!comp) continue;
    const slots = new Map(comp.atoms.map(({ name }, slot) => [name, slot]));
    for (const modification of ['CYSm1', 'ACMm1', 'X']) {
      const changed = dictionary.modification(modification)?.apply(comp) ?? comp;
      const template = compileTemplate(changed, (name) => slots.get(name) ?? -1, compGeometry(changed));
      const { bonds, angles, dihedrals, chiralities } = template;
      for (const { ideal, weight } of [bonds, angles, dihedrals, chiralities])
        expect([...ideal, ...weight].every(Number.isFinite)).toBe(true);
    }
  }
  for (const { sides } of dictionary.links())
    for (const { modification } of sides) dictionary.modification(modification);
}

describe('a dictionary with mistakes', () => {
  it('is read, or refused with the line where one is', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (text, list) => {
          try {
            use(list.reduce(mutated, text));
          } catch (error) {
            if (!(error instanceof GeominError)) throw error;
            expect(error.code).toBe('DICTIONARY');
            expect(error.message).toMatch(/^mutated\.cif(:\d+: |: holds no component)/);
            refused++;
          }
        },
      ),
      { numRuns: 2000 },
    );
    // Most mistakes are found, and not all changes are mistakes.
    expect(refused).toBeGreaterThan(600);
    expect(refused).toBeLessThan(1990);
  });

  it('gives the same figures from a file with other line ends, and after a byte order mark', () => {
    for (const text of texts) {
      const asStated = parseRestraints(text, 'x.cif');
      for (const other of [text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
        const again = parseRestraints(other, 'x.cif');
        for (const id of ['LCT', 'DMZ', 'PHO', 'DRG', 'ACM'])
          expect(again.comp(id)).toEqual(asStated.comp(id));
        expect(again.links()).toEqual(asStated.links());
      }
    }
  });
});
