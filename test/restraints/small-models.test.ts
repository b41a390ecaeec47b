import { describe, expect, it } from 'vitest';
import { HYDROGEN_BOND } from '../../src/restraints/restraints.js';
import { build, patched, residueLines } from './fragments.js';
import { referenceText } from './reference-models.js';

const ION = 'HETATM    1 ZN    ZN A   1       1.000   2.000   3.000  1.00 10.00          ZN  ';

describe('small models', () => {
  it('of one atom have no restraints', () => {
    const { restraints, issues } = build([ION]);
    expect(restraints.atomCount).toBe(1);
    for (const term of [restraints.bonds, restraints.angles, restraints.dihedrals, restraints.chiralities]) {
      expect(term.iSeqs).toHaveLength(0);
    }
    expect([...restraints.planes.offsets]).toEqual([0]);
    expect(restraints.nonbonded.radius[0]).toBeGreaterThan(0.5);
    expect(issues).toEqual([]);
  });

  it('of water only have contacts only', () => {
    const waters = referenceText('1ubq')
      .split('\n')
      .filter((line) => line.startsWith('HETATM'));
    const { restraints, issues } = build(waters);
    expect(restraints.bonds.iSeqs).toHaveLength(0);
    expect(new Set(restraints.nonbonded.radius)).toEqual(new Set([1.52]));
    expect(new Set(restraints.nonbonded.hydrogenBond)).toEqual(new Set([HYDROGEN_BOND.both]));
    expect(issues).toEqual([]);
  });

  it('may have two atoms at one place', () => {
    const { bonds } = build([
      ...residueLines('1ubq', 'A', 1, 1),
      patched(ION, 31, '  27.340  24.430   2.614'),
    ]);
    expect(bonds).toHaveLength(7);
  });
});

describe('traces of chains', () => {
  const onlyAtom = (lines: readonly string[], field: string): string[] =>
    lines.filter((line) => line.slice(12, 16) === field);

  it.each([
    ['CA', onlyAtom(residueLines('1ubq', 'A', 1, 76), ' CA '), 'chain A: 76'],
    ['P', onlyAtom(residueLines('133d', 'A', 2, 4), ' P  '), 'chain A: 3'],
  ])('of %s alone are one note, and their neighbours do not repel each other', (name, lines, residues) => {
    const { restraints, issues } = build(lines);
    expect(issues).toEqual([
      `${residues} residues have nothing but ${name}: ` +
        'no restraints hold them, and neighbours do not repel each other',
    ]);
    const neighbours = lines.slice(1).flatMap((_, i) => [i, i + 1]);
    expect([...restraints.nonbonded.bonded]).toEqual(neighbours);
  });

  it('are none where a single residue is reduced to CA', () => {
    const [first, second] = [residueLines('1ubq', 'A', 1, 1), residueLines('1ubq', 'A', 2, 2)];
    const { issues } = build([...first, ...onlyAtom(second, ' CA ')]);
    expect(issues).toEqual([
      'MET A 1 and GLN A 2 are not linked: N is missing',
      'GLN A 2 lacks N C O CB CG CD OE1 NE2; what is there is restrained',
    ]);
  });
});

describe('ions', () => {
  it('that the file gives a charge have their ionic radius', () => {
    const neutral = build([ION]).restraints.nonbonded.radius[0];
    const charged = build([patched(ION, 79, '2+')]).restraints.nonbonded.radius[0];
    expect(charged).toBe(0.74);
    expect(neutral).toBeGreaterThan(charged);
  });
});

describe('hydrogens', () => {
  const withHydrogens = residueLines('1d3z', 'A', 2, 3).slice(0, 36);

  it('make the radii those of atoms without hydrogens', () => {
    const alpha = (lines: readonly string[]): number => {
      const { restraints, model } = build(lines);
      return restraints.nonbonded.radius[model.atoms.name.indexOf('CA')];
    };
    expect(alpha(withHydrogens)).toBe(1.7);
    expect(alpha(withHydrogens.filter((line) => line[77] !== 'H'))).toBe(1.95);
  });

  it('are restrained as far as they are there', () => {
    const { bonds, issues } = build(withHydrogens.filter((line) => !line.includes(' HA ')));
    expect(bonds).toContain('N GLN A 2 - H GLN A 2');
    expect(bonds.some((name) => name.includes('HA '))).toBe(false);
    expect(issues).toEqual([]);
  });

  it('may be deuterium', () => {
    const deuterated = withHydrogens.map((line) => {
      if (line[77] !== 'H') return line;
      return patched(patched(line, 13, line.slice(12, 16).replace('H', 'D')), 78, 'D');
    });
    const [heavy, light] = [build(deuterated), build(withHydrogens)];
    expect(heavy.issues).toEqual([]);
    expect(heavy.restraints.bonds).toEqual(light.restraints.bonds);
    expect(heavy.restraints.nonbonded).toEqual(light.restraints.nonbonded);
  });

  it('may be exchanged for deuterium in one conformer', () => {
    const exchanged = withHydrogens.flatMap((line) => {
      if (line.slice(12, 16) !== ' H  ') return [line];
      return [patched(line, 17, 'A'), patched(patched(patched(line, 13, ' D  '), 17, 'B'), 78, 'D')];
    });
    const { bonds, issues } = build(exchanged);
    expect(bonds).toContain('N GLN A 2 - H GLN A 2 (altloc A)');
    expect(bonds).toContain('N GLN A 2 - D GLN A 2 (altloc B)');
    expect(issues).toEqual([]);
  });

  it('whose names say nothing are counted off, and that is noted', () => {
    const odd = withHydrogens.map((line) =>
      line.slice(12, 16) === ' HB2' ? patched(line, 13, ' HB9') : line,
    );
    const { bonds, issues } = build(odd);
    expect(bonds).toContain('CB GLN A 2 - HB9 GLN A 2');
    expect(issues[0]).toBe('GLN A 2: hydrogens HB9 are taken for HB2');
  });
});
