import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geomin, projectFile, scratchFolder } from './run.js';

/** A folder with `models/` of copies of ubiquitin and `out/`. */
function folderOf(...names: string[]): string {
  const folder = scratchFolder();
  for (const name of ['models', 'out']) mkdirSync(join(folder, name));
  for (const name of names)
    copyFileSync(projectFile('data/models/1ubq.pdb'), join(folder, 'models', `${name}.pdb`));
  return folder;
}

const METHOD = ['--optimizer', 'lbfgs', '--max-iterations', '30'];

describe('geomin batch on this machine', () => {
  it('writes what minimize writes, byte for byte, for each file of a pattern', async () => {
    const folder = folderOf('a', 'b', 'c');
    const pattern = join(folder, 'models/*.pdb');
    const shaken = [...METHOD, '--shake', '0.1', '--seed', '4'];
    const out = ['--output-dir', join(folder, 'out'), '--summary', join(folder, 'table.tsv')];
    const { code, stdout, stderr } = await geomin(['batch', pattern, ...shaken, ...out]);
    expect([code, stderr]).toEqual([0, '3 of 3 completed\n']);
    expect(stdout).toMatch(/models\/b\.pdb  energy [\d.]+ -> [\d.]+ .* 30 iterations, max-iterations\n/);

    const alone = join(folder, 'alone.pdb');
    await geomin(['minimize', join(folder, 'models/a.pdb'), '-o', alone, ...shaken, '--quiet']);
    for (const name of ['a', 'b', 'c']) {
      expect(readFileSync(join(folder, `out/${name}_minimized.pdb`))).toEqual(readFileSync(alone));
    }
    const [head, ...rows] = readFileSync(join(folder, 'table.tsv'), 'utf8').trimEnd().split('\n');
    expect(head.split('\t').slice(0, 4)).toEqual(['file', 'state', 'model', 'atom_count']);
    expect(rows.map((row) => row.split('\t').slice(1, 4))).toEqual(Array(3).fill(['completed', '1', '660']));
  });

  it('does the others where one is bad, and says which and why', async () => {
    const folder = folderOf('a', 'c');
    writeFileSync(join(folder, 'models/b.pdb'), 'no model\n');
    const args = [
      'batch',
      join(folder, 'models/*.pdb'),
      '--output-dir',
      join(folder, 'out'),
      '--json',
      ...METHOD,
    ];
    const { code, stdout, stderr } = await geomin(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/b\.pdb: no atoms/);
    expect(stderr).toMatch(/2 of 3 completed, 1 failed\n$/);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const failed = lines.find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ input: join(folder, 'models/b.pdb'), error: { code: 'MODEL' } });
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a_minimized.pdb', 'c_minimized.pdb']);
  });

  it('refuses before anything is done what cannot be meant', async () => {
    const folder = folderOf('a');
    const nothing = await geomin(['batch', join(folder, '*.ent')]);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('no file matches')]);
    const nowhere = await geomin([
      'batch',
      join(folder, 'models/a.pdb'),
      '--output-dir',
      join(folder, 'none'),
    ]);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('this is no folder')]);
  });

  it('stops at Ctrl-C, writes the best of what is in hand and says what is left', async () => {
    const folder = folderOf('a', 'b', 'c');
    const args = ['batch', join(folder, 'models/*.pdb'), '--output-dir', join(folder, 'out'), '--jobs', '1'];
    const endless = [
      '--optimizer',
      'adam',
      '--convergence',
      '0',
      '--max-iterations',
      '100000000',
      '--max-time',
      '60',
      '--json',
    ];
    const child = spawn(process.execPath, [projectFile('dist/cli/main.js'), ...args, ...endless], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let said = '';
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    setTimeout(() => child.kill('SIGINT'), 4000);
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(JSON.parse(printed)).toMatchObject({ state: 'abandoned', models: [{ reason: 'aborted' }] });
    expect(said).toBe('0 of 3 completed, 1 abandoned, 2 not begun\n');
    expect(readdirSync(join(folder, 'out'))).toEqual(['a_minimized.pdb']);
  });
});
