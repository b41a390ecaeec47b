import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseCif } from '../../src/monomers/cif.js';

const values = (text: string): (string | undefined)[] =>
  parseCif(`data_x\nloop_\n_c.v\n${text}\n`, 'x.cif')[0]
    .rows('_c')
    .map((row) => row.get('v'));

function errorOf(text: string): GeominError {
  try {
    parseCif(text, 'bad.cif');
  } catch (error) {
    if (error instanceof GeominError) return error;
  }
  throw new Error('no GeominError was thrown');
}

describe('parseCif', () => {
  it('reads loops and single tags alike', () => {
    const [block] = parseCif('data_A\n_c.id 1\n_c.name "a b"\nloop_ _d.x _D.Y 1 2 3 4\n', 'x.cif');
    expect(block.name).toBe('A');
    expect(block.rows('_c').map((row) => [row.get('id'), row.get('name')])).toEqual([['1', 'a b']]);
    expect(block.rows('_d').map((row) => [row.get('x'), row.get('y')])).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(block.rows('_e')).toEqual([]);
  });

  it('ends a quoted value only where a blank follows its quote', () => {
    expect(values(`'O5'' "H5''" 'a"b' "it's"`)).toEqual(["O5'", "H5''", 'a"b', "it's"]);
  });

  it('tells a bare . or ? from a quoted one', () => {
    expect(values(`. ? '.' "?" .5`)).toEqual([undefined, undefined, '.', '?', '.5']);
  });

  it('reads text fields over several lines', () => {
    expect(values(';one\n two;\n;\n;\n;\r\n;a\r\nb\r\n;')).toEqual(['one\n two;', '', 'a\nb']);
  });

  it('skips comments, but # inside a word is part of it', () => {
    expect(values('a # b c\n#d\ne#f')).toEqual(['a', 'e#f']);
  });

  it('separates blocks and takes reserved words in any case', () => {
    const blocks = parseCif('\uFEFFglobal_\n_a.b c\nDATA_one\nLOOP_ _x.y z\ndata_two', 'x.cif');
    expect(blocks.map((block) => block.name)).toEqual(['', 'one', 'two']);
    expect(blocks[1].rows('_x')[0].get('y')).toBe('z');
  });

  it('gives numbers, without their standard uncertainty, or an error that names the line', () => {
    const [block] = parseCif('data_x\nloop_\n_c.v\n1.53(2)\n.020\n-1e2\n?\n1.5x\n', 'x.cif');
    const rows = block.rows('_c');
    expect(rows.slice(0, 4).map((row) => row.number('v'))).toEqual([1.53, 0.02, -100, undefined]);
    expect(() => rows[4].number('v')).toThrow('x.cif:8: _c.v is no number: "1.5x"');
    expect(() => rows[3].text('v')).toThrow('x.cif:7: _c.v has no value');
  });

  it.each([
    ['data_x\n_a.b "open\n', 'bad.cif:2: the quote " is not closed on its line'],
    ['data_x\n_a.b\n;text\nmore\n', 'bad.cif:3: a text field that begins with ";" has no closing ";"'],
    ['data_x\n_a.b\n;two\nlines\n;\n1\n', 'bad.cif:6: the value "1" belongs to no tag'],
    ['data_x\n_a.b\n_a.c 1\n', 'bad.cif:3: a value is missing for _a.b'],
    ['data_x\nloop_\n_a.b _a.c\n1 2\n3\n', 'bad.cif:6: a value is missing for a row of _a, 2 values long'],
    ['data_x\nloop_\n1 2\n', 'bad.cif:2: loop_ has no tags'],
    ['data_x\n1\n', 'bad.cif:2: the value "1" belongs to no tag'],
    ['\n_a.b 1\n', 'bad.cif:2: "_a.b" stands before the first data_ line'],
    ['data_x\n_a.b 1\n_a.b 2\n', 'bad.cif:3: _a.b stands twice in data_x'],
    ['data_x\nsave_frame\n', 'bad.cif:2: "save_frame" is not understood in a dictionary'],
  ])('names file and line of what is broken: %j', (text, message) => {
    expect(errorOf(text)).toMatchObject({ code: 'DICTIONARY', message });
    expect(errorOf(text).remedy).not.toBe('');
  });
});

describe('any table', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9'"*+.()-]{1,8}$/);
  const text = fc.oneof(
    word,
    fc.string({ maxLength: 12 }),
    fc.constantFrom('.', '?', '', 'loop_', 'data_x', '_a.b', ';'),
  );
  const value = fc.option(
    text.filter((s) => !/[\r\uFEFF]/.test(s) && !s.includes('\n;')),
    { nil: undefined },
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );

  it('is read as it was written', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const tags = rows[0].map((_, i) => `_t.c${i}`);
        const body = rows.map((row) => row.map(written).join(' ')).join('\n');
        const [block] = parseCif(`data_t\nloop_\n${tags.join('\n')}\n${body}\n`, 't.cif');
        const read = block.rows('_t').map((row) => tags.map((_, i) => row.get(`c${i}`)));
        expect(read).toEqual(rows);
      }),
    );
  });

  it('is read or refused with file and line, never anything else', () => {
    const piece = fc.constantFrom(
      'data_x',
      'loop_',
      '_a.b',
      '_a.c',
      "'q",
      '"q r"',
      '\n;',
      '\n',
      'v',
      '.',
      '#',
      'save_',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 25 }), (pieces) => {
        try {
          parseCif(pieces.join(' '), 'f.cif');
        } catch (error) {
          expect(error).toBeInstanceOf(GeominError);
          expect(error).toMatchObject({
            code: 'DICTIONARY',
            message: expect.stringMatching(/^f\.cif:\d+: /) as string,
          });
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A value as a CIF writer would put it down. */
function written(value: string | undefined): string {
  if (value === undefined) return '?';
  if (
    /^[A-Za-z0-9(+-][A-Za-z0-9'"*+.()-]*$/.test(value) &&
    !/^(data_|loop_|save_|stop_|global_)/i.test(value)
  )
    return value;
  if (!value.includes("'") && !value.includes('\n')) return `'${value}'`;
  return `\n;${value}\n;\n`;
}
