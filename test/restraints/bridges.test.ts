import { describe, expect, it } from 'vitest';
import { build, moved, patched, residueLines, siteOf, toxinLines } from './fragments.js';

const bridges = (lines: readonly string[]): string[] =>
  build(lines).bonds.filter((name) => /^SG .* - SG /.test(name));

const cysteines = [...toxinLines(10, 10), 'TER', ...toxinLines(81, 81)];
const ZINC = 'HETATM    1 ZN    ZN B   1       0.000   0.000   0.000  1.00 10.00          ZN  ';
const isSulfur = (line: string): boolean => line.slice(12, 16) === ' SG ';
const [sulfur, partner] = cysteines.filter(isSulfur).map(siteOf);
const direction = partner.map(
  (x, axis) => (x - sulfur[axis]) / Math.hypot(...partner.map((y, k) => y - sulfur[k])),
);

/** The second cysteine, farther away from the first by so many Å. */
const secondMoved = (distance: number): string[] =>
  toxinLines(81, 81).map((line) =>
    moved(
      line,
      direction.map((x) => x * distance),
    ),
  );
const movedApart = (distance: number): string[] => [...toxinLines(10, 10), 'TER', ...secondMoved(distance)];
const record = 'SSBOND   1 CYS D   10    CYS D   81                          1555   1555  2.03';

describe('disulfides', () => {
  it('are found by distance', () => {
    const { bonds, angles, dihedrals, issues } = build(cysteines);
    expect(bonds).toContain('SG CYS D 10 - SG CYS D 81');
    expect(angles).toContain('CB CYS D 10 - SG CYS D 10 - SG CYS D 81');
    expect(dihedrals).toContain('CB CYS D 10 - SG CYS D 10 - SG CYS D 81 - CB CYS D 81');
    expect(issues).toEqual([]);
  });

  it('are not found beyond 3 Å, unless recorded', () => {
    const apart = movedApart(1.2);
    expect(bridges(apart)).toEqual([]);
    expect(bridges([record, ...apart])).toEqual(['SG CYS D 10 - SG CYS D 81']);
  });

  it('are one bond where they are recorded and found', () => {
    expect(bridges([record, ...cysteines])).toEqual(['SG CYS D 10 - SG CYS D 81']);
  });

  it('are not made from a stale record, and that is said', () => {
    const { issues, bonds } = build([record, ...movedApart(40)]);
    expect(bonds.filter((name) => name.includes('SG CYS D 10 - SG'))).toEqual([]);
    expect(issues).toEqual([
      'SSBOND in line 1, SG CYS D 10 to SG CYS D 81, is not used: its atoms are 42.0 Å apart',
    ]);
  });

  it('are not made from a record that joins an atom to itself', () => {
    const { bonds } = build([patched(record, 26, 'CYS D   10'), ...cysteines]);
    expect(bonds).toContain('SG CYS D 10 - SG CYS D 81');
    expect(bonds).not.toContain('SG CYS D 10 - SG CYS D 10');
  });

  it('are not made to a symmetry copy, and that is said', () => {
    const { issues } = build([patched(record, 67, '  2665'), ...movedApart(40)]);
    expect(issues).toEqual([
      expect.stringContaining('SSBOND in line 1, SG CYS D 10 to SG CYS D 81, is not used'),
    ]);
  });

  it('give each cysteine one partner, the nearest', () => {
    const third = secondMoved(-2.3 * 2.03).map((line) => patched(line, 22, 'E'));
    expect(bridges([...toxinLines(10, 10), 'TER', ...third])).toEqual(['SG CYS D 10 - SG CYS E 81']);
    expect(bridges([...cysteines, 'TER', ...third])).toEqual(['SG CYS D 10 - SG CYS D 81']);
  });

  it('are made in each conformer with its own sulfur', () => {
    const split = cysteines.flatMap((line) =>
      isSulfur(line) && line.slice(22, 26) === '  10'
        ? [patched(line, 17, 'A'), moved(patched(line, 17, 'B'), [0.2, 0.2, 0.2])]
        : [line],
    );
    expect(bridges(split).sort()).toEqual([
      'SG CYS D 10 (altloc A) - SG CYS D 81',
      'SG CYS D 10 (altloc B) - SG CYS D 81',
    ]);
  });

  it('leave a conformer alone whose sulfur points away', () => {
    const split = cysteines.flatMap((line) =>
      isSulfur(line) && line.slice(22, 26) === '  10'
        ? [patched(line, 17, 'A'), moved(patched(line, 17, 'B'), [0, 0, 8])]
        : [line],
    );
    expect(bridges(split)).toEqual(['SG CYS D 10 (altloc A) - SG CYS D 81']);
  });

  it('join sulfurs of one conformer, even if one of another is nearer', () => {
    const split = cysteines.flatMap((line) => {
      if (!isSulfur(line)) return [line];
      if (line.slice(22, 26) === '  10') return [patched(line, 17, 'A')];
      return [
        patched(line, 17, 'B'),
        moved(
          patched(line, 17, 'A'),
          direction.map((x) => x * 0.3),
        ),
      ];
    });
    expect(bridges(split)).toEqual(['SG CYS D 10 (altloc A) - SG CYS D 81 (altloc A)']);
  });

  it('never join sulfurs of different conformers', () => {
    const split = cysteines.map((line) => {
      if (!isSulfur(line)) return line;
      return patched(line, 17, line.slice(22, 26) === '  10' ? 'A' : 'B');
    });
    expect(bridges(split)).toEqual([]);
  });
});

