import { describe, expect, it } from 'vitest';
import { build, moved, patched, residueLines } from './fragments.js';

const three = residueLines('1ubq', 'A', 19, 21);
const inSerine = (line: string): boolean => line.slice(17, 20) === 'SER';
const atomName = (line: string): string => line.slice(12, 16).trim();
const both = (line: string): string[] => [
  patched(line, 17, 'A'),
  moved(patched(line, 17, 'B'), [0.4, 0.3, 0.2]),
];

/** Residues 19 to 21 of ubiquitin, with two places for some atoms of its serine. */
function split(...names: string[]): string[] {
  return three.flatMap((line) => (inSerine(line) && names.includes(atomName(line)) ? both(line) : [line]));
}

describe('conformers', () => {
  it('are restrained each, and what they share once', () => {
    const { bonds } = build(split('CB', 'OG'));
    expect(new Set(bonds.filter((name) => name.includes('SER')))).toEqual(
      new Set([
        'N SER A 20 - CA SER A 20',
        'CA SER A 20 - C SER A 20',
        'CA SER A 20 - CB SER A 20 (altloc A)',
        'C SER A 20 - O SER A 20',
        'CB SER A 20 (altloc A) - OG SER A 20 (altloc A)',
        'CA SER A 20 - CB SER A 20 (altloc B)',
        'CB SER A 20 (altloc B) - OG SER A 20 (altloc B)',
        'C PRO A 19 - N SER A 20',
        'C SER A 20 - N ASP A 21',
      ]),
    );
    expect(new Set(bonds).size).toBe(bonds.length);
  });

  it('have links, planes and chiral centres of their own', () => {
    const { bonds, planes, dihedrals, restraints } = build(split('CA', 'C', 'O', 'CB', 'OG'));
    expect(bonds).toContain('C SER A 20 (altloc A) - N ASP A 21');
    expect(bonds).toContain('C SER A 20 (altloc B) - N ASP A 21');
    expect(planes.filter((name) => name.includes('C SER A 20 (altloc B)'))).toHaveLength(1);
    expect(dihedrals.filter((name) => /^CA SER.*- CA ASP A 21$/.test(name))).toHaveLength(2);
    expect(restraints.chiralities.ideal).toHaveLength(4);
  });

  it('are numbered for the nonbonded term, 0 for atoms that they share', () => {
    const { restraints, model } = build(split('CB', 'OG'));
    const expected = model.atoms.altloc.map((altloc) => ['', 'A', 'B'].indexOf(altloc));
    expect([...restraints.nonbonded.conformer]).toEqual(expected);
  });

  it('that lack an atom are restrained without it', () => {
    const lines = split('CB', 'OG').filter((line) => !(atomName(line) === 'OG' && line[16] === 'B'));
    const { bonds } = build(lines);
    expect(bonds).toContain('CA SER A 20 - CB SER A 20 (altloc B)');
    expect(bonds.filter((name) => name.includes('OG'))).toEqual([
      'CB SER A 20 (altloc A) - OG SER A 20 (altloc A)',
    ]);
  });

  it('include one without altloc, where the same atoms are elsewhere too', () => {
    const lines = three.flatMap((line) =>
      inSerine(line) && ['CB', 'OG'].includes(atomName(line))
        ? [line, moved(patched(line, 17, 'A'), [0.4, 0.3, 0.2])]
        : [line],
    );
    const { bonds, restraints, model } = build(lines);
    expect(bonds).toContain('CB SER A 20 - OG SER A 20');
    expect(bonds).toContain('CB SER A 20 (altloc A) - OG SER A 20 (altloc A)');
    const conformerOf = (label: string): number =>
      restraints.nonbonded.conformer[model.atoms.name.findIndex((_, i) => restraints.atomLabel(i) === label)];
    expect(conformerOf('CB SER A 20')).not.toBe(0);
    expect(conformerOf('CB SER A 20')).not.toBe(conformerOf('CB SER A 20 (altloc A)'));
    expect(conformerOf('CA SER A 20')).toBe(0);
  });

  it('of neighbours that have none in common leave them unbonded, but no ends of chains', () => {
    const lines = three.map((line) => patched(line, 17, inSerine(line) ? 'A' : line[16]));
    const apart = lines.map((line) => (line.slice(17, 20) === 'ASP' ? patched(line, 17, 'B') : line));
    const { bonds, restraints, issues } = build(apart);
    expect(bonds.filter((name) => / - N ASP/.test(name))).toEqual([]);
    const carbonyl = bonds.indexOf('C SER A 20 (altloc A) - O SER A 20 (altloc A)');
    expect(restraints.bonds.ideal[carbonyl]).toBe(1.229);
    expect(issues).toEqual([
      'SER A 20 and ASP A 21 have no conformer in common: no bond holds them together',
    ]);
  });

  it('may each have their own peptide bond, cis or trans', () => {
    const apart = split('N', 'CA', 'C', 'O', 'CB', 'OG');
    const { dihedrals, restraints } = build(apart);
    const omegas = dihedrals.filter((_, k) => restraints.dihedrals.periodicity[k] === 0);
    expect(omegas).toHaveLength(4);
  });
});

describe('microheterogeneity', () => {
  // One place of the chain, a serine in one conformer and an alanine in the other.
  const mixed = three.flatMap((line) => {
    if (!inSerine(line)) return [line];
    const serine = patched(line, 17, 'A');
    return atomName(line) === 'OG' ? [serine] : [serine, patched(line, 17, 'BALA')];
  });

  it('links both residues to their neighbours, not to each other', () => {
    const { bonds, issues } = build(mixed);
    expect(bonds.filter((name) => / - N /.test(name))).toEqual([
      'C PRO A 19 - N SER A 20 (altloc A)',
      'C PRO A 19 - N ALA A 20 (altloc B)',
      'C SER A 20 (altloc A) - N ASP A 21',
      'C ALA A 20 (altloc B) - N ASP A 21',
    ]);
    expect(issues).toEqual([]);
  });

  it('brings each restraint once', () => {
    const { bonds, angles, dihedrals, planes } = build(mixed);
    for (const names of [bonds, angles, dihedrals, planes]) expect(new Set(names).size).toBe(names.length);
  });
});
