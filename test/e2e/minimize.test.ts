import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { minimize, projectFile, scratchFile, scratchFolder } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const quick = ['--optimizer', 'lbfgs', '--max-iterations', '60'];

/** What a line says but for its coordinates. */
function withoutSites(line: string): string {
  return /^(ATOM {2}|HETATM)/.test(line) ? line.slice(0, 30) + line.slice(54) : line;
}

interface JsonReport {
  output: string;
  models: {
    reason: string;
    energy: number;
    iterations: number;
    terms: Record<string, number>;
    iteration_history: unknown[];
    after: { geometry: Record<string, { rmsd: number }> };
  }[];
}

async function minimizeJson(args: string[], cwd = scratchFolder()): Promise<JsonReport> {
  const { code, stdout, stderr } = await minimize([...args, '--json'], { cwd });
  expect(stderr.includes('geomin:')).toBe(false);
  expect(code).toBe(0);
  return JSON.parse(stdout) as JsonReport;
}

describe('node minimize.js', () => {
  it('minimizes ubiquitin with no more than its name: Adam comes within a tenth of L-BFGS, bonds and angles are sane', async () => {
    const adam = (await minimizeJson([ubiquitin])).models[0];
    const lbfgs = (await minimizeJson([ubiquitin, '--optimizer', 'lbfgs'])).models[0];
    expect(adam.energy).toBeLessThan(1.1 * lbfgs.energy);
    expect(adam.after.geometry.bond.rmsd).toBeLessThan(0.005);
    expect(adam.after.geometry.angle.rmsd).toBeLessThan(0.7);
  });

  it('writes <name>_minimized.pdb into the current folder, changing nothing but coordinates', async () => {
    const cwd = scratchFolder();
    const { code, stdout } = await minimize([ubiquitin, ...quick], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(cwd)).toEqual(['1ubq_minimized.pdb']);
    const before = readFileSync(ubiquitin, 'latin1').split('\n');
    const after = readFileSync(join(cwd, '1ubq_minimized.pdb'), 'latin1').split('\n');
    expect(after.map(withoutSites)).toEqual(before.map(withoutSites));
    expect(after).not.toEqual(before);
    for (const word of ['energy', 'bond', 'nonbonded', 'clashes', 'max-iterations', '1ubq_minimized.pdb']) {
      expect(stdout).toContain(word);
    }
  });

  it.each([[[]], [['--optimizer', 'lbfgs']]])('writes the same bytes in every run (%j)', async (method) => {
    const runs = [1, 2].map(async () => {
      const cwd = scratchFolder();
      expect((await minimize([ubiquitin, ...method], { cwd })).code).toBe(0);
      return readFileSync(join(cwd, '1ubq_minimized.pdb'), 'latin1');
    });
    const [first, second] = await Promise.all(runs);
    expect(second).toBe(first);
  });

  it('minimizes in the core alone, to the energy that TF.js reaches, and stops when the time is up', async () => {
    const byTf = (await minimizeJson([ubiquitin])).models[0];
    const inCore = (await minimizeJson([ubiquitin, '--backend', 'native'])).models[0];
    expect(Math.abs(inCore.energy / byTf.energy - 1)).toBeLessThan(0.02);
    const endless = ['--backend', 'native', '--max-iterations', '100000000', '--max-time', '0.2'];
    const cwd = scratchFolder();
    const { models } = await minimizeJson([ubiquitin, ...endless], cwd);
    expect(models[0]).toMatchObject({ reason: 'time-limit' });
    expect(models[0].iterations).toBeGreaterThan(10);
    expect(readdirSync(cwd)).toEqual(['1ubq_minimized.pdb']);
  });

  it('says nothing when told to be quiet, and only JSON with --json', async () => {
    const quiet = await minimize([ubiquitin, ...quick, '--quiet']);
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
    const report = await minimizeJson([ubiquitin, ...quick]);
    expect(report.models[0].iteration_history).toHaveLength(61);
  });

  it('minimizes every model of a file, or the one asked for', async () => {
    const nmr = gunzipSync(readFileSync(projectFile('test/reference/models/1d3z.pdb.gz'))).toString('latin1');
    const three = nmr.slice(0, nmr.indexOf('MODEL        4'));
    const input = scratchFile('three.pdb', `${three}END\n`);
    const cwd = scratchFolder();
    const all = await minimizeJson([input, '--optimizer', 'lbfgs', '--max-iterations', '3'], cwd);
    expect(all.models).toHaveLength(3);
    expect(readFileSync(join(cwd, 'three_minimized.pdb'), 'latin1').match(/^MODEL /gm)).toHaveLength(3);
    const one = await minimizeJson(
      [input, '--model', '2', '-o', 'two.pdb', '--optimizer', 'lbfgs', '--max-iterations', '3'],
      cwd,
    );
    expect(one.models[0].energy).toBe(all.models[1].energy);
    expect(
      readFileSync(join(cwd, 'two.pdb'), 'latin1')
        .match(/^MODEL .*/gm)
        ?.map((l) => l.trim()),
    ).toEqual(['MODEL        2']);
  });

  it('shakes the same way for the same seed, and computes only the terms asked for', async () => {
    const args = [
      ubiquitin,
      '--shake',
      '0.3',
      '--optimizer',
      'lbfgs',
      '--max-iterations',
      '3',
      '--terms',
      'bond,angle',
    ];
    const first = (await minimizeJson([...args, '--seed', '42'])).models[0];
    const again = (await minimizeJson([...args, '--seed', '42'])).models[0];
    const other = (await minimizeJson([...args, '--seed', '43'])).models[0];
    expect(again.energy).toBe(first.energy);
    expect(other.energy).not.toBe(first.energy);
    expect(first.terms.nonbonded).toBe(0);
  });

  it('interrupted, writes the best coordinates so far and exits with 130', async () => {
    const cwd = scratchFolder();
    const args = [ubiquitin, '--max-iterations', '100000', '--convergence', '0', '--backend', 'cpu'];
    const { code, stdout } = await minimize(args, { cwd, interruptAfter: /iteration 0/ });
    expect(code).toBe(130);
    expect(stdout).toContain('aborted');
    expect(existsSync(join(cwd, '1ubq_minimized.pdb'))).toBe(true);
  });

  it('interrupted among several models, says which were left as they are', async () => {
    const args = [projectFile('test/reference/models/1d3z.pdb.gz'), '--convergence', '0', '--backend', 'cpu'];
    const { code, stdout } = await minimize(args, { interruptAfter: /model 1 {2}iteration 0/ });
    expect(code).toBe(130);
    expect(stdout).toContain('1d3z.pdb.gz, model 1: 1231 atoms');
    expect(stdout).toContain('1d3z_minimized.pdb, models 2 to 10 as they came in');
  });

  it('reports no deviations where there are no restraints', async () => {
    const water = readFileSync(ubiquitin, 'latin1')
      .split('\n')
      .find((line) => line.startsWith('HETATM'))!;
    const { stdout } = await minimize([scratchFile('water.pdb', water), ...quick]);
    expect(stdout).toMatch(/rmsd bonds \(Å\) +– +–\n/);
    expect(stdout).not.toContain('worst restraints');
  });

  it('takes a water, a lone atom, a missing side chain and two atoms at one place', async () => {
    const lines = readFileSync(ubiquitin, 'latin1')
      .split('\n')
      .filter((line) => /^(ATOM|HETATM)/.test(line));
    const water = lines.filter((line) => line.slice(17, 20) === 'HOH');
    const bare = lines.filter(
      (line) => line.slice(22, 26) !== '  48' || / (N|CA|C|O) {2}/.test(line.slice(12, 17)),
    );
    const together = lines.map((line, i) =>
      i === 9 ? line.slice(0, 30) + lines[2].slice(30, 54) + line.slice(54) : line,
    );
    for (const [name, text] of Object.entries({ water, lone: [water[0]], bare, together })) {
      const cwd = scratchFolder();
      const input = join(scratchFolder(), `${name}.pdb`);
      writeFileSync(input, text.join('\n'));
      const { models } = await minimizeJson([input, ...quick], cwd);
      expect(Number.isFinite(models[0].energy), name).toBe(true);
      expect(readFileSync(join(cwd, `${name}_minimized.pdb`), 'latin1')).not.toMatch(/nan|inf/i);
    }
  });

  it('prints help with examples, and the version', async () => {
    const help = await minimize(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Examples:');
  });
});
