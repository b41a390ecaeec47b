import { describe, expect, it } from 'vitest';
import { dihedralAngle } from '../../src/restraints/site-geometry.js';
import { build, moved, patched, residueLines, siteOf, toxinLines, turned } from './fragments.js';

const between = (names: readonly string[]): string[] =>
  names.filter((name) => name.includes('C ') && / - N /.test(name));

describe('links along a chain', () => {
  const three = residueLines('1ubq', 'A', 1, 3);
  const peptideBonds = (lines: readonly string[]): string[] => between(build(lines).bonds);

  it('join neighbours', () => {
    expect(peptideBonds(three)).toEqual(['C MET A 1 - N GLN A 2', 'C GLN A 2 - N ILE A 3']);
  });

  it('go by distance, not by number', () => {
    const renumbered = three.map((line) =>
      line.slice(22, 26) === '   3' ? patched(line, 23, '  30') : line,
    );
    expect(peptideBonds(renumbered)).toEqual(['C MET A 1 - N GLN A 2', 'C GLN A 2 - N ILE A 30']);
  });

  it('leave gaps, and say so', () => {
    const withGap = [...residueLines('1ubq', 'A', 1, 1), ...residueLines('1ubq', 'A', 3, 3)];
    const { bonds, issues } = build(withGap);
    expect(between(bonds)).toEqual([]);
    expect(issues).toEqual([
      expect.stringMatching(/^MET A 1 and ILE A 3 are not linked: C and N are \d\.\d Å apart$/),
    ]);
  });

  it('name the atom whose absence makes a gap', () => {
    const { issues } = build(three.filter((line) => line.slice(12, 26) !== ' N   GLN A   2'));
    expect(issues).toContain('MET A 1 and GLN A 2 are not linked: N is missing');
  });

  it('tell insertion codes apart', () => {
    const inserted = three.map((line) => (line.slice(22, 26) === '   2' ? patched(line, 23, '   1A') : line));
    expect(peptideBonds(inserted)).toEqual(['C MET A 1 - N GLN A 1A', 'C GLN A 1A - N ILE A 3']);
  });

  it('end at a TER record and at another chain id: what is bonded all the same, its distance tells', () => {
    const [first, rest] = [three.slice(0, 8), three.slice(8)];
    const apart = rest.map((line) => moved(line, [1, 1, 1]));
    expect(peptideBonds([...first, 'TER', ...apart])).toEqual(['C GLN A 2 - N ILE A 3']);
    expect(peptideBonds([...first, ...apart.map((line) => patched(line, 22, 'B'))])).toEqual([
      'C GLN B 2 - N ILE B 3',
    ]);
    const { links, chainLinks } = build([...first, 'TER', ...rest]).restraints;
    expect(links.map(({ label, linkId, reason }) => [label, linkId, reason])).toEqual([
      ['C MET A 1 - N GLN A 2', 'TRANS', '1.30 Å apart'],
    ]);
    expect(chainLinks).toEqual({ TRANS: 1 });
  });

  it('change the residues they join as the library states it', () => {
    const carbonyl = (lines: readonly string[]): number => {
      const { bonds, restraints } = build(lines);
      return restraints.bonds.ideal[bonds.indexOf('C MET A 1 - O MET A 1')];
    };
    expect(carbonyl(three)).toBe(1.229);
    expect(carbonyl(residueLines('1ubq', 'A', 1, 1))).toBe(1.251);
  });
});

describe('the end of a chain', () => {
  it('keeps its carboxylate', () => {
    const { bonds, angles, issues } = build(residueLines('1ubq', 'A', 75, 76));
    expect(bonds).toContain('C GLY A 76 - OXT GLY A 76');
    expect(angles).toContain('O GLY A 76 - C GLY A 76 - OXT GLY A 76');
    expect(issues).toEqual([]);
  });

  it('leaves an OXT within a chain unrestrained but bonded, and says so', () => {
    const lines = residueLines('1ubq', 'A', 1, 2);
    const oxygen = lines.find((line) => line.slice(12, 16) === ' O  ')!;
    const { issues, restraints, model } = build([
      moved(patched(oxygen, 13, ' OXT'), [1.5, 1.5, 0.5]),
      ...lines,
    ]);
    expect(issues).toEqual([
      "OXT MET A 1: its residue's links leave no place for it; left unrestrained but for contacts",
    ]);
    const bound = [...restraints.bonds.iSeqs].includes(model.atoms.name.indexOf('OXT'));
    expect(bound).toBe(false);
  });
});

