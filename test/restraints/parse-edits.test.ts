import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseEdits, readEdits } from '../../src/restraints/parse-edits.js';

const salt = '{ atoms: [NZ LYS A 11, OE2 GLU A 34], ideal: 2.8, sigma: 0.05 }';

function messageOf(text: string): string {
  try {
    parseEdits(text, 'e.yaml');
  } catch (error) {
    if (error instanceof GeominError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('edits', () => {
  it('are read from YAML, with the lines that they are in', () => {
    const text = `# mine
distances:
  - atoms: [residue 11 and name NZ, OE2 GLU A 34]
    ideal: 2.8
    sigma: 0.05
    slack: 0.1

bonds:
  - { action: change, atoms: [a, b], limit: 0 }
dihedrals:
  - atoms: [a, b, c, d]
    ideal: -60
    alt_ideals: [60, 180]
    sigma: 10
    harmonic: true
    periodicity: 2
planes:
  - atoms: residue 45
    sigma: 0.02
  - atoms: [residue 45, residue 46]
    sigma: 0.02
chiralities:
  - { atoms: [a, b, c, d], ideal: 2.5, sigma: 0.2, both_signs: true }
parallelities:
  - planes: [residue 45, residue 46]
    sigma: 2
`;
    const { name, edits } = parseEdits(text, 'e.yaml');
    expect(name).toBe('e.yaml');
    expect(edits[0]).toEqual({
      term: 'bond',
      action: 'add',
      covalent: false,
      atoms: ['residue 11 and name NZ', 'OE2 GLU A 34'],
      ideal: 2.8,
      sigma: 0.05,
      slack: 0.1,
      place: 'e.yaml:3',
    });
    expect(edits[1]).toEqual({
      term: 'bond',
      action: 'change',
      covalent: true,
      atoms: ['a', 'b'],
      limit: 0,
      place: 'e.yaml:9',
    });
    expect(edits[2]).toMatchObject({ alternatives: [60, 180], harmonic: true, periodicity: 2 });
    expect(edits[3].atoms).toEqual(['residue 45']);
    expect(edits[4].atoms).toEqual(['residue 45', 'residue 46']);
    expect(edits[5]).toMatchObject({ term: 'chirality', bothSigns: true, place: 'e.yaml:23' });
    expect(edits[6]).toMatchObject({ term: 'parallelity', atoms: ['residue 45', 'residue 46'] });
  });

  it('are the same in JSON', () => {
    const json = JSON.stringify({
      distances: [{ atoms: ['NZ LYS A 11', 'OE2 GLU A 34'], ideal: 2.8, sigma: 0.05 }],
    });
    expect(parseEdits(json)).toEqual(parseEdits(`distances: [${salt}]`));
  });

  it('may be none of a section', () => {
    expect(parseEdits('bonds:\n#  - all commented out\n').edits).toEqual([]);
    expect(parseEdits('bonds: []').edits).toEqual([]);
  });
});

describe('what is wrong with edits', () => {
  it.each([
    ['a section', 'bnods: []', '1: "bnods" is no section; did you mean "bonds"?'],
    [
      'a section like no other',
      '\nrestraints: []',
      '2: "restraints" is no section; there are bonds, distances',
    ],
    ['a section of the prototype', 'constructor: []', '1: "constructor" is no section'],
    ['a section that is no list', 'bonds:\n  atoms: [a, b]', '1: bonds must be a list'],
    ['no sections', '- 1', '1: must have sections: bonds'],
    ['nothing', '', '1: must have sections'],
    [
      'a key',
      `distances:\n - atoms: [a, b]\n   sgima: 1`,
      '3: "sgima" is no key of a distance; did you mean "sigma"?',
    ],
    [
      'a key of another section',
      `planes:\n - { atoms: a, sigma: 1,\n     ideal: 1 }`,
      '3: "ideal" is no key of a plane',
    ],
    ['a sigma of 0', `bonds:\n - atoms: [a, b]\n   ideal: 1\n   sigma: 0`, '4: sigma must be above 0'],
    ['a negative sigma', `bonds:\n - atoms: [a, b]\n   ideal: 1\n   sigma: -1`, '4: sigma must be above 0'],
    [
      'a sigma that is no number',
      `bonds:\n - atoms: [a, b]\n   ideal: 1\n   sigma: .nan`,
      '4: sigma must be',
    ],
    ['an infinite ideal', `bonds:\n - atoms: [a, b]\n   ideal: .inf\n   sigma: 1`, '3: ideal must be'],
    [
      'an ideal as text',
      `bonds:\n - atoms: [a, b]\n   ideal: "1.5"\n   sigma: 1`,
      '3: ideal must be a number',
    ],
    ['a sigma that is missing', `bonds:\n - atoms: [a, b]\n   ideal: 1`, '2: a bond needs sigma'],
    ['both missing', `bonds:\n - atoms: [a, b]`, '2: a bond needs ideal and sigma'],
    ['an atom too few', `angles:\n - ideal: 1\n   atoms: [a, b]`, '3: atoms must be a list of 3 selections'],
    ['atoms that are missing', `angles:\n - ideal: 1`, '2: atoms must be a list of 3 selections'],
    [
      'a number for an atom',
      `bonds:\n - ideal: 1\n   atoms:\n    - a\n    - 12`,
      '5: atoms #2 must be a selection',
    ],
    [
      'an empty selection',
      `bonds:\n - ideal: 1\n   atoms: [a, " "]`,
      '3: atoms #2 must be a selection of atoms, but it is empty',
    ],
    ['an action', `bonds:\n - atoms: [a, b]\n   action: modify`, '3: action must be add, change or delete'],
    [
      'a change of nothing',
      `bonds:\n - atoms: [a, b]\n   action: change`,
      '3: action is change, but the entry says of nothing',
    ],
    [
      'an ideal to delete',
      `bonds:\n - atoms: [a, b]\n   action: delete\n   ideal: 1`,
      '4: ideal means nothing where the action is delete',
    ],
    ['an entry that is no map', `bonds:\n - [a, b]`, '2: a bond must be a map of keys and values'],
    [
      'a periodicity of one and a half',
      `dihedrals:\n - { atoms: [a, b, c, d], ideal: 1, sigma: 1, periodicity: 1.5 }`,
      '2: periodicity must be a whole number from 1 to 12',
    ],
    [
      'a limit of parallelity',
      `parallelities:\n - { planes: [a, b], sigma: 1, limit: 0.5 }`,
      '2: limit must be 1 or more',
    ],
    [
      'an angle of 400°',
      `angles:\n - { atoms: [a, b, c], ideal: 400, sigma: 1 }`,
      '2: ideal must be from 0 to 180',
    ],
    ['a key twice', `bonds:\n - atoms: [a, b]\n   ideal: 1\n   ideal: 2`, '4: Map keys must be unique'],
    ['broken YAML', `bonds:\n - atoms: [a, b\n   ideal: 1\n`, '3: '],
    ['an unknown tag', `bonds: !!js/function 'x'`, '1: '],
    ['an alias of nothing', `bonds: *b`, '1: Unresolved alias'],
  ])('%s is told with its line', (_, text, message) => {
    expect(messageOf(text).slice(0, `e.yaml:${message}`.length)).toBe(`e.yaml:${message}`);
  });

  it('aliases of aliases are not followed for ever', () => {
    const levels = Array.from(
      { length: 12 },
      (_, k) => `a${k + 1}: &a${k + 1} [${Array(10).fill(`*a${k}`).join(', ')}]`,
    );
    expect(messageOf(`a0: &a0 [x]\n${levels.join('\n')}`)).toMatch(/^e\.yaml:1: /);
  });

  it('a file that is not there is named', () => {
    expect(() => readEdits('/no/such/file.yaml')).toThrow('/no/such/file.yaml: cannot be read');
  });

  it('is always told as an error of its own, whatever the text', () => {
    const keys = fc.constantFrom(
      'bonds',
      'distances',
      'planes',
      'atoms',
      'ideal',
      'sigma',
      'action',
      '__proto__',
      '',
    );
    const leaf = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.boolean(), fc.constant('add'));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(keys, tie('tree'))),
    }));
    const scraps = fc.array(
      fc.constantFrom(
        'bonds:',
        ' - ',
        '\n',
        'atoms',
        ': ',
        '[',
        ']',
        '{',
        '}',
        'a',
        '1',
        '&x ',
        '*x',
        '"',
        '!!',
        '\t',
        '? ',
        '|',
        '<<',
      ),
      { maxLength: 30 },
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      scraps.map((parts) => parts.join('')),
      tree.map((value) => JSON.stringify(value) ?? ''),
    );
    fc.assert(
      fc.property(texts, (text) => {
        messageOf(text);
      }),
      { numRuns: 2000 },
    );
  });
});
