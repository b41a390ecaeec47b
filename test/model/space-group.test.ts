import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operatorsOfHallSymbol } from '../../src/model/hall-symbol.js';
import { allSpaceGroups, findSpaceGroup } from '../../src/model/space-group.js';
import {
  compose,
  operatorText,
  TRANSLATION_PARTS,
  type SymmetryOperator,
} from '../../src/model/symmetry-operator.js';

const GROUPS = allSpaceGroups();
const gemmi = readFileSync(new URL('space-groups.gemmi.txt', import.meta.url), 'utf8');

function text({ rotation, translation }: SymmetryOperator): string {
  return operatorText(
    rotation,
    translation.map((part) => part / TRANSLATION_PARTS),
  );
}

function cell(a: number, b: number, c: number, alpha = 90, beta = 90, gamma = 90) {
  return { a, b, c, alpha, beta, gamma };
}

describe('the table of space groups', () => {
  it('has all 230 of them', () => {
    expect(new Set(GROUPS.map(({ number }) => number)).size).toBe(230);
  });

  it('makes the operators that gemmi has, for every setting', () => {
    const expected = gemmi.trim().split('\n').slice(1);
    const ours = GROUPS.map(({ symbol, operators }) => {
      const triplets = operators.map(text).sort().join(' ');
      const digest = createHash('sha256').update(triplets).digest('hex').slice(0, 16);
      return `${symbol}|${operators.length}|${digest}`;
    });
    expect(ours).toEqual(expected);
  });

  it('makes groups: products of operators are operators', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GROUPS), fc.nat(), fc.nat(), ({ operators }, i, j) => {
        const product = compose(operators[i % operators.length], operators[j % operators.length]);
        expect(operators.map(text)).toContain(text(product));
      }),
    );
  });

  it('begins each group with the identity', () => {
    for (const { operators } of GROUPS) expect(text(operators[0])).toBe('x,y,z');
  });
});

describe('finding a space group', () => {
  it.each(GROUPS.map(({ symbol }) => symbol))('%s by its own symbol', (symbol) => {
    const found = findSpaceGroup(symbol);
    expect([symbol, symbol.replace('1:', '2:')]).toContain(found?.symbol);
  });

  it.each([
    ['P21', 'P 1 21 1'],
    ['P 21', 'P 1 21 1'],
    ['p 1 21 1', 'P 1 21 1'],
    ['P212121', 'P 21 21 21'],
    ['P2_12_12_1', 'P 21 21 21'],
    ['C2', 'C 1 2 1'],
    ['A 2', 'A 1 2 1'],
    ['I 2', 'I 1 2 1'],
    ['I 21', 'I 1 21 1'],
    ['I 1 21 1', 'I 1 21 1'],
    ['B 2', 'B 1 1 2'],
    ['B 1 1 2', 'B 1 1 2'],
    ['P 1 1 21', 'P 1 1 21'],
    ['P 21/c', 'P 1 21/c 1'],
    ['C 2/c', 'C 1 2/c 1'],
    ['R 3', 'R 3:H'],
    ['H 3', 'R 3:H'],
    ['H3', 'R 3:H'],
    ['R 3 :R', 'R 3:R'],
    ['H 3 2', 'R 3 2:H'],
    ['H32', 'R 3 2:H'],
    ['R 3 2 :H', 'R 3 2:H'],
    ['R 32', 'R 3 2:H'],
    ['P 21 21 2A', 'P 21212(a)'],
    ['C 2 2 21A)', 'C 2 2 21(a)'],
    ['P n n n', 'P n n n:2'],
    ['P n n n:1', 'P n n n:1'],
    ['F m 3 m', 'F m -3 m'],
    ['F d 3 m', 'F d -3 m:2'],
    ['I 41/a c d', 'I 41/a c d:2'],
  ])('%s is %s', (name, symbol) => {
    expect(findSpaceGroup(name)?.symbol).toBe(symbol);
  });

  it('lets the cell decide between settings', () => {
    expect(findSpaceGroup('R 3', cell(60, 60, 60, 80, 80, 80))?.symbol).toBe('R 3:R');
    expect(findSpaceGroup('R 3', cell(60, 60, 140, 90, 90, 120))?.symbol).toBe('R 3:H');
    expect(findSpaceGroup('P 21', cell(40, 50, 60, 90, 90, 104))?.symbol).toBe('P 1 1 21');
    expect(findSpaceGroup('P 21', cell(40, 50, 60, 104, 90, 90))?.symbol).toBe('P 21 1 1');
    expect(findSpaceGroup('P 21', cell(40, 50, 60))?.symbol).toBe('P 1 21 1');
  });

  it.each(['', 'P 5', 'X 1', 'P 21 21 21 21', '?', 'constructor'])('knows no "%s"', (name) => {
    expect(findSpaceGroup(name)).toBeUndefined();
  });

  it('finds nothing or a group, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (name) => void findSpaceGroup(name)));
  });
});

describe('a Hall symbol', () => {
  it('of P 61 is a sixfold screw', () => {
    const operators = operatorsOfHallSymbol('P 61').map(text);
    expect(operators).toContain('x-y,x,z+1/6');
    expect(operators).toHaveLength(6);
  });

  it.each(['', 'P', 'Q 2', 'P 5', 'P 2 (1 2)', 'P 2x2x', '2'])('is not "%s"', (symbol) => {
    expect(() => operatorsOfHallSymbol(symbol)).toThrow(`${symbol} is not a Hall symbol`);
  });
});
