import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { geomin, minimize, projectFile, scratchFile, scratchFolder } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const nmr = projectFile('test/reference/models/1d3z.pdb.gz');
const quick = ['--optimizer', 'lbfgs', '--max-iterations', '20'];

interface Report {
  models: { energy: number; terms: Record<string, number>; after: { terms: Record<string, number> } }[];
}

/** Rows of a listing, by the names of their columns. */
function rowsOf(listing: string): Record<string, string>[] {
  const [header, ...lines] = listing.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = header.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell])));
}

/** Sums of the residuals of a listing, per term. */
function sums(rows: Record<string, string>[]): Record<string, number> {
  const terms: Record<string, number> = {};
  for (const { term, residual } of rows) terms[term] = (terms[term] ?? 0) + Number(residual);
  return terms;
}

function expectSums(rows: Record<string, string>[], terms: Record<string, number>): void {
  for (const [term, sum] of Object.entries(sums(rows))) expect(sum / terms[term]).toBeCloseTo(1, 9);
}

describe('--geo', () => {
  it('lists every restraint of a model as it is; residuals add up to the energies', async () => {
    const geo = join(scratchFolder(), 'ubiquitin.geo');
    const { code, stdout } = await geomin(['energy', ubiquitin, '--json', '--geo', geo]);
    expect(code).toBe(0);
    const text = readFileSync(geo, 'utf8');
    expect(text).not.toMatch(/nan|undefined|infinity/i);
    expect(text).toContain(`\n# ${ubiquitin}, model 1: 660 atoms\n`);
    const rows = rowsOf(text);
    expectSums(rows, (JSON.parse(stdout) as Report).models[0].terms);
    expect(rows.filter(({ term }) => term === 'bond')).toHaveLength(608);
    expect(rows[0]).toEqual({
      model_number: '1',
      term: 'bond',
      residual: '47.7779038381',
      z: '6.91',
      ideal: '1.424000',
      model: '1.493122',
      delta: '-0.069122',
      sigma: '0.01',
      weight: '10000',
      details: '-',
      i_seqs: '429,430',
      atoms: 'CB THR A 55 - OG1 THR A 55',
    });
  });

  it('lists a minimized model where it came to, gzipped where its name says so', async () => {
    const cwd = scratchFolder();
    const { code, stdout } = await minimize([ubiquitin, ...quick, '--json', '--geo', 'u.geo.gz'], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['1ubq_minimized.pdb', 'u.geo.gz']);
    const rows = rowsOf(gunzipSync(readFileSync(join(cwd, 'u.geo.gz'))).toString());
    expectSums(rows, (JSON.parse(stdout) as Report).models[0].after.terms);
  });

  it('has each model of a file in turn, and only the terms asked for', async () => {
    const geo = join(scratchFolder(), 'nmr.geo');
    const { stdout } = await geomin(['energy', nmr, '--json', '--geo', geo, '--terms', 'bond,planarity']);
    const rows = rowsOf(readFileSync(geo, 'utf8'));
    const { models } = JSON.parse(stdout) as Report;
    expect(models).toHaveLength(10);
    models.forEach(({ terms }, i) => {
      const own = rows.filter((row) => row.model_number === String(i + 1));
      expect(new Set(own.map(({ term }) => term))).toEqual(new Set(['bond', 'planarity']));
      expectSums(own, terms);
    });
  });

  it('of several files are files of a folder', async () => {
    const cwd = scratchFolder();
    const { code, stderr } = await geomin(['energy', ubiquitin, nmr, '--quiet', '--geo', cwd]);
    expect([code, stderr]).toEqual([0, '']);
    expect(readdirSync(cwd).sort()).toEqual(['1d3z.geo', '1ubq.geo']);
    const missing = await geomin(['energy', ubiquitin, nmr, '--geo', join(cwd, 'missing')]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/missing: this is no folder/);
    const twice = await geomin(['energy', ubiquitin, ubiquitin, '--geo', cwd]);
    expect(twice.stderr).toMatch(/would be written over another file/);
  });

  it('goes to standard output alone, and what reads it may leave', async () => {
    const command = `node '${projectFile('dist/cli/main.js')}' energy '${ubiquitin}' --geo /dev/stdout`;
    const shell = (script: string) =>
      spawnSync('bash', ['-o', 'pipefail', '-c', script], { encoding: 'utf8' });
    const whole = shell(`${command} | cat`);
    expect(rowsOf(whole.stdout).length).toBeGreaterThan(2000);
    expect(whole.stderr).toContain('660 atoms');
    const both = await geomin(['energy', ubiquitin, '--geo', '/dev/stdout', '--json']);
    expect(both.code).toBe(1);
    expect(both.stderr).toContain('the listing and the JSON cannot both go to standard output');
    const left = shell(`${command} --quiet | head -1`);
    expect([left.status, left.stderr]).toEqual([0, '']);
    expect(left.stdout).toMatch(/^# geomin /);
  });

  it('is never written over a model, nor in part', async () => {
    const copy = scratchFile('copy.pdb', readFileSync(ubiquitin));
    const before = readFileSync(copy);
    for (const command of [
      ['energy', copy, '--geo', copy],
      ['minimize', copy, ...quick, '-o', 'x.pdb', '--geo', copy],
      ['minimize', copy, ...quick, '-o', 'x.pdb', '--geo', './x.pdb'],
    ]) {
      const { code, stderr } = await geomin(command);
      expect(code).toBe(1);
      expect(stderr).toMatch(/would be written over another file/);
    }
    expect(readFileSync(copy)).toEqual(before);
    const nowhere = join(scratchFolder(), 'missing', 'x.geo');
    const { code, stderr } = await minimize([copy, ...quick, '--geo', nowhere]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be written');
    expect(stderr).not.toContain('iteration');
    expect(existsSync(nowhere)).toBe(false);
  });
});