/** The shift that brings an atom from one site to so many Å from another. */
function difference(to: readonly number[], from: readonly number[], distance: number): number[] {
  const shift = to.map((x, axis) => x - from[axis]);
  return shift.map((x) => x * (1 - distance / Math.hypot(...shift)));
}

describe('LINK records', () => {
  const link = (from: string, to: string): string =>
    `LINK        ${from}                ${to}     1555   1555  1.33`;

  it('close a ring that the chain leaves open', () => {
    // The second residue stands first in the file, so that no neighbours along the chain are bonded.
    const turned = [...residueLines('1ubq', 'A', 2, 2), ...residueLines('1ubq', 'A', 1, 1)];
    const { bonds, issues } = build([link(' C   MET A   1', ' N   GLN A   2'), ...turned]);
    expect(bonds).toContain('C MET A 1 - N GLN A 2');
    expect(issues.filter((message) => message.startsWith('LINK'))).toEqual([]);
  });

  it('say nothing new about neighbours', () => {
    const pair = residueLines('1ubq', 'A', 1, 2);
    const [with_, without] = [build([link(' C   MET A   1', ' N   GLN A   2'), ...pair]), build(pair)];
    expect(with_.bonds).toEqual(without.bonds);
    expect(with_.issues).toEqual([]);
  });

  it('that no link of the dictionary fits bring their bond and the angles at it', () => {
    const pair = residueLines('1ubq', 'A', 1, 2).filter((line) => line.slice(13, 16) !== 'OE1');
    const lines = [link(' CB  MET A   1', ' NE2 GLN A   2'), ...pair];
    const far = build(lines);
    expect(far.issues).toEqual([
      expect.stringMatching(/^LINK in line 1, CB MET A 1 to NE2 GLN A 2, is not used: .* apart$/),
      expect.stringMatching(/lacks OE1/),
    ]);
    const nitrogen = siteOf(pair.find((line) => line.slice(12, 16) === ' NE2')!);
    const near = lines.map((line) =>
      line.startsWith('ATOM') && line.slice(12, 20) === ' CB  MET'
        ? moved(line, difference(nitrogen, siteOf(line), 1.5))
        : line,
    );
    const { restraints, angles } = build(near);
    expect(restraints.links).toEqual([
      expect.objectContaining({
        label: 'CB MET A 1 - NE2 GLN A 2',
        linkId: 'CB-NE2',
        reason: 'LINK in line 1',
        values: 'length in the record',
        ideal: 1.33,
        distance: expect.closeTo(1.5, 2) as number,
      }),
    ]);
    expect(angles).toContain('CD GLN A 2 - NE2 GLN A 2 - CB MET A 1');
    expect(angles).toContain('CA MET A 1 - CB MET A 1 - NE2 GLN A 2');
    const unlikely = near.map((line) => line.replace('1555  1.33', '1555  3.30'));
    expect(build(unlikely).restraints.links[0]).toMatchObject({ ideal: 1.47, values: 'covalent radii' });
  });

  it('bring the links that the library has for two residues', () => {
    const cysteine = residueLines('2hhb', 'A', 104, 104);
    const sulfurSite = siteOf(cysteine.find(isSulfur)!);
    const zinc = moved(
      ZINC,
      sulfurSite.map((x, axis) => x + [2.3, 0, 0][axis]),
    );
    const { bonds, angles, restraints, issues } = build([
      link('ZN    ZN B   1', ' SG  CYS A 104'),
      ...cysteine,
      zinc,
    ]);
    expect(bonds).toContain('ZN ZN B 1 - SG CYS A 104');
    expect(restraints.bonds.ideal.at(-1)).toBe(2.34);
    expect(angles).toContain('ZN ZN B 1 - SG CYS A 104 - CB CYS A 104');
    expect(issues).toEqual([]);
  });

  it('to atoms that are not there are named', () => {
    const { issues } = build([link(' C   MET A   1', ' N   GLN A  99'), ...residueLines('1ubq', 'A', 1, 2)]);
    expect(issues).toEqual([expect.stringContaining('N GLN A 99, is not used: the model has no such atom')]);
  });
});
