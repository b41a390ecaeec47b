import { describe, expect, it } from 'vitest';
import { GeominError } from '../../src/errors.js';
import { parseModel } from '../../src/model/read-model.js';
import { buildRestraints } from '../../src/restraints/build-restraints.js';
import { build, moved, patched, residueLines } from './fragments.js';
import { referenceText } from './reference-models.js';

function errorOf(action: () => unknown): GeominError {
  try {
    action();
  } catch (error) {
    if (error instanceof GeominError) return error;
    throw error;
  }
  throw new Error('no error');
}

const renamed = (line: string, name: string): string => patched(line, 13, name.padEnd(4));

describe('residues that no dictionary knows', () => {
  it('are all named at once, by name, number and place', () => {
    const haemoglobin = parseModel(referenceText('2hhb'), 'pdb', { name: '2hhb.ent' });
    const error = errorOf(() => buildRestraints(haemoglobin));
    expect(error.code).toBe('RESIDUES');
    expect(error.message).toBe('2hhb.ent: no dictionary knows HEM (4: A 1; B 1; C 1; …)');
    expect(error.remedy).toContain('--unknown free');
    expect(error.remedy).not.toContain('rename');
  });

  it('are left free on request, listed, and seen by the nonbonded term', () => {
    const haemoglobin = parseModel(referenceText('2hhb'), 'pdb', { name: '2hhb.ent' });
    const { issues, nonbonded, bonds } = buildRestraints(haemoglobin, { unknown: 'free' });
    const { residues, atoms } = haemoglobin;
    const free = issues.filter(({ kind }) => kind === 'unknown-residue');
    expect(free.map(({ message }) => message.slice(0, 7))).toEqual([
      'HEM A 1',
      'HEM B 1',
      'HEM C 1',
      'HEM D 1',
    ]);
    const haem = residues.find(({ name }) => name === 'HEM')!;
    expect(haem.iSeqs.every((iSeq) => nonbonded.radius[iSeq] > 0.5)).toBe(true);
    expect(bonds.iSeqs.some((iSeq) => residues[atoms.residue[iSeq]].name === 'HEM')).toBe(false);
  });

  it('are bonded in the graph to what they touch, so that nothing repels them from within', () => {
    const haemoglobin = parseModel(referenceText('2hhb'), 'pdb', { name: '2hhb.ent' });
    const { nonbonded, atomLabel } = buildRestraints(haemoglobin, { unknown: 'free' });
    const neighbours = new Map<string, string[]>();
    for (let k = 0; k < nonbonded.bonded.length; k += 2) {
      const [a, b] = [...nonbonded.bonded.subarray(k, k + 2)].map((iSeq) => atomLabel(iSeq));
      neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
      neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
    }
    const nitrogens = ['N A', 'N B', 'N C', 'N D'].map((name) => `${name} HEM A 1`);
    expect([...new Set(neighbours.get('FE HEM A 1'))].sort()).toEqual([...nitrogens, 'NE2 HIS A 87'].sort());
    expect(neighbours.get('CHA HEM A 1')!.sort()).toEqual(['C1A HEM A 1', 'C4D HEM A 1']);
  });
});

describe('heavy atoms that a residue does not have', () => {
  const lines = residueLines('1ubq', 'A', 1, 3);

  it('are all named at once, with residue and line', () => {
    const wrong = lines.map((line) => {
      const place = line.slice(12, 26);
      if (place === ' CE  MET A   1') return renamed(line, ' CX ');
      return place === ' NE2 GLN A   2' ? renamed(line, ' NX ') : line;
    });
    const error = errorOf(() => build(wrong));
    expect(error.code).toBe('RESIDUES');
    expect(error.message).toBe(
      'test.pdb: some residues have no atom of that name: CX of MET (1: A 1, line 8), NX of GLN (1: A 2, line 17)',
    );
    expect(error.remedy).toMatch(/^Rename/);
  });

  it('stop a model whose unknown residues are free, too', () => {
    const wrong = lines.map((line) =>
      line.slice(12, 26) === ' CE  MET A   1' ? renamed(line, ' CX ') : line,
    );
    expect(errorOf(() => build(wrong, { unknown: 'free' })).message).toContain('CX of MET');
  });

  it('and unknown residues are told of together', () => {
    const wrong = lines.map((line) => {
      if (line.slice(17, 20) === 'ILE') return patched(line, 18, 'QQQ');
      return line.slice(12, 26) === ' CE  MET A   1' ? renamed(line, ' CX ') : line;
    });
    const { message, remedy } = errorOf(() => build(wrong));
    expect(message).toContain('no dictionary knows QQQ (1: A 3); some residues have no atom');
    expect(remedy).toMatch(/free.*Rename/);
  });
});

describe('hydrogens that a residue does not have', () => {
  it('are listed, unrestrained, and bonded in the graph to what they sit on', () => {
    const glycine = residueLines('1d3z', 'A', 10, 10).slice(0, 7);
    const alpha = glycine.find((line) => line.slice(12, 16) === ' HA2')!;
    const stray = moved(patched(alpha, 13, ' HQ7'), [0.3, 0, 0]);
    const { issues, restraints, model } = build([...glycine, stray]);
    const iSeq = model.atoms.name.indexOf('HQ7');
    expect(issues).toContain(
      'HQ7 GLY A 10: its residue has no such atom; left unrestrained but for contacts',
    );
    expect(restraints.bonds.iSeqs).not.toContain(iSeq);
    expect(restraints.nonbonded.radius[iSeq]).toBeGreaterThan(1);
    const { bonded } = restraints.nonbonded;
    const partners = Array.from({ length: bonded.length / 2 }, (_, k) => bonded.subarray(2 * k, 2 * k + 2));
    const mine = partners.filter((pair) => pair.includes(iSeq)).flatMap((pair) => [...pair]);
    expect(mine.map((i) => model.atoms.name[i]).sort()).toEqual(['CA', 'HQ7']);
  });
});

describe('missing atoms', () => {
  it('of a side chain are noted once, and the rest is restrained', () => {
    const truncated = residueLines('1ubq', 'A', 1, 3).filter(
      (line) => line.slice(17, 20) !== 'GLN' || /^ (N|CA|C|O|CB) /.test(line.slice(12, 16)),
    );
    const { issues, bonds, restraints } = build(truncated);
    expect(issues).toEqual(['GLN A 2 lacks CG CD OE1 NE2; what is there is restrained']);
    expect(bonds.filter((name) => name.includes('GLN'))).toHaveLength(6);
    expect(restraints.issues[0].kind).toBe('missing-atom');
  });
});