describe("the 5' end of a nucleic acid", () => {
  const cytidine = residueLines('133d', 'A', 1, 1);
  const end = moved(patched(patched(cytidine[0], 13, "HO5'"), 77, ' H'), [0.5, 0.5, 0.5]);
  const oldNames = (line: string): string =>
    line.slice(0, 12) + line.slice(12, 16).replace("'", '*') + line.slice(16);

  it.each([
    ["HO5'", end, cytidine],
    ['H5T', patched(end, 13, ' H5T '), cytidine.map(oldNames)],
  ])('holds the hydrogen of its hydroxyl group: %s', (name, hydrogen, others) => {
    const { bonds, angles, issues } = build([hydrogen, ...others]);
    const [c5, o5] = [others[1], others[0]].map((line) => line.slice(12, 16).trim());
    expect(bonds).toContain(`${o5} DC A 1 - ${name} DC A 1`);
    expect(angles).toContain(`${c5} DC A 1 - ${o5} DC A 1 - ${name} DC A 1`);
    expect(issues).toEqual([]);
  });

  it('is none where a phosphate follows', () => {
    const linked = residueLines('133d', 'A', 2, 2);
    const { issues } = build([patched(end, 18, ' DG A   2'), ...linked]);
    expect(issues).toEqual(["HO5' DG A 2: its residue has no such atom; left unrestrained but for contacts"]);
  });
});

describe('cis and trans', () => {
  const omega = (lines: readonly string[]): number[] => {
    const { restraints } = build(lines);
    const { ideal, periodicity } = restraints.dihedrals;
    return [...ideal].filter((_, k) => periodicity[k] === 0);
  };

  it('is measured', () => {
    expect(omega(residueLines('1ubq', 'A', 1, 3))).toEqual([180, 180]);
    expect(omega(toxinLines(55, 56))).toEqual([0]);
  });

  it.each([
    [40, 0],
    [50, 180],
    [-40, 0],
    [-50, 180],
  ])('counts an omega of %d° as %d°', (degrees, ideal) => {
    const lines = residueLines('1ubq', 'A', 1, 2);
    const site = (place: string): number[] => siteOf(lines.find((line) => line.slice(12, 26) === place)!);
    const [c, n] = [site(' C   MET A   1'), site(' N   GLN A   2')];
    const carbons = [site(' CA  MET A   1'), site(' CA  GLN A   2')];
    const measured = dihedralAngle(Float64Array.from([carbons[0], c, n, carbons[1]].flat()), [0, 1, 2, 3]);
    const bent = lines.map((line) => (line.includes('GLN') ? turned(line, c, n, degrees - measured) : line));
    expect(omega(bent)).toEqual([ideal]);
  });

  it('takes the links that are made for proline, cis or trans', () => {
    const peptideBond = (lines: readonly string[]): number => {
      const { bonds, restraints } = build(lines);
      return restraints.bonds.ideal[bonds.findIndex((name) => between([name]).length > 0)];
    };
    expect(peptideBond(toxinLines(55, 56))).toBe(1.352);
    expect(peptideBond(residueLines('1ubq', 'A', 18, 19))).toBe(1.352);
    expect(peptideBond(residueLines('1ubq', 'A', 19, 20))).toBe(1.337);
    expect(build(toxinLines(55, 56)).angles).toContain('CD PRO D 56 - N PRO D 56 - C TYR D 55');
  });

  it('is trans where omega cannot be measured', () => {
    const withoutCa = toxinLines(55, 56).filter((line) => line.slice(12, 26) !== ' CA  TYR D  55');
    expect(build(withoutCa).dihedrals.some((name) => name.includes('CA TYR'))).toBe(false);
    expect(between(build(withoutCa).bonds)).toEqual(['C TYR D 55 - N PRO D 56']);
  });
});

describe('nucleic acids', () => {
  it('are linked through their phosphates, old names and all', () => {
    const { bonds, issues } = build(residueLines('133d', 'A', 1, 2));
    expect(bonds).toContain("O3' DC A 1 - P DG A 2");
    expect(issues).toEqual([]);
  });

  it('are understood by the names of PDB version 2', () => {
    const names: Readonly<Record<string, string>> = { ' OP1': ' O1P', ' OP2': ' O2P' };
    const old = residueLines('133d', 'A', 1, 2).map((line) => {
      const name = line.slice(12, 16);
      return patched(patched(line, 13, (names[name] ?? name).replace("'", '*')), 18, `  ${line[19]}`);
    });
    const [then, now] = [build(old), build(residueLines('133d', 'A', 1, 2))];
    expect(then.bonds).toContain('O3* C A 1 - P G A 2');
    expect(then.restraints.bonds).toEqual(now.restraints.bonds);
    expect(then.restraints.dihedrals).toEqual(now.restraints.dihedrals);
    expect(then.issues).toEqual([]);
  });
});
