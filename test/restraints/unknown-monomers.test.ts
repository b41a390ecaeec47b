import { describe, expect, it } from 'vitest';
import { build, patched, residueLines } from './fragments.js';

const renamed = (lines: readonly string[], number: number, name: string): string[] =>
  lines.map((line) => (Number(line.slice(22, 26)) === number ? patched(line, 18, name.padStart(3)) : line));
const without = (bonds: readonly string[], names: RegExp): string[] =>
  bonds.filter((bond) => !names.test(bond));

describe('an unknown amino acid', () => {
  const three = residueLines('1ubq', 'A', 1, 3);
  const known = build(three);

  it('is linked and restrained up to CB, whatever else it has', () => {
    const { bonds, issues, restraints } = build(renamed(three, 2, 'UNK'));
    const expected = without(known.bonds, /(CG|CD|OE1|NE2) GLN/).map((bond) => bond.replaceAll('GLN', 'UNK'));
    expect(bonds).toEqual(expected);
    expect(restraints.chainLinks).toEqual({ TRANS: 2 });
    expect(issues).toEqual([
      'UNK A 2: nobody knows what CG CD OE1 NE2 are; left unrestrained but for contacts',
    ]);
  });

  it('may lack CB', () => {
    const bare = renamed(three, 2, 'UNK').filter((line) => !/ (CB|CG|CD|OE1|NE2) +UNK/.test(line));
    const { bonds, issues } = build(bare);
    expect(bonds).toContain('C MET A 1 - N UNK A 2');
    expect(issues).toEqual([]);
  });
});

describe('an unknown nucleotide', () => {
  it.each(['N', 'DN'])('called %s is held to what it shares with any other', (name) => {
    const three = residueLines('133d', 'A', 1, 3);
    const { bonds, restraints, issues } = build(renamed(three, 2, name));
    expect(restraints.chainLinks).toEqual({ p: 2 });
    expect(bonds).toContain(`O3' DC A 1 - P ${name} A 2`);
    expect(
      bonds.some((bond) => bond.startsWith('C1*') || bond.startsWith("C1'") || bond.includes("- C1'")),
    ).toBe(true);
    expect(bonds.some((bond) => /\bN[19] (N|DN) A 2\b/.test(bond))).toBe(false);
    expect(issues.filter((issue) => issue.includes('lacks'))).toEqual([]);
    expect(issues.some((issue) => issue.startsWith(`${name} A 2: nobody knows what `))).toBe(true);
  });
});
