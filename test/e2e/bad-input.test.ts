import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { minimize, projectFile, scratchFile, scratchFolder, scratchModel } from './run.js';

const ubiquitin = readFileSync(projectFile('data/models/1ubq.pdb'), 'latin1');
const lines = ubiquitin.split('\n');
const firstAtom = lines.findIndex((line) => line.startsWith('ATOM'));

/** 1ubq with its fifth atom line changed. */
function withFifthAtom(change: (line: string) => string): string {
  return scratchFile(
    'model.pdb',
    lines.map((line, i) => (i === firstAtom + 4 ? change(line) : line)).join('\n'),
  );
}

/** Every line of a residue (columns 23-26) changed. */
function withResidue(number: number, change: (line: string) => string): string {
  const isOf = (line: string) => /^(ATOM|HETATM)/.test(line) && Number(line.slice(22, 26)) === number;
  return scratchFile('model.pdb', lines.map((line) => (isOf(line) ? change(line) : line)).join('\n'));
}

const bad: [string, () => string[], RegExp[]][] = [
  ['no such file', () => ['/no/such/model.pdb'], [/\/no\/such\/model\.pdb/, /no such file/i]],
  ['a folder', () => [scratchFolder()], [/folder/]],
  ['an empty file', () => [scratchFile('empty.pdb', '')], [/empty\.pdb/, /empty/]],
  ['no atoms', () => [scratchFile('none.pdb', 'HEADER    NOTHING\nEND\n')], [/none\.pdb/, /no atoms/i]],
  [
    'a coordinate that is no number',
    () => [withFifthAtom((line) => line.slice(0, 30) + '  2x.150' + line.slice(38))],
    [new RegExp(`model\\.pdb:${firstAtom + 5}\\b`), /CB MET A 1/, /2x\.150/],
  ],
  [
    'a coordinate that overflowed',
    () => [withFifthAtom((line) => line.slice(0, 30) + '********' + line.slice(38))],
    [new RegExp(`model\\.pdb:${firstAtom + 5}\\b`), /\*{8}/],
  ],
  [
    'a line cut short',
    () => [withFifthAtom((line) => line.slice(0, 40))],
    [new RegExp(`model\\.pdb:${firstAtom + 5}\\b`), /short/],
  ],
  [
    'a duplicate atom',
    () => [withFifthAtom((line) => line + '\n' + line)],
    [new RegExp(`${firstAtom + 5}`), new RegExp(`${firstAtom + 6}`), /CB MET A 1/],
  ],
  [
    'residues that no dictionary knows, all at once',
    () => {
      const text = lines.map((line) =>
        line.replace(/^(ATOM.{13})LYS/, '$1XQ7').replace(/^(ATOM.{13})GLU/, '$1XQ8'),
      );
      return [scratchFile('model.pdb', text.join('\n'))];
    },
    [/XQ7/, /XQ8/, /--unknown free/],
  ],
  [
    'a heavy atom that its residue does not have',
    () => [withResidue(2, (line) => line.replace(' CB ', ' CQ '))],
    [/CQ of GLN/, /A 2, line \d+/],
  ],
  ['an unknown option', () => [projectFile('data/models/1ubq.pdb'), '--no-such'], [/--no-such/]],
  [
    'a negative iteration count',
    () => [projectFile('data/models/1ubq.pdb'), '--max-iterations', '-5'],
    [/-5/, /whole number/],
  ],
  [
    'an unknown term',
    () => [projectFile('data/models/1ubq.pdb'), '--terms', 'bond,bend'],
    [/bend/, /planarity/],
  ],
  ['no term', () => [projectFile('data/models/1ubq.pdb'), '--terms', ','], [/one or more/, /planarity/]],
  [
    'half a thread',
    () => [projectFile('data/models/1ubq.pdb'), '--threads', '0.5'],
    [/whole number, 1 or more/, /--help/],
  ],
  ['a model that is not there', () => [scratchModel('1d3z.pdb.gz'), '--model', '77'], [/77/, /1/]],
  ['no model named', () => [], [/model/]],
  [
    'an output folder that is not there',
    () => [projectFile('data/models/1ubq.pdb'), '-o', join(scratchFolder(), 'missing', 'out.pdb')],
    [/out\.pdb|missing/],
  ],
];

describe('bad input', () => {
  it.each(bad)('%s: a clear message, a non-zero exit, nothing written', async (_, args, messages) => {
    const cwd = scratchFolder();
    const { code, stdout, stderr } = await minimize(args(), { cwd });
    expect(code).toSatisfy((c: number) => c === 1 || c === 2);
    for (const message of messages) expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('usage errors exit with 2, trouble with the input with 1', async () => {
    expect((await minimize(['--no-such'])).code).toBe(2);
    expect((await minimize(['/no/such/model.pdb'])).code).toBe(1);
  });

  it('never writes over its input', async () => {
    const model = scratchModel('1ubq.pdb');
    const before = readFileSync(model);
    const { code, stderr } = await minimize([
      model,
      '-o',
      model,
      '--max-iterations',
      '5',
      '--optimizer',
      'lbfgs',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the model was read from/);
    expect(readFileSync(model)).toEqual(before);
  });

  it.runIf(process.platform === 'linux')('an output where nobody can write, not even root', async () => {
    const { code, stderr } = await minimize([projectFile('data/models/1ubq.pdb'), '-o', '/proc/out.pdb']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\/proc\/out\.pdb/);
    expect(stderr).not.toMatch(/iteration/);
  });

  it('an output that is a folder', async () => {
    const folder = scratchFolder();
    const { code, stderr } = await minimize([projectFile('data/models/1ubq.pdb'), '-o', folder]);
    expect(code).toBe(1);
    expect(stderr).toContain(folder);
    expect(stderr).toMatch(/folder/);
    expect(stderr).not.toMatch(/iteration/);
  });
});
