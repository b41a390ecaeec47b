import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geomin, minimize, projectFile, scratchFile } from './run.js';

const ubiquitin = projectFile('data/models/1ubq.pdb');
const nmr = projectFile('test/reference/models/1d3z.pdb.gz');

interface Model {
  model: number;
  energy: number;
  terms: Record<string, number>;
  geometry: Record<string, { rms_z: number; outliers: number }> & {
    worst: object[];
    worst_clashes: object[];
  };
}

interface Report {
  input: string;
  models: Model[];
  error?: { code: string };
}

async function energyJson<Result = Report>(...args: string[]): Promise<Result> {
  const { code, stdout, stderr } = await geomin(['energy', ...args, '--json']);
  expect(stderr).not.toContain('geomin:');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Result;
}

describe('geomin energy', () => {
  it('says of a model what a minimization says before it begins', async () => {
    const { stdout } = await minimize([ubiquitin, '--optimizer', 'lbfgs', '--max-iterations', '0', '--json']);
    const { before } = (JSON.parse(stdout) as { models: { before: object }[] }).models[0];
    const { models } = await energyJson(ubiquitin);
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({ model: 1, atom_count: 660, ...before });
    expect(models[0].geometry.worst).toHaveLength(5);
    expect(models[0].geometry.worst_clashes).toHaveLength(5);
  });

  it('tells people of each term, the worst restraints, and clashes', async () => {
    const { code, stdout, stderr } = await geomin(['energy', ubiquitin, '--no-symmetry']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/1ubq\.pdb: 660 atoms, 134 residues, 608 bonds/);
    expect(stdout).toMatch(/^bond +608 +2457\.32 +0\.0225 Å +2\.01 +0\.0691 Å +36$/m);
    expect(stdout).toMatch(/^energy +6242\.20$/m);
    expect(stdout).toMatch(/^clashes \(≥ 0\.4 Å\): 19$/m);
    expect(stdout).toMatch(/^worst restraints\n {2}nonbonded {2}ARG A 72 O-CG +2\.380 Å +ideal 3\.440 Å/m);
    expect(stdout).not.toMatch(/nan|undefined/i);
  });

  it('sees the symmetry copies of atoms in a crystal', async () => {
    const { stdout } = await geomin(['energy', ubiquitin]);
    expect(stdout).toMatch(/^energy +7366\.62$/m);
    expect(stdout).toMatch(/^clashes \(≥ 0\.4 Å\): 30$/m);
    expect(stdout).toContain('LEU A 73 CD2 - HOH A 114 O [-x+3/2,-y+2,z+1/2]');
  });

  it('looks at each model of a file, or at the one asked for', async () => {
    const { models } = await energyJson(nmr);
    expect(models.map(({ model }) => model)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const only = await energyJson(nmr, '--model', '3');
    expect(only.models).toEqual([models[2]]);
    expect((await geomin(['energy', nmr])).stdout).toContain('1d3z.pdb.gz, model 10: 1231 atoms');
  });

  it('sums the terms asked for, and tells deviations of all, on any number of threads', async () => {
    const all = (await energyJson(ubiquitin)).models[0];
    const some = (await energyJson(ubiquitin, '--terms', 'bond,angle', '--threads', '1')).models[0];
    expect(some.energy).toBe(all.terms.bond + all.terms.angle);
    expect(some.terms.nonbonded).toBe(0);
    expect(some.geometry).toEqual(all.geometry);
    const { stdout } = await geomin(['energy', ubiquitin, '--terms', 'bond,angle']);
    expect(stdout).toMatch(/^dihedral +315 +– +17\.62°/m);
    expect(stdout).toMatch(/^energy of these +4721\.26$/m);
  });

  it('goes through several files; one that fails is named, and the exit status tells', async () => {
    const empty = scratchFile('empty.pdb', 'END\n');
    const { code, stdout, stderr } = await geomin(['energy', ubiquitin, empty, ubiquitin, '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^geomin: .*empty\.pdb: no atoms/m);
    const reports = JSON.parse(stdout) as Report[];
    expect(reports.map(({ input }) => input)).toEqual([ubiquitin, empty, ubiquitin]);
    expect(reports[1].error?.code).toBe('MODEL');
    expect(reports[2]).toEqual(reports[0]);
  });

  it('restrains as the options say, and stops as a minimization does where it cannot', async () => {
    const pdb = readFileSync(ubiquitin, 'latin1');
    const unknown = scratchFile('unknown.pdb', pdb.replaceAll(/HOH/g, 'XQ7'));
    const refused = await geomin(['energy', unknown]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('XQ7');
    const free = await geomin(['energy', unknown, '--unknown', 'free']);
    expect(free.code).toBe(0);
    expect(free.stderr).toContain('note: ');
    expect((await geomin(['energy', unknown, '--unknown', 'free', '--quiet'])).stderr).toBe('');
    expect((await geomin(['energy', 'no.pdb'])).code).toBe(1);
    expect((await geomin(['energy', ubiquitin, '--terms', 'bonds'])).code).toBe(2);
    expect((await geomin(['energy'])).code).toBe(2);
  });
});
