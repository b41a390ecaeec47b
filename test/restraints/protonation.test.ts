import { describe, expect, it } from 'vitest';
import { build, patched, residueLines, siteOf } from './fragments.js';

/** The residue, and a hydrogen 0.97 Å from one of its atoms. */
function protonated(lines: readonly string[], oxygen: string, hydrogen: string): string[] {
  const line = lines.find((each) => each.slice(12, 16).trim() === oxygen)!;
  const [x, y, z] = siteOf(line).map((value, axis) =>
    (value + (axis === 0 ? 0.97 : 0)).toFixed(3).padStart(8),
  );
  const named = patched(patched(line, 13, ` ${hydrogen}`.padEnd(4)), 31, x + y + z);
  return [...lines, patched(named, 77, ' H')];
}

describe('acids', () => {
  it.each([
    ['ASP', 21, 'CG', 'OD2', 'HD2', 'OD1'],
    ['ASP', 21, 'CG', 'OD1', 'HD1', 'OD2'],
    ['GLU', 16, 'CD', 'OE2', 'HE2', 'OE1'],
    ['GLU', 16, 'CD', 'OE1', 'HE1', 'OE2'],
  ])(
    '%s %i: their %s has one long and one short bond, and %s bears %s',
    (id, number, carbon, oxygen, hydrogen, other) => {
      const residue = residueLines('1ubq', 'A', number, number);
      const place = `${id} A ${number}`;
      const { bonds, angles, restraints, issues } = build(protonated(residue, oxygen, hydrogen));
      const ideal = (a: string, b: string): number => {
        const found = [`${a} ${place} - ${b} ${place}`, `${b} ${place} - ${a} ${place}`].map((name) =>
          bonds.indexOf(name),
        );
        return restraints.bonds.ideal[Math.max(...found)];
      };
      expect([ideal(carbon, oxygen), ideal(carbon, other), ideal(oxygen, hydrogen)]).toEqual([
        1.33, 1.22, 0.967,
      ]);
      expect(angles).toContain(`${carbon} ${place} - ${oxygen} ${place} - ${hydrogen} ${place}`);
      expect(issues).toEqual([]);
    },
  );

  it('are anions without that hydrogen', () => {
    const { bonds, restraints } = build(residueLines('1ubq', 'A', 21, 21));
    const lengths = ['OD1', 'OD2'].map((name) => bonds.indexOf(`CG ASP A 21 - ${name} ASP A 21`));
    expect(lengths.map((k) => restraints.bonds.ideal[k])).toEqual([1.249, 1.249]);
  });
});
