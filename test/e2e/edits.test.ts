import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geomin, minimize, projectFile, scratchFile, scratchFolder } from './run.js';

const page = readFileSync(projectFile('docs/edits.md'), 'utf8');
/** The page's files of edits; each begins with the command that it is for. */
const examples = [...page.matchAll(/```yaml\n(# node minimize\.js (\S+).*)\n([\s\S]*?)```/g)].map(
  ([, , model, yaml]) => ({ model: projectFile(model), yaml }),
);
const [ubiquitin, pair] = examples;

interface Report {
  models: {
    issues: { message: string }[];
    before: { terms: Record<string, number> };
    after: { terms: Record<string, number>; geometry: Record<string, { rmsd: number }> };
  }[];
}

/** Rows of a listing that end in some atoms. */
function listed(geo: string, atoms: string): string[][] {
  return readFileSync(geo, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((cells) => cells.at(-1) === atoms);
}

describe('--edits', () => {
  it('holds a salt bridge of ubiquitin together, as docs/edits.md has it', async () => {
    const cwd = scratchFolder();
    const edits = scratchFile('ubiquitin.yaml', ubiquitin.yaml);
    const args = [ubiquitin.model, '--optimizer', 'best', '--json', '--geo', 'u.geo', '--edits', edits];
    const { code, stdout } = await minimize(args, { cwd });
    expect(code).toBe(0);
    const { issues } = (JSON.parse(stdout) as Report).models[0];
    expect(issues.at(-1)?.message).toBe(`${edits}: 1 distance added, 1 angle changed, 1 dihedral deleted`);
    const [bridge, ...others] = listed(join(cwd, 'u.geo'), 'NZ LYS A 11 - OE2 GLU A 34');
    expect(others).toEqual([]);
    expect(bridge[9]).toBe('slack=0.1');
    expect(Math.abs(Number(bridge[5]) - 2.8)).toBeLessThan(0.12);
    expect(listed(join(cwd, 'u.geo'), 'N ASP A 52 - CA ASP A 52 - C ASP A 52')[0].slice(4, 8)).toEqual(
      expect.arrayContaining(['112.000000', '2']),
    );
    expect(listed(join(cwd, 'u.geo'), 'CB PRO A 38 - CA PRO A 38 - N PRO A 38 - CD PRO A 38')).toEqual([]);
  });

  it('holds a base pair of Z-DNA together and flat, as docs/edits.md has it', async () => {
    const cwd = scratchFolder();
    const edits = scratchFile('pair.yaml', pair.yaml);
    const start = ['--unknown', 'free', '--no-symmetry', '--shake', '0.6', '--seed', '1'];
    const args = [pair.model, ...start, '--optimizer', 'best', '--json', '--geo', 'p.geo'];
    const { stdout } = await minimize([...args, '--edits', edits], { cwd });
    const { before, after, issues } = (JSON.parse(stdout) as Report).models[0];
    expect(issues.at(-1)?.message).toBe(`${edits}: 3 distances and 1 parallelity added`);
    expect(before.terms.parallelity).toBeGreaterThan(1);
    expect(after.terms.parallelity).toBeLessThan(0.5);
    expect(after.geometry.parallelity.rmsd).toBeLessThan(6);
    for (const bond of ['O6 DG A 4 - N4 DC B 9', 'N1 DG A 4 - N3 DC B 9', 'N2 DG A 4 - O2 DC B 9']) {
      const [[, , , , ideal, model]] = listed(join(cwd, 'p.geo'), bond);
      expect(Number(ideal)).toBe(2.9);
      expect(Math.abs(Number(model) - 2.9)).toBeLessThan(0.1);
    }
  });

  it('takes several files, in YAML or JSON, in the order of the options', async () => {
    const atoms = ['NZ LYS A 11', 'OE2 GLU A 34'];
    const one = scratchFile('one.json', JSON.stringify({ distances: [{ atoms, ideal: 3, sigma: 0.1 }] }));
    const two = scratchFile(
      'two.yaml',
      `distances: [{ action: change, atoms: [${atoms.join(', ')}], ideal: 2.7 }]`,
    );
    const { code, stderr } = await geomin(['energy', ubiquitin.model, '--edits', one, '--edits', two]);
    expect([code, stderr]).toEqual([0, `note: ${one}: 1 distance added\nnote: ${two}: 1 distance changed\n`]);
    const wrong = await geomin(['energy', ubiquitin.model, '--edits', two, '--edits', one]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`${two}:1: there is nothing to change`);
  });

  it('refuses what it cannot use, with file and line, before anything is done', async () => {
    const cwd = scratchFolder();
    const slip = scratchFile('slip.yaml', 'bonds:\n  - atoms: [a, b]\n    sgima: 1\n');
    const slipped = await minimize([ubiquitin.model, '--edits', slip], { cwd });
    expect(slipped.code).toBe(1);
    expect(slipped.stderr).toContain(`geomin: ${slip}:3: "sgima" is no key of a bond; did you mean "sigma"?`);
    const nowhere = scratchFile('nowhere.yaml', '\nplanes:\n  - atoms: residue 900\n    sigma: 1\n');
    const missed = await minimize([ubiquitin.model, '--edits', nowhere], { cwd });
    expect(missed.code).toBe(1);
    expect(missed.stderr).toContain(`${nowhere}:3: `);
    expect(missed.stderr).toContain('the selection "residue 900" has no atom');
    const missing = await minimize([ubiquitin.model, '--edits', 'missing.yaml'], { cwd });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('missing.yaml: cannot be read: there is no such file');
    expect(readdirSync(cwd)).toEqual([]);
  });
});
