import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/model/read-model.js';
import { minimize, projectFile, scratchFolder } from './run.js';

const mmcif = projectFile('test/reference/models/1ubq.cif.gz');
const pdb = projectFile('data/models/1ubq.pdb');
const quick = ['--optimizer', 'lbfgs', '--max-iterations', '20'];

describe('node minimize.js', () => {
  it('writes each format as the other, with the same result', async () => {
    const cwd = scratchFolder();
    const runs = [
      [mmcif],
      [mmcif, '-o', 'of-mmcif.pdb'],
      [pdb, '-o', 'of-pdb.cif.gz'],
      [pdb, '-o', 'of-pdb.pdb'],
    ].map((args) => minimize([...args, ...quick], { cwd }));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const names = ['1ubq_minimized.cif', 'of-mmcif.pdb', 'of-pdb.cif.gz', 'of-pdb.pdb'];
    expect(readdirSync(cwd).sort()).toEqual(names);
    const models = names.map((name) => parseModel(readFileSync(join(cwd, name))));
    expect(models.map(({ source }) => source.format)).toEqual(['mmcif', 'pdb', 'mmcif', 'pdb']);
    for (const { sitesCart } of models) expect(sitesCart).toEqual(models[0].sitesCart);
  });

  it('tells before the work what PDB has no room for', async () => {
    const cwd = scratchFolder();
    const text =
      'data_x\nloop_\n_atom_site.auth_asym_id\n_atom_site.label_comp_id\n_atom_site.label_atom_id\n';
    const items = ['type_symbol', 'auth_seq_id', 'Cartn_x', 'Cartn_y', 'Cartn_z'].map(
      (item) => `_atom_site.${item}\n`,
    );
    writeFileSync(join(cwd, 'x.cif'), `${text}${items.join('')}Long HOH O O 1 1.0 2.0 3.0\n`);
    const { code, stderr } = await minimize(['x.cif', '-o', 'x.pdb'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("x.cif:11: O HOH Long 1: its chain id 'Long' is longer than two letters");
    expect(stderr).toContain('.cif');
    expect(readdirSync(cwd)).toEqual(['x.cif']);
  });
});

it('a name that tells no format leaves it to what is in the file', async () => {
  const cwd = scratchFolder();
  copyFileSync(mmcif, join(cwd, 'model.gz'));
  copyFileSync(pdb, join(cwd, 'model.txt'));
  const { code } = await minimize(['model.gz', 'model.txt', ...quick], { cwd });
  expect(code).toBe(0);
  expect(readdirSync(cwd).sort()).toEqual([
    'model.gz',
    'model.txt',
    'model.txt_minimized.pdb',
    'model_minimized.cif',
  ]);
});
