import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeWithRefmacDictionary } from '../monomers/refmac-dictionary.js';
import { geomin, projectFile, scratchFile, scratchFolder } from './run.js';

const fixture = (name: string): string => projectFile(`test/monomers/fixtures/${name}.cif`);
const lactateFile = readFileSync(fixture('acedrg'), 'utf8');

type Atom = readonly [name: string, x: number, y: number, z: number];

/** Heavy atoms of lactate, somewhat off their ideals. */
const LACTATE: readonly Atom[] = [
  ['C1', 0, 0, 0],
  ['O1', 1.2, 0.1, 0.1],
  ['O2', -0.6, 1.1, 0],
  ['C2', -0.8, -1.3, 0],
  ['O3', -0.3, -2.2, 1],
  ['C3', -2.3, -1.1, 0.2],
];

const residue = (name: string, atoms: readonly Atom[]): string =>
  atoms
    .map(([atom, ...site], i) => {
      const sites = site.map((x) => x.toFixed(3).padStart(8)).join('');
      const place = `${atom.padEnd(3)} ${name.padStart(3)} A   1    `;
      return `HETATM${String(i + 1).padStart(5)}  ${place}${sites}  1.00 20.00          ${atom[0].padStart(2)}\n`;
    })
    .join('');

/** A folder in the layout of a monomer library, with lactate alone. */
function library(): string {
  const dir = scratchFolder();
  mkdirSync(join(dir, 'l'));
  mkdirSync(join(dir, 'a'));
  writeFileSync(join(dir, 'l', 'LCT.cif'), lactateFile);
  return dir;
}

describe('geomin with dictionaries', () => {
  const model = () => scratchFile('lactate.pdb', residue('LCT', LACTATE));
  const without = { CLIBD_MON: '', CCP4: '' };

  it('restrains a ligand with a file, and says so', async () => {
    const output = join(scratchFolder(), 'out.pdb');
    const args = ['--restraints', fixture('acedrg'), '--optimizer', 'lbfgs', '-o', output];
    const { code, stdout, stderr } = await geomin(['minimize', model(), ...args]);
    expect(code).toBe(0);
    expect(stderr).toContain(`note: LCT: from ${fixture('acedrg')}\n`);
    expect(stdout).toContain('6 atoms, 1 residue, 5 bonds, 6 angles, 1 dihedral, 1 chirality, 1 plane');
    expect(existsSync(output)).toBe(true);
  });

  it('takes the last of several files, and says which is passed over', async () => {
    const other = scratchFile('other.cif', lactateFile);
    const args = ['--restraints', fixture('acedrg'), '--restraints', fixture('link'), '--restraints', other];
    const { code, stderr } = await geomin(['energy', model(), ...args]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`LCT: from ${other}, not from ${fixture('acedrg')}`),
    ]);
  });

  it('takes a library that is named, or that CLIBD_MON names', async () => {
    const [dir, path] = [library(), model()];
    const named = await geomin(['energy', path, '--monomer-library', dir], { env: without });
    expect([named.code, named.stderr]).toEqual([0, `note: LCT: from the monomer library ${dir}\n`]);
    const found = await geomin(['energy', path], { env: { ...without, CLIBD_MON: dir } });
    expect([found.code, found.stderr, found.stdout]).toEqual([0, named.stderr, named.stdout]);
  });

  it('does without a library that is merely found, on request', async () => {
    const refused = await geomin(['energy', model(), '--no-monomer-library'], {
      env: { CLIBD_MON: library() },
    });
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/no dictionary knows LCT \(1: A 1\)\n.*--restraints FILE\.cif/);
  });

  it.each([
    [
      'a broken file',
      lactateFile.replace('O1 DOUBLE', 'O9 DOUBLE'),
      /broken\.cif:46: a bond is on O9, which is no atom of LCT/,
    ],
    ['a file that is no CIF', 'Hello', /broken\.cif:1: the value "Hello" belongs to no tag/],
  ])('names the line of %s, and writes nothing', async (_, text, message) => {
    const output = join(scratchFolder(), 'out.pdb');
    const broken = scratchFile('broken.cif', text);
    const { code, stderr } = await geomin(['minimize', model(), '--restraints', broken, '-o', output]);
    expect([code, existsSync(output)]).toEqual([1, false]);
    expect(stderr).toMatch(message);
  });

  it.each([
    ['--restraints', 'there is no such file'],
    ['--monomer-library', 'there is no such file or folder'],
  ])('refuses %s of something that is not there', async (option, message) => {
    const { code, stderr } = await geomin(['energy', model(), option, join(scratchFolder(), 'none')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

describe('the worked ligand of docs/dictionary.md', () => {
  const model = projectFile('examples/ligand/model.pdb');
  const restraints = projectFile('examples/ligand/acrylamide.cif');

  it('is unknown without its file', async () => {
    const { code, stderr } = await geomin(['energy', model]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no dictionary knows AYX (1: A 201)')]);
  });

  it('is linked with what its file says, and minimizes', async () => {
    const output = join(scratchFolder(), 'better.pdb');
    const args = [model, '--restraints', restraints, '--optimizer', 'best', '-o', output];
    const { code, stdout, stderr } = await geomin(['minimize', ...args]);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`note: AYX: from ${restraints}\n`)]);
    expect(stdout).toMatch(
      /SG CYS A 104 - C1 AYX A 201 +1\.81 Å +ideal 1\.81 Å +CYS-AYX \(.*\) +LINK in line 2/,
    );
    expect(stdout).toMatch(/rmsd bonds \(Å\) +0\.0\d+ +0\.00/);
    // The double bond of free acrylamide, 1.316 Å, became a single one.
    const atoms = readFileSync(output, 'latin1')
      .split('\n')
      .filter((line) => line.startsWith('HETATM'));
    const [c1, c2] = atoms.map((line) => [30, 38, 46].map((start) => Number(line.slice(start, start + 8))));
    expect(Math.hypot(...c1.map((x, axis) => x - c2[axis]))).toBeCloseTo(1.524, 2);
  });
});

describeWithRefmacDictionary('geomin with the refmac-dictionary', () => {
  it('finds it by itself, for what the built-in dictionary lacks', async () => {
    const formyl: readonly Atom[] = [
      ['C', 0, 0, 0],
      ['O', 1.2, 0, 0],
    ];
    const model = scratchFile('formyl.pdb', residue('FOR', formyl));
    const { code, stderr } = await geomin(['energy', model], { env: { CLIBD_MON: '', CCP4: '' } });
    expect([code, stderr]).toEqual([0, 'note: FOR: from the monomer library /usr/share/refmac/monomers\n']);
  });
});
