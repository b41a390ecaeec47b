import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { minimize, projectFile, scratchFolder } from './run.js';

const ubiquitin = readFileSync(projectFile('data/models/1ubq.pdb'), 'latin1');
const atoms = ubiquitin.split('\n').filter((line) => line.startsWith('ATOM'));
const quick = ['--optimizer', 'lbfgs', '--max-iterations', '3'];

/** A folder with three models, one of them empty, and a folder for results. */
function folder(): string {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, 'a.pdb'), atoms.slice(0, 100).join('\n'));
  writeFileSync(join(cwd, 'b.ent'), atoms.slice(200, 300).join('\n'));
  writeFileSync(join(cwd, 'empty.pdb'), 'END\n');
  return cwd;
}

interface Entry {
  input: string;
  output: string;
  models?: { energy: number; optimizer: string }[];
  error?: { code: string; message: string };
}

describe('several models', () => {
  it('go each into a file of its own, as they do alone, and are reported one after the other', async () => {
    const [cwd, alone] = [folder(), folder()];
    const { code, stdout } = await minimize(['a.pdb', 'b.ent', ...quick], { cwd });
    expect(code).toBe(0);
    let reports = '';
    for (const [input, output] of Object.entries({
      'a.pdb': 'a_minimized.pdb',
      'b.ent': 'b_minimized.pdb',
    })) {
      reports += (await minimize([input, ...quick], { cwd: alone })).stdout;
      expect(readFileSync(join(cwd, output))).toEqual(readFileSync(join(alone, output)));
    }
    const withoutTimes = (text: string) => text.replace(/^time .*\n/gm, '').replace(/\n+/g, '\n');
    expect(withoutTimes(stdout)).toBe(withoutTimes(reports));
    expect(stdout).toMatch(/written {4}a_minimized\.pdb\n\nb\.ent: /);
  });

  it('one that fails is named and does not stop the others', async () => {
    const cwd = folder();
    const { code, stderr } = await minimize(['a.pdb', 'empty.pdb', 'no.pdb', 'b.ent', ...quick], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^geomin: empty\.pdb: no atoms/m);
    expect(stderr).toMatch(/^geomin: no\.pdb: /m);
    expect(stderr).toMatch(/^b\.ent {2}iteration 0/m);
    expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['a_minimized.pdb', 'b_minimized.pdb']));
    expect(readdirSync(cwd)).toHaveLength(5);
  });

  it('are an array in JSON, failures in their places', async () => {
    const cwd = folder();
    const args = ['a.pdb', 'empty.pdb', 'b.ent', ...quick];
    const { code, stdout } = await minimize([...args, '--json', '-o', './'], { cwd });
    expect(code).toBe(1);
    const [a, empty, b] = JSON.parse(stdout) as Entry[];
    expect(a).toMatchObject({ input: 'a.pdb', output: 'a_minimized.pdb', models: [{ optimizer: 'lbfgs' }] });
    expect(empty).toMatchObject({ input: 'empty.pdb', error: { code: 'MODEL' } });
    expect(b.models?.[0].energy).toBeGreaterThan(0);
  });

  it('go into the folder that --output names, as one alone does', async () => {
    const [cwd, better] = [folder(), scratchFolder()];
    expect((await minimize(['a.pdb', 'b.ent', '-o', better, ...quick], { cwd })).code).toBe(0);
    expect(readdirSync(better).sort()).toEqual(['a_minimized.pdb', 'b_minimized.pdb']);
    const other = scratchFolder();
    expect((await minimize(['a.pdb', '-o', `${other}/`, ...quick], { cwd })).code).toBe(0);
    expect(readdirSync(other)).toEqual(['a_minimized.pdb']);
    expect(readdirSync(cwd)).toHaveLength(3);
  });

  it.each([
    ['of one name', ['a.pdb', '../x/a.pdb'], /a\.pdb and \.\.\/x\/a\.pdb would both be a_minimized\.pdb/],
    ['of one stem', ['a.pdb', 'a.ent.gz'], /would both be a_minimized\.pdb/],
    ['twice the same', ['a.pdb', 'b.ent', 'a.pdb'], /would both be/],
    ['over another input', ['a.pdb', 'a_minimized.pdb'], /a\.pdb would be written over a_minimized\.pdb/],
    ['over a linked input', ['a.pdb', 'link.pdb'], /a\.pdb would be written over link\.pdb/],
    ['into a file', ['a.pdb', 'b.ent', '-o', 'a.pdb'], /a\.pdb: this is no folder/],
    ['into no folder', ['a.pdb', 'b.ent', '-o', 'missing/'], /missing\/: this is no folder/],
  ])('%s are refused before any work', async (_, args, message) => {
    const cwd = folder();
    symlinkSync('a_minimized.pdb', join(cwd, 'link.pdb'));
    if (args.includes('link.pdb')) writeFileSync(join(cwd, 'a_minimized.pdb'), atoms[0]);
    const before = readdirSync(cwd);
    const { code, stderr } = await minimize([...args, ...quick], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/iteration/);
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('interrupted, those not begun are named and left', async () => {
    const cwd = folder();
    const args = ['a.pdb', 'b.ent', '--max-iterations', '1000000', '--convergence', '0', '--backend', 'cpu'];
    const { code, stderr } = await minimize(args, { cwd, interruptAfter: /a\.pdb {2}iteration 0/ });
    expect(code).toBe(130);
    expect(stderr).toContain('not begun: b.ent');
    expect(readdirSync(cwd).sort()).toEqual(['a.pdb', 'a_minimized.pdb', 'b.ent', 'empty.pdb']);
  });
});
