import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandPaths } from '../../src/cli/expand-paths.js';
import { scratchFolder } from '../e2e/run.js';

const folder = scratchFolder();
for (const name of [
  'a.pdb',
  'b.pdb',
  'b.cif',
  '.hidden.pdb',
  'x[1].pdb',
  'x1.pdb',
  'in/a.pdb',
  'in/deep/c.pdb',
]) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), '');
}
const expand = async (...patterns: string[]) =>
  (await expandPaths(patterns.map((pattern) => join(folder, pattern)))).map((path) =>
    path.slice(folder.length + 1),
  );

describe('names and patterns', () => {
  it('are the files that a shell would find, in the order of their names', async () => {
    expect(await expand('*.pdb')).toEqual(['a.pdb', 'b.pdb', 'x1.pdb', 'x[1].pdb']);
    expect(await expand('b.*')).toEqual(['b.cif', 'b.pdb']);
    expect(await expand('?.pdb')).toEqual(['a.pdb', 'b.pdb']);
    expect(await expand('[!a].pdb')).toEqual(['b.pdb']);
    expect(await expand('*/a.pdb')).toEqual(['in/a.pdb']);
    expect(await expand('i*/**/*.pdb')).toEqual(['in/a.pdb', 'in/deep/c.pdb']);
    expect(await expand('.*.pdb')).toEqual(['.hidden.pdb']);
  });

  it('come once, in the order in which they are named', async () => {
    expect(await expand('b.pdb', 'a.pdb', '?.pdb')).toEqual(['b.pdb', 'a.pdb']);
  });

  it('mean what is there as it stands', async () => {
    expect(await expand('x[1].pdb')).toEqual(['x[1].pdb']);
  });

  it('are refused where there is nothing', async () => {
    await expect(expand('none.pdb')).rejects.toMatchObject({ code: 'FILE' });
    await expect(expand('*.ent')).rejects.toMatchObject({ code: 'FILE', message: /no file matches/ });
  });
});
